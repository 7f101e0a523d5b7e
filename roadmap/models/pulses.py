"""Doubt heard before the slip."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from launchhub.accounts.scoping import WorkspaceModel, orders


class PulseAnswer(models.TextChoices):
    """What a member thinks of the date of a launch."""

    YES = "yes", "Yes"
    WOBBLY = "wobbly", "Wobbly"
    NO = "no", "No"


DOUBTS = (PulseAnswer.WOBBLY, PulseAnswer.NO)


class DatePulse(WorkspaceModel):
    """Whether a member believes in a date of a launch: a ledger. Who thinks otherwise answers again; the latest counts.

    It is about the `date` that the launch had then: when the launch moves, it says nothing any more.
    """

    noun = "pulse"

    launch = models.ForeignKey("roadmap.Launch", on_delete=models.PROTECT, related_name="pulses")
    member = models.ForeignKey("accounts.Member", on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=10, choices=PulseAnswer)
    note = models.TextField(blank=True, default="")
    date = models.DateField()
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta(WorkspaceModel.Meta):
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["workspace", "launch", "-created_at"], name="roadmap_datepulse_launch"),
            *orders(made="created_at"),
        ]

    def __str__(self) -> str:
        return f"{self.answer} to {self.date.isoformat()}"
