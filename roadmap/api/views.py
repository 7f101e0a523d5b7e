"""Products, features, dependencies, milestones and tasks over REST."""

from __future__ import annotations

import uuid
from typing import Any

import django_filters
from django.db.models import BooleanField, Case, DateField, ExpressionWrapper, F, Q, Value, When
from django.db.models.functions import Coalesce
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.response import Response

from launchhub.api.authentication import ApiRequest
from launchhub.api.collections import Collection
from launchhub.api.preconditions import IF_MATCH
from roadmap.actions import dependencies, features, milestones, products, tasks
from roadmap.api.bulk import ChangingMany
from roadmap.api.moving import Moving
from roadmap.api.scores import Scored
from roadmap.api.serializers import (
    DependencySerializer,
    FeatureEditSerializer,
    FeatureSerializer,
    FeatureTransitionSerializer,
    MilestoneEditSerializer,
    MilestoneSerializer,
    PlacementSerializer,
    ProductSerializer,
    TaskEditSerializer,
    TaskSerializer,
    TaskTransitionSerializer,
    UiChangeSerializer,
)
from roadmap.api.verbs import Acting
from roadmap.models import Dependency, Feature, Milestone, Product, Task


class Products(Collection):
    """What the company makes."""

    model = Product
    serializer_class = ProductSerializer
    actions = products
    scope = "roadmap"
    filterset_fields = ("key", "owner")
    search_fields = ("name", "key")
    ordering_fields = ("name", "key")


class FeatureFilters(django_filters.FilterSet):
    """Which features."""

    target_after = django_filters.DateFilter(field_name="target", lookup_expr="gte", label="Then or later.")
    target_before = django_filters.DateFilter(field_name="target", lookup_expr="lte", label="Then or earlier.")


class Features(Scored, ChangingMany, Moving):
    """Pieces of the product worth telling someone about."""

    model = Feature
    serializer_class = FeatureSerializer
    edit_serializer_class = FeatureEditSerializer
    actions = features
    scope = "roadmap"
    filterset_class = FeatureFilters
    filterset_fields = ("product", "launch", "status", "owner", "parent", "labels")
    search_fields = ("title", "description")
    ordering_fields = ("title", "status", "start", "target", "position")
    hidden_from_guests = {"goals": []}

    @extend_schema(parameters=[IF_MATCH], request=FeatureTransitionSerializer, responses={201: FeatureSerializer})
    @action(detail=True, methods=["post"], serializer_class=FeatureTransitionSerializer)
    def transitions(self, request: ApiRequest, pk: uuid.UUID) -> Response:
        """Bring the feature into another state."""
        return self.act("transition", request, pk)

    @extend_schema(parameters=[IF_MATCH], request=PlacementSerializer, responses={201: FeatureSerializer})
    @action(detail=True, methods=["post"], serializer_class=PlacementSerializer)
    def placements(self, request: ApiRequest, pk: uuid.UUID) -> Response:
        """Put the feature right before or after another one, and change along what its place stands for."""
        return self.act("place", request, pk)

    @extend_schema(parameters=[IF_MATCH], request=UiChangeSerializer, responses={201: FeatureSerializer})
    @action(detail=True, methods=["post"], serializer_class=UiChangeSerializer)
    def ui_changes(self, request: ApiRequest, pk: uuid.UUID) -> Response:
        """Say that its look changed: `ui_revision` goes up, assets that depict it go stale."""
        return self.act("ui_change", request, pk)


class Dependencies(Collection):
    """What has to come first: feature to feature, or launch to launch."""

    model = Dependency
    serializer_class = DependencySerializer
    actions = dependencies
    scope = "roadmap"
    filterset_fields = ("kind", "from_feature", "to_feature", "from_launch", "to_launch")
    ordering_fields = ("lag_days",)

    def annotate(self, queryset: Any) -> Any:
        """Show both ends under one name each, whatever they are."""
        ends: dict[str, Any] = {end: Coalesce(f"{end}_feature", f"{end}_launch") for end in ("from", "to")}
        kind = Case(When(from_launch=None, then=Value("feature")), default=Value("launch"))
        return queryset.annotate(type=kind, **ends)


class Milestones(ChangingMany, Moving):
    """Named dated things of launches: milestones, phases and freezes."""

    model = Milestone
    serializer_class = MilestoneSerializer
    edit_serializer_class = MilestoneEditSerializer
    actions = milestones
    scope = "roadmap"
    filterset_fields = ("launch", "kind", "hat", "owner")
    search_fields = ("name",)
    ordering_fields = ("name", "due")

    def annotate(self, queryset: Any) -> Any:
        """Compute the last day of what lasts."""
        return queryset.annotate(end=ExpressionWrapper(F("due") + F("length_days"), output_field=DateField()))


class Tasks(ChangingMany, Acting):
    """Dated things that someone does for a launch."""

    model = Task
    serializer_class = TaskSerializer
    edit_serializer_class = TaskEditSerializer
    actions = tasks
    scope = "roadmap"
    filterset_fields = ("launch", "hat", "assignee", "status", "blocks_launch")
    search_fields = ("title",)
    ordering_fields = ("title", "due", "status")

    def annotate(self, queryset: Any) -> Any:
        """Say which are overdue today."""
        late = Q(due__lt=self.request.workspace.today()) & ~Task.finished
        return queryset.annotate(overdue=Case(When(late, then=True), default=False, output_field=BooleanField()))

    @extend_schema(parameters=[IF_MATCH], request=TaskTransitionSerializer, responses={201: TaskSerializer})
    @action(detail=True, methods=["post"], serializer_class=TaskTransitionSerializer)
    def transitions(self, request: ApiRequest, pk: uuid.UUID) -> Response:
        """Bring the task into another state."""
        return self.act("transition", request, pk)
