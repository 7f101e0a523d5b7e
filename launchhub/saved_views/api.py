"""Saved views over REST."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from launchhub.accounts.models.members import name_at
from launchhub.api.collections import Collection
from launchhub.api.serializers import ResourceSerializer
from launchhub.api.views import WorkspaceView
from launchhub.saved_views import actions
from launchhub.saved_views.models import SavedView


class SavedViewSerializer(ResourceSerializer):
    """How somebody looks at a screen: yours, or shared by others. Its owner changes it; of a shared one, admins too."""

    owner_name = serializers.CharField(read_only=True)

    class Meta:
        model = SavedView
        fields = ["name", "screen", "query", "is_shared", "owner", "owner_name"]
        read_only_fields = ["owner"]
        fixed = ("screen",)
        extra_kwargs = {
            "screen": {"help_text": "The screen it is of: “timeline”, “board”, “table”, “launches”, “gates” …"},
            "query": {"help_text": "What the address of the screen says after “?”: “group=owner&zoom=week”."},
        }


class SavedViews(Collection):
    """Ways of looking at a screen: your own, and those that others share."""

    model = SavedView
    serializer_class = SavedViewSerializer
    actions = actions
    scope = "roadmap"
    filterset_fields = ("screen", "owner")
    search_fields = ("name",)
    ordering_fields = ("name",)

    def annotate(self, queryset: Any) -> Any:
        """Add the owner's name."""
        return queryset.annotate(owner_name=name_at("owner"))


collections: list[tuple[str, type[WorkspaceView]]] = [("saved_views", SavedViews)]
