"""Playbooks over REST, and their application to launches."""

from __future__ import annotations

import uuid
from collections import defaultdict
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from launchhub.api.authentication import ApiRequest
from launchhub.api.collections import Collection
from launchhub.api.fields import BooleanField, JSONField, LinkField, TextField
from launchhub.api.rows import Rows
from launchhub.api.serializers import ResourceSerializer, Strict
from roadmap.actions import playbooks
from roadmap.models import Launch, Playbook, PlaybookItem
from roadmap.playbook_items import FIELDS


class ItemSerializer(Strict, serializers.ModelSerializer[PlaybookItem]):
    """One thing that the playbook puts into a launch, known by its key for good."""

    key = TextField(max_length=60, help_text="Unique in the playbook; lower-case words and hyphens: code-freeze.")
    title = TextField(max_length=200)
    details = JSONField(kind=dict, required=False, help_text="What only its noun has, such as the quorum of a gate.")

    class Meta:
        model = PlaybookItem
        fields = FIELDS


class PlaybookSerializer(ResourceSerializer):
    """A launch plan to use again. Sending `items` replaces all of them, matched by key."""

    items = ItemSerializer(many=True, required=False)

    class Meta:
        model = Playbook
        fields = ["name", "tier", "revision", "is_built_in", "items"]


class CopySerializer(Strict):
    """What the copy is called; "Copy of …" unless it is said."""

    name = TextField(max_length=200, required=False)


class ApplicationQuery(Strict):
    """To which launch; with `dry_run` nothing is written."""

    launch = LinkField(queryset=Launch.objects.all())
    dry_run = BooleanField(default=False)


class StepSerializer(serializers.Serializer[Any]):
    """What happens to one thing."""

    type = serializers.CharField()
    key = serializers.CharField()
    title = serializers.CharField()
    state = serializers.ChoiceField(["create", "change", "keep", "gone", "removed"])
    due = serializers.DateField(allow_null=True)
    object = serializers.UUIDField(allow_null=True)
    changes = serializers.DictField(help_text="Field → [old, new].")
    kept = serializers.DictField(help_text="What people changed and stays: field → [as it is, as the playbook has it].")


class ApplicationSerializer(serializers.Serializer[Any]):
    """What a playbook did to a launch, or would do."""

    playbook = serializers.UUIDField()
    launch = serializers.UUIDField()
    revision = serializers.IntegerField()
    items = StepSerializer(many=True)


class Playbooks(Collection):
    """Launch plans to use again, by tier."""

    model = Playbook
    serializer_class = PlaybookSerializer
    actions = playbooks
    scope = "roadmap"
    filterset_fields = ("tier", "is_built_in")
    search_fields = ("name",)
    ordering_fields = ("name", "tier")

    def extend(self, rows: Rows) -> None:
        """List the items of each playbook."""
        items: dict[Any, list[dict[str, Any]]] = defaultdict(list)
        found = PlaybookItem.objects.filter(playbook__in=[row["id"] for row in rows]).order_by("position")
        for row in found.values("playbook_id", *FIELDS):
            items[row.pop("playbook_id")].append(row)
        for row in rows:
            row["items"] = items[row["id"]]

    @extend_schema(request=CopySerializer, responses={201: PlaybookSerializer})
    @action(detail=True, methods=["post"], serializer_class=CopySerializer)
    def copies(self, request: ApiRequest, pk: uuid.UUID) -> Response:
        """Make a playbook of the workspace's own from this one, with the same items."""
        return self.created(playbooks.copy(self.get_object(), by=request.member, **self.valid(request.data)))

    @extend_schema(request=ApplicationQuery, responses={200: ApplicationSerializer, 201: ApplicationSerializer})
    @action(detail=True, methods=["post"], serializer_class=ApplicationQuery)
    def applications(self, request: ApiRequest, pk: uuid.UUID) -> Response:
        """Apply the playbook to a launch, or with `dry_run` show what that would do."""
        playbook, wanted = self.get_object(), self.valid(request.data)
        application = playbooks.apply(playbook, by=request.member, **wanted)
        return Response(application.as_dict(), status=200 if wanted["dry_run"] else 201)
