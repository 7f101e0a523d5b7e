"""What comments and attachments over REST have in common: the object that they are on, and who added them."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from rest_framework import serializers

from launchhub.accounts.models.members import name_at
from launchhub.api.collections import Collection
from launchhub.api.filters import ChoiceInFilter, IdInFilter
from launchhub.api.serializers import ResourceSerializer
from launchhub.discussion.models import DISCUSSED

NOUNS = [(noun, noun) for noun in DISCUSSED]


class OnObjectSerializer(ResourceSerializer):
    """Something on an object."""

    noun = serializers.ChoiceField(source="target_noun", choices=NOUNS, help_text="What kind of object it is on.")
    target = serializers.UUIDField(source="target_id", help_text="The id of the object that it is on.")
    author_name = serializers.CharField(read_only=True)


class OnObjectFilters(django_filters.FilterSet):
    """On what."""

    noun = ChoiceInFilter(field_name="target_noun", choices=NOUNS, label="On objects of any of these kinds.")
    target = IdInFilter(field_name="target_id", label="On any of these objects.")


class OnObjects(Collection):
    """Base of the collections of what is on objects."""

    scope = "roadmap"
    filterset_class = OnObjectFilters
    filterset_fields = ("author",)

    def annotate(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Add the author's name."""
        rows: QuerySet[Any] = queryset.annotate(author_name=name_at("author"))
        return rows
