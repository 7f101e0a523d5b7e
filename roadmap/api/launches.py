"""Launches over REST: moved, brought to customers, and their plan."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import django_filters
import orjson
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.response import Response

from launchhub.api.authentication import ApiRequest
from launchhub.api.errors import BadParameters
from launchhub.api.parameters import check_names
from launchhub.api.preconditions import IF_MATCH, expected_version
from launchhub.api.rows import Rows
from roadmap.actions import decisions, launches, plan
from roadmap.api.date_moves import LaunchMoveSerializer, MovedSerializer
from roadmap.api.decisions import Decisions, DecisionSerializer, LaunchDecisionSerializer
from roadmap.api.moving import Moving
from roadmap.api.plan import PlanChangeSerializer, in_things, things_of
from roadmap.api.readiness_history import PaceSerializer, ReadinessHistory, SnapshotSerializer, pace_of
from roadmap.api.serializers import LaunchSerializer, LaunchTransitionSerializer, PlanSerializer
from roadmap.ledger import Plan, plan_as_of, schedule_of
from roadmap.models import Launch
from roadmap.remembered import readiness_as_json


class LaunchFilters(django_filters.FilterSet):
    """Which launches."""

    date_after = django_filters.DateFilter(field_name="date", lookup_expr="gte", label="On this day or later.")
    date_before = django_filters.DateFilter(field_name="date", lookup_expr="lte", label="On this day or earlier.")


class Launches(Moving):
    """Launches, with their slips and their readiness."""

    model = Launch
    serializer_class = LaunchSerializer
    actions = launches
    scope = "roadmap"
    filterset_class = LaunchFilters
    filterset_fields = ("status", "tier", "owner", "products", "date")
    search_fields = ("name", "summary")
    ordering_fields = ("name", "date", "tier", "status", "slips", "slipped_days")
    extends_as_json = True

    def annotate(self, queryset: Any) -> Any:
        """Count the slips."""
        return queryset.with_slips()

    def extend(self, rows: Rows) -> None:
        """Report how ready each launch is, and how much its date is to be believed."""
        found = readiness_as_json(self.request.member, [row["id"] for row in rows])
        for row in rows:
            row["readiness"], row["confidence"] = map(orjson.Fragment, found[row["id"]])

    @extend_schema(
        parameters=[IF_MATCH], request=LaunchMoveSerializer, responses={200: MovedSerializer, 201: MovedSerializer}
    )
    def move(self, request: ApiRequest, pk: uuid.UUID) -> Response:
        """Move the date and everything that hangs on it, or with `dry_run` show what that would do."""
        launch, body = self.get_object(), LaunchMoveSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        fields: dict[str, Any] = dict(body.validated_data)
        when, dry_run = fields.pop("date"), fields.pop("dry_run")
        if dry_run:
            return Response(self._preview(launch, when.date, **fields))
        line = launches.move(
            launch,
            to=when.date,
            precision=when.precision,
            by=request.member,
            expected_version=expected_version(request, launch),
            **fields,
        )
        return self.moved(line, blast_radius=line.blast_radius)

    @extend_schema(parameters=[IF_MATCH], request=LaunchTransitionSerializer, responses={201: LaunchSerializer})
    @action(detail=True, methods=["post"], serializer_class=LaunchTransitionSerializer)
    def transitions(self, request: ApiRequest, pk: uuid.UUID) -> Response:
        """Bring the launch into another state. 409 names what stands in the way."""
        return self.act("transition", request, pk)

    @extend_schema(responses=DecisionSerializer(many=True))
    @action(detail=True, methods=["get"], serializer_class=LaunchDecisionSerializer)
    def decisions(self, request: ApiRequest, pk: uuid.UUID) -> Response:
        """List what was decided about the launch, the latest first."""
        ledger = self.beside(Decisions)
        return ledger.page(ledger.get_queryset().filter(launch=self.get_object()))

    @extend_schema(request=LaunchDecisionSerializer, responses={201: DecisionSerializer})
    @decisions.mapping.post
    def decide(self, request: ApiRequest, pk: uuid.UUID) -> Response:
        """Take a decision about the launch; a go or no-go keeps the readiness that it is taken on."""
        made = decisions.create(launch=self.get_object(), **self.valid(request.data), by=request.member)
        ledger = self.beside(Decisions)
        return ledger.answer(ledger.one(made.pk), status=201)

    @extend_schema(responses=SnapshotSerializer(many=True))
    @action(detail=True, methods=["get"], serializer_class=SnapshotSerializer)
    def readiness_history(self, request: ApiRequest, pk: uuid.UUID) -> Response:
        """List how ready the launch was, the latest first: once a day, at each move and at each judgement of a gate."""
        ledger = self.beside(ReadinessHistory)
        return ledger.page(ledger.get_queryset().filter(launch=self.get_object()))

    @extend_schema(responses=PaceSerializer)
    @action(detail=True, methods=["get"])
    def pace(self, request: ApiRequest, pk: uuid.UUID) -> Response:
        """Tell how fast the launch gets ready, and when it would be at that rate, in how many of ten cases."""
        check_names(request.query_params, [])
        return Response(pace_of(self.get_object()))

    @extend_schema(responses=PlanSerializer)
    @action(detail=True, methods=["get"])
    def schedule(self, request: ApiRequest, pk: uuid.UUID) -> Response:
        """List every dated thing of the launch in date order; `?as_of=2026-09-01` gives the plan as it stood."""
        check_names(request.query_params, ["as_of"])
        launch, as_of = self.get_object(), _day(request.query_params.get("as_of"))
        plan = plan_as_of(launch, as_of) if as_of else Plan(launch.date, schedule_of(launch))
        return Response({"as_of": as_of, "date": plan.date, "results": [thing.as_dict() for thing in plan.things]})

    @extend_schema(request=PlanChangeSerializer, responses={201: PlanSerializer})
    @action(detail=True, methods=["post"], serializer_class=PlanChangeSerializer)
    def plan_changes(self, request: ApiRequest, pk: uuid.UUID) -> Response:
        """Do the same to up to 1,000 tasks and milestones of the launch: to all or to none. Answer with its plan."""
        launch = self.get_object()
        fields = self.valid(request.data)
        named, do = fields.pop("things"), fields.pop("do")
        things, versions = things_of(launch, named, request.member, in_bin=do == "restore")
        with in_things():
            plan.change(launch, things, do=do, versions=versions, by=request.member, **fields)
        rows = schedule_of(launch)
        return Response({"as_of": None, "date": launch.date, "results": [row.as_dict() for row in rows]}, status=201)

    def _preview(self, launch: Launch, to: dt.date, *, reason: str, note: str, cascade: Any) -> dict[str, Any]:
        """Return the answer that a move would give: a line without id and time, and the same blast radius."""
        member = self.request.member
        radius = launches.preview_move(launch, to=to, reason=reason, cascade=cascade, by=member)
        line = {
            "id": None,
            "subject_type": launch.noun,
            "subject_id": launch.pk,
            "launch": launch.pk,
            "old": launch.date,
            "new": to,
            "days": (to - launch.date).days if launch.date else 0,
            "reason": reason,
            "note": note,
            "actor": member.pk,
            "actor_name": member.user.name,
            "caused_by": None,
            "created_at": None,
        }
        return {"date_move": line, "blast_radius": radius.as_dict()}


def _day(text: str | None) -> dt.date | None:
    if text is None:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise BadParameters({"as_of": f"“{text[:40]}” is no date: write it as 2026-09-01."}) from error
