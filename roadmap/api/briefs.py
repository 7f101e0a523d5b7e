"""Briefs over REST."""

from __future__ import annotations

from launchhub.api.collections import Collection
from launchhub.api.serializers import ResourceSerializer
from roadmap.actions import briefs
from roadmap.models import Brief


class BriefSerializer(ResourceSerializer):
    """What one hat says about a launch before it is committed: product, marketing or qa."""

    class Meta:
        model = Brief
        fields = ["launch", "hat", "text", "author"]
        read_only_fields = ["author"]


class Briefs(Collection):
    """The three voices heard before a launch is committed; each is written by its hat."""

    model = Brief
    serializer_class = BriefSerializer
    actions = briefs
    scope = "roadmap"
    filterset_fields = ("launch", "hat", "author")
    search_fields = ("text",)
    ordering_fields = ("hat",)
