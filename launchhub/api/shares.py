"""What is shared with guests, over REST."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from rest_framework import serializers

from launchhub.accounts.actions import shares
from launchhub.accounts.models import Share
from launchhub.accounts.models.members import name_at
from launchhub.api.collections import Collection
from launchhub.api.fields import IdField
from launchhub.api.filters import IdInFilter
from launchhub.api.serializers import ResourceSerializer


class ShareSerializer(ResourceSerializer):
    """One object that a guest may see, with what belongs to it."""

    noun = serializers.CharField(
        source="target_noun", help_text="What kind of object: “product”, “launch”, “feature”, “claim” or “asset”."
    )
    target = IdField(source="target_id", help_text="The id of the object that is shared.")
    member_name = serializers.CharField(read_only=True)
    author_name = serializers.CharField(read_only=True)

    class Meta:
        model = Share
        fields = ["noun", "target", "member", "member_name", "author", "author_name", "created_at"]
        read_only_fields = ["author"]
        extra_kwargs = {"member": {"help_text": "The guest with whom it is shared."}}


class ShareFilters(django_filters.FilterSet):
    """Which shares."""

    noun = django_filters.CharFilter(field_name="target_noun", label="Of objects of this kind.")
    target = IdInFilter(field_name="target_id", label="Of any of these objects.")


class Shares(Collection):
    """What guests see. POST shares an object with a guest, again without effect; DELETE takes it back.

    It takes the right to edit the object. A guest finds here what is shared with them.
    """

    model = Share
    serializer_class = ShareSerializer
    actions = shares
    scope = "roadmap"
    filterset_class = ShareFilters
    filterset_fields = ("member",)

    def annotate(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Add the names of the guest and of whoever shared it."""
        rows: QuerySet[Any] = queryset.annotate(member_name=name_at("member"), author_name=name_at("author"))
        return rows

    def perform_create(self, fields: dict[str, Any]) -> Any:
        """Share an object."""
        return super().perform_create({"noun": fields.pop("target_noun"), **fields})
