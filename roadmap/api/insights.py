"""Insights and customers over REST."""

from __future__ import annotations

import uuid

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from launchhub.api.authentication import ApiRequest
from launchhub.api.collections import Collection
from launchhub.api.fields import TextField
from launchhub.api.preconditions import IF_MATCH
from launchhub.api.serializers import ResourceSerializer, Strict
from roadmap.actions import customers, insights
from roadmap.api.verbs import Acting
from roadmap.models import Customer, Insight, InsightStatus
from roadmap.models.insights import LONGEST


class CustomerSerializer(ResourceSerializer):
    """Who said what is in the insights. `value` is what they pay in a year, in whole units of your currency."""

    class Meta:
        model = Customer
        fields = ["name", "segment", "value", "advisory_board"]


class InsightSerializer(ResourceSerializer):
    """What somebody said or asked for. `status` and `answer` change by `transitions/`, and `features` by a PATCH."""

    class Meta:
        model = Insight
        fields = ["body", "status", "answer", "source", "sentiment", "segment", "customer", "features", "author"]
        read_only_fields = ["status", "answer", "author"]


class InsightTransitionSerializer(Strict):
    """What becomes of an insight, and what is said to whoever shared it."""

    to = serializers.ChoiceField(
        InsightStatus.choices,
        help_text="`new` and `linked` take it up again: `linked` when it is linked to a feature, else `new`.",
    )
    answer = TextField(
        required=False, allow_blank=True, max_length=LONGEST, help_text="Needed to decline it. Who shared it reads it."
    )


class Customers(Collection):
    """Who said what is in the insights. Guests see none."""

    model = Customer
    serializer_class = CustomerSerializer
    actions = customers
    scope = "roadmap"
    filterset_fields = ("segment", "advisory_board")
    search_fields = ("name", "segment")
    ordering_fields = ("name", "value")


class Insights(Acting):
    """What customers, the market and colleagues said and asked for, the latest first. Guests see none."""

    model = Insight
    serializer_class = InsightSerializer
    actions = insights
    scope = "roadmap"
    filterset_fields = ("status", "source", "sentiment", "customer", "features", "author")
    search_fields = ("body",)
    ordering = ("-created_at", "-id")

    @extend_schema(parameters=[IF_MATCH], request=InsightTransitionSerializer, responses={201: InsightSerializer})
    @action(detail=True, methods=["post"], serializer_class=InsightTransitionSerializer)
    def transitions(self, request: ApiRequest, pk: uuid.UUID) -> Response:
        """Plan the insight, decline it with an answer, or take it up again."""
        return self.act("transition", request, pk)
