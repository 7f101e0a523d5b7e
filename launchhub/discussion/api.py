"""Comments over REST."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from rest_framework import serializers

from launchhub.accounts.models.members import name_at
from launchhub.api.collections import Collection
from launchhub.api.filters import ChoiceInFilter, IdInFilter
from launchhub.api.serializers import ResourceSerializer
from launchhub.api.views import WorkspaceView
from launchhub.discussion import actions
from launchhub.discussion.models import COMMENTABLE, Comment

NOUNS = [(noun, noun) for noun in COMMENTABLE]


class CommentSerializer(ResourceSerializer):
    """A remark on an object, in Markdown. “@” and the name of a member mentions them: they are told at once."""

    noun = serializers.ChoiceField(source="target_noun", choices=NOUNS, help_text="What kind of object it is on.")
    target = serializers.UUIDField(source="target_id", help_text="The id of the object that it is on.")
    author_name = serializers.CharField(read_only=True)
    mentions = serializers.ListField(child=serializers.UUIDField(), read_only=True, help_text="Members whom it names.")

    class Meta:
        model = Comment
        fields = ["noun", "target", "body", "author", "author_name", "mentions", "edited_at"]
        read_only_fields = ["author", "edited_at"]
        fixed = ("noun", "target")


class CommentFilters(django_filters.FilterSet):
    """Which comments."""

    noun = ChoiceInFilter(field_name="target_noun", choices=NOUNS, label="On objects of any of these kinds.")
    target = IdInFilter(field_name="target_id", label="On any of these objects.")


class Comments(Collection):
    """What people say about objects. A comment is seen by whoever sees what it is on; its author may edit it."""

    model = Comment
    serializer_class = CommentSerializer
    actions = actions
    scope = "roadmap"
    filterset_class = CommentFilters
    filterset_fields = ("author",)
    search_fields = ("body",)

    def annotate(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Add the author's name."""
        rows: QuerySet[Any] = queryset.annotate(author_name=name_at("author"))
        return rows

    def perform_create(self, fields: dict[str, Any]) -> Any:
        """Comment on an object."""
        return super().perform_create({"noun": fields.pop("target_noun"), **fields})


collections: list[tuple[str, type[WorkspaceView]]] = [("comments", Comments)]
