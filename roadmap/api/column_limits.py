"""Limits of the board's columns over REST."""

from __future__ import annotations

from launchhub.api.collections import Collection
from launchhub.api.serializers import ResourceSerializer
from roadmap.actions import column_limits
from roadmap.models import ColumnLimit


class ColumnLimitSerializer(ResourceSerializer):
    """How many features of a status are meant to be in hand at a time."""

    class Meta:
        model = ColumnLimit
        fields = ["status", "most"]


class ColumnLimits(Collection):
    """Limits of the columns of the board by status, one for each at most; guests see none."""

    model = ColumnLimit
    serializer_class = ColumnLimitSerializer
    actions = column_limits
    scope = "roadmap"
    filterset_fields = ("status",)
    ordering_fields = ("status",)
