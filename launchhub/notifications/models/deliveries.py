"""What leaves the house: deliveries, each tried until it arrives, and every attempt."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.db.models.functions import Now

from launchhub.accounts.scoping import WorkspaceModel, WorkspaceQuerySet, orders
from launchhub.events.models import Event
from launchhub.lib.ids import made_at
from launchhub.lib.migrations import first_id

if TYPE_CHECKING:
    import uuid
    from collections.abc import Collection

    from launchhub.accounts.models import Member


class Channel(models.TextChoices):
    """A way out; each has a file in `channels/`."""

    EMAIL = "email", "E-mail"
    INVITATION = "invitation", "Invitation"
    WEBHOOK = "webhook", "Webhook"


class Status(models.TextChoices):
    """`pending → queued → sending → sent | dead | cancelled`."""

    PENDING = "pending", "Pending"
    QUEUED = "queued", "Queued"
    SENDING = "sending", "Sending"
    SENT = "sent", "Sent"
    DEAD = "dead", "Given up"
    CANCELLED = "cancelled", "Cancelled"


WAITING = (Status.PENDING, Status.QUEUED)
UNDER_WAY = (Status.QUEUED, Status.SENDING)
FAILED = (Status.DEAD, Status.CANCELLED)


class DeliveryQuerySet(WorkspaceQuerySet):
    """Reads of deliveries."""

    def visible_to(self, member: Member) -> DeliveryQuerySet:
        """All of the workspace for an admin, one's own e-mails for the others; newest first."""
        rows = self.in_workspace(member.workspace_id).order_by("-id")
        return rows if member.is_admin else rows.filter(channel=Channel.EMAIL, target=member.pk)

    def to(self, channel: str, target: uuid.UUID) -> DeliveryQuerySet:
        """Deliveries to one member's mailbox or one webhook."""
        return self.filter(channel=channel, target=target)

    def with_events(self) -> DeliveryQuerySet:
        """The same with event and actor at hand: one more query, for the reason that notifications have."""
        return self.prefetch_related(models.Prefetch("event", Event.objects.select_related("actor__user")))


class Delivery(WorkspaceModel):
    """One event on its way to one target: a member's mailbox, somebody invited, or a webhook.

    `lane`: deliveries of one lane are sent one batch after the other, so that a slow receiver keeps only its own
    waiting. `claim` is the worker's token while it is sending; `lease_until` says when a worker that went silent
    loses the delivery.
    """

    # Whatever is looked for by these two, an index of several columns finds; each further one is written three times.
    workspace = models.ForeignKey(
        "accounts.Workspace", on_delete=models.CASCADE, related_name="+", editable=False, db_index=False
    )
    event = models.ForeignKey(
        "events.Event", on_delete=models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    channel = models.CharField(max_length=20, choices=Channel)
    target = models.UUIDField()
    lane = models.CharField(max_length=60)
    status = models.CharField(max_length=10, choices=Status, db_default=Status.PENDING)
    attempts = models.PositiveIntegerField(db_default=0)
    next_attempt_at = models.DateTimeField(db_default=Now())
    lease_until = models.DateTimeField(null=True)
    claim = models.UUIDField(null=True)
    created_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True)
    error = models.TextField(db_default="", blank=True)

    objects: ClassVar[Any] = DeliveryQuerySet.as_manager()

    class Meta(WorkspaceModel.Meta):
        db_table = "deliveries"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *WorkspaceModel.Meta.constraints,
            models.UniqueConstraint(fields=["workspace", "event", "channel", "target"], name="deliveries_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["lane", "next_attempt_at"], name="deliveries_due", condition=models.Q(status=Status.PENDING)
            ),
            models.Index(
                fields=["lane", "lease_until"], name="deliveries_under_way", condition=models.Q(status__in=UNDER_WAY)
            ),
            models.Index(fields=["workspace", "channel", "target", "-id"], name="deliveries_log"),
            models.Index(  # few among all that were sent
                fields=["workspace", "status", "-id"], name="deliveries_failed", condition=models.Q(status__in=FAILED)
            ),
            *orders(made="created_at"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.status}"


class AttemptQuerySet(WorkspaceQuerySet):
    """Reads of attempts."""

    def of(self, deliveries: Collection[uuid.UUID]) -> AttemptQuerySet:
        """Every try of these deliveries, oldest first.

        None is older than its delivery, but for clocks that differ: the months before are not looked into.
        """
        if not deliveries:
            return self.none()
        since = first_id((made_at(min(deliveries)) - dt.timedelta(days=1)).date())
        return self.filter(delivery__in=deliveries, pk__gte=since).order_by("pk")


class DeliveryAttempt(WorkspaceModel):
    """One try of a delivery; never edited or deleted. The table is partitioned by month.

    `status` is the receiver's answer (HTTP or SMTP), null when there was none; `latency_ms` in milliseconds.
    """

    delivery = models.ForeignKey(
        Delivery, on_delete=models.DO_NOTHING, related_name="attempt_rows", db_constraint=False
    )
    at = models.DateTimeField(db_default=Now())
    status = models.PositiveSmallIntegerField(null=True)
    latency_ms = models.PositiveIntegerField(default=0)
    response = models.TextField(default="", blank=True)
    error = models.TextField(default="", blank=True)

    objects: ClassVar[Any] = AttemptQuerySet.as_manager()

    class Meta(WorkspaceModel.Meta):
        db_table = "delivery_attempts"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["workspace", "delivery"], name="delivery_attempts_log"),
        ]

    def __str__(self) -> str:
        return self.error or str(self.status)
