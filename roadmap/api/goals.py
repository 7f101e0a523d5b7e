"""Goals over REST, who agreed to them, and what they measured."""

from __future__ import annotations

import uuid
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from launchhub.api.authentication import ApiRequest
from launchhub.api.collections import Collection
from launchhub.api.fields import BooleanField
from launchhub.api.rows import Rows
from launchhub.api.serializers import ResourceSerializer, Strict
from roadmap.actions import goals
from roadmap.models import Goal, GoalCheckIn


class GoalSerializer(ResourceSerializer):
    """A shared success metric, agreed to by product, marketing and QA."""

    current = serializers.FloatField(read_only=True, allow_null=True, help_text="What the latest check-in measured.")
    measured_on = serializers.DateField(read_only=True, allow_null=True)
    progress = serializers.FloatField(
        read_only=True, help_text="(current - baseline) / (target - baseline): 1 is reached, below 0 is backwards."
    )

    class Meta:
        model = Goal
        fields = [
            "title", "metric", "unit", "baseline", "target", "due", "owner", "agreed_by", "features", "launches",
            "current", "measured_on", "progress",
        ]  # fmt: skip
        read_only_fields = ["agreed_by"]


class CheckInSerializer(ResourceSerializer):
    """What a goal measured on a day. Who erred checks in again: of one day, the latest counts."""

    class Meta:
        model = GoalCheckIn
        fields = ["goal", "value", "day", "note", "author", "created_at"]
        read_only_fields = ["goal", "author", "created_at"]
        extra_kwargs = {"day": {"required": False, "help_text": "Today, when it is left out."}}


class AgreementSerializer(Strict):
    """Whether you want the goal as it is."""

    agrees = BooleanField(default=True)


class GoalCheckIns(Collection):
    """What goals measured, the latest first. Nothing in it is ever changed or deleted."""

    model = GoalCheckIn
    serializer_class = CheckInSerializer
    scope = "roadmap"
    filterset_fields = ("goal", "author")
    ordering = ("-created_at", "-id")


class Goals(Collection):
    """Shared success metrics."""

    model = Goal
    serializer_class = GoalSerializer
    actions = goals
    scope = "roadmap"
    filterset_fields = ("owner", "features", "launches", "agreed_by")
    search_fields = ("title", "metric")
    ordering_fields = ("title", "due")
    computed_from = ("current",)

    def annotate(self, queryset: Any) -> Any:
        """Add the latest check-in."""
        return queryset.with_current()

    def extend(self, rows: Rows) -> None:
        """Add how much of the way is done."""
        for row in rows:
            goal = Goal(baseline=row["baseline"], target=row["target"])
            row["progress"] = round(goal.progress(row["current"]), 4)

    @extend_schema(request=AgreementSerializer, responses={201: GoalSerializer})
    @action(detail=True, methods=["post"], serializer_class=AgreementSerializer)
    def agreements(self, request: ApiRequest, pk: uuid.UUID) -> Response:
        """Say for yourself that you want the goal as it is, or no longer."""
        self._act("agree", self.get_object(), **self.valid(request.data))
        return self.answer(self.one(pk), status=201)

    @extend_schema(responses=CheckInSerializer(many=True))
    @action(detail=True, methods=["get"], serializer_class=CheckInSerializer)
    def checkins(self, request: ApiRequest, pk: uuid.UUID) -> Response:
        """List what the goal measured, the latest first."""
        ledger = self.beside(GoalCheckIns)
        return ledger.page(ledger.get_queryset().filter(goal=self.get_object()))

    @extend_schema(request=CheckInSerializer, responses={201: CheckInSerializer})
    @checkins.mapping.post
    def check_in(self, request: ApiRequest, pk: uuid.UUID) -> Response:
        """Write down what the goal measured."""
        made = self._act("check_in", self.get_object(), **self.valid(request.data))
        ledger = self.beside(GoalCheckIns)
        return ledger.answer(ledger.one(made.pk), status=201)
