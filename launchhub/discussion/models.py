"""What people say about an object: comments."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q

from launchhub.accounts.nouns import model_of
from launchhub.accounts.scoping import IN_TIME, EditableModel, WorkspaceQuerySet

if TYPE_CHECKING:
    from launchhub.accounts.models import Member

COMMENTABLE = (
    *("product", "goal", "launch", "feature", "milestone", "task"),
    *("gate", "defect", "claim", "asset", "activity"),
)
"""Nouns that people talk about."""

LONGEST = 20_000
"""Characters of one comment."""


class CommentQuerySet(WorkspaceQuerySet):
    """Reads of comments."""

    def shared_with(self, member: Member) -> Self:
        """Comments on what is shared with the guest."""
        seen = Q()
        for noun in COMMENTABLE:
            seen |= Q(target_noun=noun, target_id__in=model_of(noun).objects.visible_to(member).values("pk"))
        return self.filter(seen)

    def on(self, target_id: uuid.UUID) -> Self:
        """Comments on one object, the oldest first, with their authors at hand."""
        return self.filter(target_id=target_id).select_related("author__user").order_by("pk")


class Comment(EditableModel):
    """A remark on an object, in Markdown; `mentions` are the ids of the members whom it names."""

    noun = "comment"

    target_noun = models.CharField(max_length=40, editable=False)
    target_id = models.UUIDField(editable=False)
    body = models.TextField(validators=[MaxLengthValidator(LONGEST)])
    author = models.ForeignKey("accounts.Member", on_delete=models.PROTECT, related_name="+", editable=False)
    mentions = ArrayField(models.UUIDField(), default=list, editable=False)
    edited_at = models.DateTimeField(null=True, editable=False)

    objects: ClassVar[Any] = CommentQuerySet.as_manager()

    class Meta(EditableModel.Meta):
        db_table = "comments"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["workspace", "target_id", "id"], name="discussion_comment_target"),
            models.Index(fields=["workspace", "target_noun", "id"], name="discussion_comment_noun"),
            models.Index(fields=["workspace", "author", "id"], name="discussion_comment_author"),
            *IN_TIME,
        ]

    def __str__(self) -> str:
        return self.body if len(self.body) <= 60 else f"{self.body[:59]}…"
