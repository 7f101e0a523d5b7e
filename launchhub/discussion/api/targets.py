"""What comments and attachments over REST have in common: the object that they are on, and who added them."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from rest_framework import serializers

from launchhub.accounts.models.members import name_at
from launchhub.accounts.nouns import model_of
from launchhub.api.collections import Collection
from launchhub.api.fields import IdField
from launchhub.api.filters import ChoiceInFilter, IdInFilter
from launchhub.api.scopes import may_read, require_scope
from launchhub.api.serializers import ResourceSerializer
from launchhub.discussion.models import DISCUSSED

NOUNS = [(noun, noun) for noun in DISCUSSED]


class OnObjectSerializer(ResourceSerializer):
    """Something on an object."""

    noun = serializers.ChoiceField(source="target_noun", choices=NOUNS, help_text="What kind of object it is on.")
    target = IdField(source="target_id", help_text="The id of the object that it is on.")
    author_name = serializers.CharField(read_only=True)


class OnObjectFilters(django_filters.FilterSet):
    """On what."""

    noun = ChoiceInFilter(field_name="target_noun", choices=NOUNS, label="On objects of any of these kinds.")
    target = IdInFilter(field_name="target_id", label="On any of these objects.")


def _area_of(noun: str) -> str:
    """Return the area of the scopes that a token needs for objects of a noun: the app that they are of."""
    area: str = model_of(noun)._meta.app_label
    return area


class OnObjects(Collection):
    """Base of the collections of what is on objects.

    A token reads what is on objects of the areas that it may read, and writes to those of areas that it may write in.
    """

    scope = tuple(dict.fromkeys(map(_area_of, DISCUSSED)))
    filterset_class = OnObjectFilters
    filterset_fields = ("author",)

    def visible(self) -> QuerySet[Any]:
        """Return what is on objects of all areas, or of those that the token may read in."""
        rows: QuerySet[Any] = super().visible()
        hidden = [noun for noun in DISCUSSED if not may_read(self.request.member, _area_of(noun))]
        return rows.exclude(target_noun__in=hidden) if hidden else rows

    def annotate(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Add the author's name."""
        rows: QuerySet[Any] = queryset.annotate(author_name=name_at("author"))
        return rows

    def _act(self, verb: str, *args: Any, **fields: Any) -> Any:
        """Do it, if the token may write in the area of the object that it is about."""
        noun = fields["noun"] if verb == "create" else args[0].target_noun
        require_scope(self.request.member, _area_of(noun), str(self.request.method))
        return super()._act(verb, *args, **fields)
