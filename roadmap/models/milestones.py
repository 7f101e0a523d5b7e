"""Named dates of a launch."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models

from launchhub.accounts.models import Hat
from launchhub.accounts.scoping import orders
from roadmap.models.scheduled import Scheduled


class MilestoneKind(models.TextChoices):
    """What a milestone marks."""

    MILESTONE = "milestone", "Milestone"
    PHASE = "phase", "Phase"
    FREEZE = "freeze", "Freeze"


class Milestone(Scheduled):
    """A named dated thing of a launch: code freeze, beta, embargo lift, sales briefing.

    `due` is when it happens, or begins; a phase also lasts `length_days` after that. The length, not the end, is
    stored, so that a phase moves as a whole.
    """

    noun = "milestone"
    finished = models.Q(actual_date__isnull=False)

    name = models.CharField(max_length=300)
    kind = models.CharField(max_length=10, choices=MilestoneKind, default=MilestoneKind.MILESTONE)
    hat = models.CharField(max_length=20, choices=Hat, default=Hat.PRODUCT)
    owner = models.ForeignKey("accounts.Member", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    length_days = models.PositiveSmallIntegerField(null=True, blank=True)
    actual_date = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True, default="")

    class Meta(Scheduled.Meta):
        indexes: ClassVar[list[models.Index]] = [
            *Scheduled.Meta.indexes,
            *orders(by_name="name"),
            models.Index(
                fields=["workspace", "due"],
                name="roadmap_milestone_lasting",
                condition=models.Q(length_days__isnull=False),
            ),
        ]

    def clean(self) -> None:
        """Refuse a phase that has no end."""
        if self.kind == MilestoneKind.PHASE and self.length_days is None:
            raise ValidationError({"end": "A phase has a start and an end: say when it ends."})

    @property
    def end(self) -> dt.date | None:
        """The last day, for a milestone that lasts."""
        if self.due is None or self.length_days is None:
            return None
        return self.due + dt.timedelta(days=self.length_days)

    @property
    def is_finished(self) -> bool:
        """Whether the milestone was reached."""
        return self.actual_date is not None
