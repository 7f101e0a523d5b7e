"""Comments over REST."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from launchhub.discussion.actions import comments
from launchhub.discussion.api.targets import OnObjects, OnObjectSerializer
from launchhub.discussion.models import Comment


class CommentSerializer(OnObjectSerializer):
    """A remark on an object, in Markdown. “@” and the name of a member mentions them: they are told at once."""

    mentions = serializers.ListField(child=serializers.UUIDField(), read_only=True, help_text="Members whom it names.")

    class Meta:
        model = Comment
        fields = ["noun", "target", "body", "author", "author_name", "mentions", "edited_at"]
        read_only_fields = ["author", "edited_at"]
        fixed = ("noun", "target")


class Comments(OnObjects):
    """What people say about objects. A comment is seen by whoever sees what it is on; its author may edit it."""

    model = Comment
    serializer_class = CommentSerializer
    actions = comments
    search_fields = ("body",)

    def perform_create(self, fields: dict[str, Any]) -> Any:
        """Comment on an object."""
        return super().perform_create({"noun": fields.pop("target_noun"), **fields})
