"""Watches: "tell me about this", and its opposite."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.utils import timezone

from launchhub.accounts.scoping import WorkspaceModel, WorkspaceQuerySet

if TYPE_CHECKING:
    from launchhub.accounts.models import Member


class WatchQuerySet(WorkspaceQuerySet):
    """Reads of watches."""

    def visible_to(self, member: Member) -> WatchQuerySet:
        """A member's own watches: nobody sees what others watch."""
        return self.in_workspace(member.workspace_id).filter(member=member)

    def on(self, *target_ids: uuid.UUID | None) -> WatchQuerySet:
        """Watches of any of these objects, leaving out the muted ones."""
        return self.filter(target_id__in=[pk for pk in target_ids if pk], muted=False)

    def targets(self, member: Member, noun: str) -> Any:
        """The ids of the objects of this noun that the member watches, as a subquery."""
        return self.filter(member=member.pk, noun=noun, muted=False).values("target_id")


class Watch(WorkspaceModel):
    """A member's wish about one object: to be told of it, or to be left alone (`muted`).

    A mute silences every reason on the object, and on everything of a launch when the object is the launch. To watch a
    product is to watch its launches and features; to mute it takes back that, and no other reason to be told of them.
    """

    member = models.ForeignKey("accounts.Member", on_delete=models.CASCADE, related_name="watches", editable=False)
    noun = models.CharField(max_length=40)
    target_id = models.UUIDField()
    because = models.TextField(editable=False)
    muted = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[Any] = WatchQuerySet.as_manager()

    class Meta(WorkspaceModel.Meta):
        db_table = "watches"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *WorkspaceModel.Meta.constraints,
            models.UniqueConstraint(fields=["workspace", "target_id", "member"], name="watches_once"),
        ]

    def __str__(self) -> str:
        return self.because
