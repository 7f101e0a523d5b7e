"""The event spine: audit log, activity feed and outbox in one table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone

from launchhub.lib.ids import new_id

if TYPE_CHECKING:
    from launchhub.accounts.models import Member


class EventQuerySet(models.QuerySet["Event"]):
    """Reads of the spine."""

    def visible_to(self, member: Member) -> EventQuerySet:
        """Events of the member's workspace; a guest sees none of the raw spine."""
        rows = self.filter(workspace=member.workspace_id)
        return rows.none() if member.is_guest else rows

    def sealed(self) -> EventQuerySet:
        """Events in the order in which they became part of the chain: what may be polled without a gap."""
        return self.filter(position__isnull=False).order_by("position")

    def unhandled(self) -> EventQuerySet:
        """Events whose consequences are not all drawn yet: the outbox."""
        return self.filter(handled_at__isnull=True)


class Event(models.Model):
    """One change of state, written in the transaction that made it.

    The table is partitioned by month on `id` (a UUIDv7, so time-ordered). PostgreSQL itself refuses to change
    or delete what an event says; only the last seven fields, the bookkeeping of seal and outbox, move on.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.DO_NOTHING, related_name="+")
    kind = models.CharField(max_length=60)
    actor = models.ForeignKey("accounts.Member", on_delete=models.DO_NOTHING, null=True, related_name="+")
    token = models.ForeignKey("accounts.ApiToken", on_delete=models.DO_NOTHING, null=True, related_name="+")
    subject_type = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    subject_title = models.TextField()
    launch_id = models.UUIDField(null=True)
    data = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    happened_at = models.DateTimeField(default=timezone.now)
    quiet = models.BooleanField(default=False)
    caused_by = models.UUIDField(null=True)

    position = models.BigIntegerField(null=True)
    digest = models.BinaryField(null=True)
    handled_by = ArrayField(models.CharField(max_length=100), default=list)
    handled_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True, default="")

    objects: ClassVar[Any] = EventQuerySet.as_manager()

    class Meta:
        db_table = "events"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["workspace", "position"], name="events_position"),
            models.Index(fields=["workspace", "subject_id", "-id"], name="events_subject"),
            models.Index(fields=["workspace", "launch_id", "-id"], name="events_launch"),
            models.Index(fields=["workspace", "kind", "-id"], name="events_kind"),
            models.Index(fields=["workspace", "id"], name="events_quiet", condition=models.Q(quiet=True)),
            models.Index(fields=["id"], name="events_outbox", condition=models.Q(handled_at__isnull=True)),
            models.Index(fields=["id"], name="events_unsealed", condition=models.Q(position__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.subject_title}"


class Job(models.Model):
    """One run of a recurring job: the `dedupe_key` makes it once per period, however many relays tick."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=100)
    dedupe_key = models.CharField(max_length=200, unique=True)
    due_at = models.DateTimeField(default=timezone.now)
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    done_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True, default="")

    class Meta:
        db_table = "jobs"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["due_at"], name="jobs_due", condition=models.Q(done_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return self.dedupe_key
