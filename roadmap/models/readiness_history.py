"""How ready a launch was, day by day: a ledger."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils import timezone

from launchhub.accounts.scoping import WorkspaceModel
from roadmap.models.sharing import OfLaunchQuerySet


class ReadinessSnapshot(WorkspaceModel):
    """How ready a launch was at a moment: once a day, and when its date moved or a gate was judged.

    What lies before the first day was read back from the spine (`roadmap.readback`): how much was done is known of it,
    the verdict is not, so that is empty. PostgreSQL refuses to change or delete a row.
    """

    launch = models.ForeignKey("roadmap.Launch", on_delete=models.DO_NOTHING, related_name="+")
    day = models.DateField()
    taken_at = models.DateTimeField(default=timezone.now)
    event = models.UUIDField(null=True)
    read_back = models.BooleanField(default=False)
    verdict = models.CharField(max_length=10, blank=True, default="")
    done = models.PositiveIntegerField()
    total = models.PositiveIntegerField()
    overdue = models.PositiveIntegerField(null=True)
    blockers = models.PositiveIntegerField(null=True)
    risks = models.PositiveIntegerField(null=True)
    date = models.DateField(null=True)
    tracks = models.JSONField(default=list)

    objects: ClassVar[Any] = OfLaunchQuerySet.as_manager()

    class Meta(WorkspaceModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *WorkspaceModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["launch", "event"], condition=models.Q(event__isnull=False), name="roadmap_snapshot_event"
            ),
            models.UniqueConstraint(
                fields=["launch", "day"], condition=models.Q(event__isnull=True), name="roadmap_snapshot_day"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["workspace", "launch", "-taken_at", "-id"], name="roadmap_snapshot_launch"),
        ]

    def __str__(self) -> str:
        return f"{self.done} of {self.total} on {self.day.isoformat()}"
