"""The inbox: one row for each event and member told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.db.models.functions import Now

from launchhub.accounts.scoping import WorkspaceModel, WorkspaceQuerySet
from launchhub.events.kinds import sentence
from launchhub.events.models import Event

if TYPE_CHECKING:
    from launchhub.accounts.models import Member


class NotificationQuerySet(WorkspaceQuerySet):
    """Reads of the inbox."""

    def visible_to(self, member: Member) -> NotificationQuerySet:
        """A member's own, newest first."""
        return self.in_workspace(member.workspace_id).filter(member=member).order_by("-id")

    def awake(self) -> NotificationQuerySet:
        """Those that are not put off until later."""
        return self.exclude(snoozed_until__gt=Now())

    def unread(self) -> NotificationQuerySet:
        """Those that wait to be read now."""
        return self.filter(read_at=None).awake()

    def asking(self) -> NotificationQuerySet:
        """Those whose event asks something of the member."""
        return self.filter(asked=True)

    def with_events(self) -> NotificationQuerySet:
        """The same with event and actor at hand, so that `sentence` costs no query: one more, however many rows.

        A join would ask every month's partition of the events about each row; ids lead to their months at once.
        """
        return self.prefetch_related(models.Prefetch("event", Event.objects.select_related("actor__user")))


class Notification(WorkspaceModel):
    """A member is told of an event once, with every reason why."""

    event = models.ForeignKey(
        "events.Event", on_delete=models.DO_NOTHING, related_name="+", db_constraint=False, editable=False
    )
    member = models.ForeignKey("accounts.Member", on_delete=models.CASCADE, related_name="+", editable=False)
    because = models.TextField(editable=False)
    asked = models.BooleanField(db_default=False, editable=False, help_text="Whether the event asks them something.")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    read_at = models.DateTimeField(null=True, editable=False)
    snoozed_until = models.DateTimeField(null=True)

    objects: ClassVar[Any] = NotificationQuerySet.as_manager()

    class Meta(WorkspaceModel.Meta):
        db_table = "notifications"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *WorkspaceModel.Meta.constraints,
            models.UniqueConstraint(fields=["workspace", "event", "member"], name="notifications_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["workspace", "member", "-id"], name="notifications_inbox"),
            models.Index(
                fields=["workspace", "member"], name="notifications_unread", condition=models.Q(read_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return self.sentence

    @property
    def sentence(self) -> str:
        """The event in one plain sentence."""
        return sentence(self.event, str(self.event.actor) if self.event.actor else "")
