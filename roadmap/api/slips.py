"""`/api/v1/{workspace}/slips/`: how often launches slip, by how much and why."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import asdict
from typing import Any

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from launchhub.accounts.models import Hat
from launchhub.api.errors import BadParameters
from launchhub.api.parameters import check_names
from launchhub.api.views import WorkspaceView
from roadmap.models import MoveReason, Tier
from roadmap.slip_forms import NAMES, SlipForm
from roadmap.slip_statistics import Figure, statistics


class FigureSerializer(serializers.Serializer[Any]):
    """How often something slipped, and by how many days."""

    slips = serializers.IntegerField()
    days = serializers.IntegerField(help_text="All slips together.")
    median = serializers.FloatField()
    longest = serializers.IntegerField()


class ByReasonSerializer(FigureSerializer):
    """Slips of one reason."""

    reason = serializers.ChoiceField(choices=MoveReason.choices)


class ByTierSerializer(FigureSerializer):
    """Slips of launches of one tier."""

    tier = serializers.ChoiceField(choices=Tier.choices)


class ByProductSerializer(FigureSerializer):
    """Slips of launches that bring one product."""

    product = serializers.UUIDField()


class ByLaunchSerializer(FigureSerializer):
    """Slips of one launch."""

    launch = serializers.UUIDField()


class BufferSerializer(serializers.Serializer[Any]):
    """By how many days or more half of the launches of a tier were later than first planned when they went live."""

    tier = serializers.ChoiceField(choices=Tier.choices)
    launches = serializers.IntegerField(help_text="How many have gone live; fewer than three suggest nothing.")
    days = serializers.IntegerField()


class VoicesSerializer(serializers.Serializer[Any]):
    """How launches fared whose brief a hat wrote 30 days or more before the first date, and the others."""

    hat = serializers.ChoiceField(choices=Hat.choices)
    early = serializers.IntegerField(help_text="How many launches.")
    early_median = serializers.FloatField(allow_null=True, help_text="Days later than first planned.")
    others = serializers.IntegerField()
    others_median = serializers.FloatField(allow_null=True)


class SlipsSerializer(FigureSerializer):
    """All slips that are filtered, in figures. Their lines are in `date_moves`."""

    by_reason = ByReasonSerializer(many=True)
    by_tier = ByTierSerializer(many=True)
    by_product = ByProductSerializer(many=True)
    by_launch = ByLaunchSerializer(many=True)
    buffers = BufferSerializer(many=True)
    voices = VoicesSerializer(many=True)


class Slips(WorkspaceView):
    """Figures of the date ledger."""

    scope = "roadmap"

    @extend_schema(
        operation_id="slips_get",
        parameters=[
            OpenApiParameter("after", dt.date, description="Moved on this day or later."),
            OpenApiParameter("before", dt.date, description="Moved on this day or earlier."),
            OpenApiParameter("product", uuid.UUID, description="Launches that bring this product."),
            OpenApiParameter("tier", int, enum=Tier.values),
            OpenApiParameter("launch", uuid.UUID),
        ],
        responses=SlipsSerializer,
    )
    def get(self, request: Any) -> Response:
        """Get how often launches slipped, by how much and for which reasons."""
        check_names(request.query_params, NAMES)
        if empty := [name for name, value in request.query_params.items() if not value]:
            raise BadParameters(dict.fromkeys(empty, "Give it a value, or leave it out."))
        form = SlipForm(request.query_params, member=request.member)
        if any(form.has_error(name, "invalid_choice") for name in ("product", "launch")):
            raise Http404
        if not form.is_valid():
            raise BadParameters({name: " ".join(map(str, errors)) for name, errors in form.errors.items()})
        found = statistics(form.scope(), request.member)
        answer = _shown(found.whole, "")
        for name in ("reason", "tier", "product", "launch"):
            answer[f"by_{name}"] = [_shown(each, name) for each in getattr(found, f"by_{name}")]
        answer |= {name: [asdict(each) for each in getattr(found, name)] for name in ("buffers", "voices")}
        return Response(answer)


def _shown(figure: Figure, name: str) -> dict[str, Any]:
    # Not `asdict`, which copies all it finds: there are as many figures as launches.
    said = {"slips": figure.slips, "days": figure.days, "median": figure.median, "longest": figure.longest}
    return {name: figure.key} | said if name else said
