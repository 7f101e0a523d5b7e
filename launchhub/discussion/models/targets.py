"""What everything that people add to an object has: the object that it is on, and who added it."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models
from django.db.models import Q

from launchhub.accounts.nouns import model_of
from launchhub.accounts.scoping import IN_TIME, EditableModel, WorkspaceQuerySet

if TYPE_CHECKING:
    from launchhub.accounts.models import Member

DISCUSSED = (
    *("product", "goal", "launch", "feature", "milestone", "task", "insight", "decision"),
    *("gate", "defect", "claim", "asset", "activity"),
)
"""Nouns that people talk about and attach files to."""


class OnObjectQuerySet(WorkspaceQuerySet):
    """Reads of what is on objects."""

    def shared_with(self, member: Member) -> Self:
        """What is on objects that are shared with the guest."""
        seen = Q()
        for noun in DISCUSSED:
            seen |= Q(target_noun=noun, target_id__in=model_of(noun).objects.visible_to(member).values("pk"))
        return self.filter(seen)

    def on(self, target_id: uuid.UUID) -> Self:
        """What is on one object, the oldest first, with its authors at hand."""
        return self.filter(target_id=target_id).select_related("author__user").order_by("pk")


class OnObject(EditableModel):
    """Something that its author added to an object."""

    target_noun = models.CharField(max_length=40, editable=False)
    target_id = models.UUIDField(editable=False)
    author = models.ForeignKey("accounts.Member", on_delete=models.PROTECT, related_name="+", editable=False)

    objects: ClassVar[Any] = OnObjectQuerySet.as_manager()

    class Meta(EditableModel.Meta):
        abstract = True
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["workspace", "target_id", "id"], name="%(app_label)s_%(class)s_target"),
            models.Index(fields=["workspace", "target_noun", "id"], name="%(app_label)s_%(class)s_noun"),
            models.Index(fields=["workspace", "author", "id"], name="%(app_label)s_%(class)s_author"),
            *IN_TIME,
        ]
