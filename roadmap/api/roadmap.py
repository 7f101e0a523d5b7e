"""`/api/v1/{workspace}/roadmap/`: features and launches of a period in one answer, for a timeline."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Case, F, When
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from launchhub.accounts.models import Member
from launchhub.api.errors import BadParameters
from launchhub.api.parameters import check_names
from launchhub.api.views import WorkspaceView
from launchhub.lib.dates import check_year
from roadmap.models import Feature, FeatureStatus, Launch, LaunchStatus
from roadmap.timeline import Period, in_period

LONGEST = 731
"""Days that a period may have: two years."""

BEFORE, AFTER = dt.timedelta(days=60), dt.timedelta(days=180)
"""What is shown before and after today, unless a period is asked for."""

FEATURE = ("id", "title", "product", "owner", "status", "start", "target", "labels", "version")
LAUNCH = ("id", "name", "tier", "owner", "status", "date", "precision", "actual_date", "version")


class RoadmapFeature(serializers.Serializer[Any]):
    """A feature on the time axis."""

    id = serializers.UUIDField()
    title = serializers.CharField()
    product = serializers.UUIDField()
    launch = serializers.UUIDField(allow_null=True)
    owner = serializers.UUIDField(allow_null=True)
    status = serializers.ChoiceField(choices=FeatureStatus.choices)
    start = serializers.DateField(allow_null=True)
    target = serializers.DateField(allow_null=True)
    labels = serializers.ListField(child=serializers.CharField())
    version = serializers.IntegerField()


class RoadmapLaunch(serializers.Serializer[Any]):
    """A launch on the time axis."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    tier = serializers.IntegerField()
    owner = serializers.UUIDField()
    status = serializers.ChoiceField(choices=LaunchStatus.choices)
    date = serializers.DateField()
    precision = serializers.CharField()
    actual_date = serializers.DateField(allow_null=True)
    version = serializers.IntegerField()


class RoadmapSerializer(serializers.Serializer[Any]):
    """What a period holds, in the order of time."""

    to = serializers.DateField()
    features = RoadmapFeature(many=True)
    launches = RoadmapLaunch(many=True)

    def get_fields(self) -> Any:
        """Add `from`, which is no name in Python."""
        return {"from": serializers.DateField(), **super().get_fields()}


class Roadmap(WorkspaceView):
    """The roadmap of a period."""

    scope = "roadmap"

    @extend_schema(
        operation_id="roadmap_get",
        parameters=[
            OpenApiParameter("from", dt.date, description="The first day; two months ago unless you say so."),
            OpenApiParameter("to", dt.date, description="The last day, two years later at most."),
        ],
        responses=RoadmapSerializer,
    )
    def get(self, request: Any) -> Response:
        """Get the features and launches of a period."""
        check_names(request.query_params, ("from", "to"))
        period = _period(request)
        return Response({"from": period.start, "to": period.end, **_plan(request.member, period)})


def _plan(member: Member, period: Period) -> dict[str, Any]:
    """Return what the member sees of a period. A guest may have been shown a feature without its launch."""
    launches = Launch.objects.visible_to(member)
    features = in_period(Feature.objects.visible_to(member), period).order_by("target", "id")
    shown = Case(When(launch__in=launches.values("pk"), then=F("launch"))) if member.is_guest else F("launch")
    rows = features.annotate(seen=shown).values(*FEATURE, "seen")
    return {
        "features": [{"launch": row.pop("seen"), **row} for row in rows],
        "launches": list(launches.filter(date__range=period).order_by("date", "id").values(*LAUNCH)),
    }


def _period(request: Any) -> Period:
    today = request.workspace.today()
    start = _day(request, "from") or today - BEFORE
    end = _day(request, "to") or max(start, today) + AFTER
    if not 0 <= (end - start).days <= LONGEST:
        raise BadParameters({"to": f"A period ends after it begins, and within {LONGEST} days."})
    return Period(start, end)


def _day(request: Any, name: str) -> dt.date | None:
    text = request.query_params.get(name)
    try:
        return None if text is None else check_year(dt.date.fromisoformat(text))
    except ValueError as error:
        raise BadParameters({name: f"Write a day as 2027-05-14: {error}."}) from error
