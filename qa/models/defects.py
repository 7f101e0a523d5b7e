"""Something wrong."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Case, Value, When

from launchhub.accounts.scoping import BINNED, IN_TIME, EditableModel, WorkspaceQuerySet, orders
from qa.models.gates import Gate


class Severity(models.TextChoices):
    """How bad it is, worst first."""

    BLOCKER = "blocker", "Blocker"
    CRITICAL = "critical", "Critical"
    MAJOR = "major", "Major"
    MINOR = "minor", "Minor"


class DefectStatus(models.TextChoices):
    """What became of it."""

    OPEN = "open", "Open"
    FIXED = "fixed", "Fixed"
    VERIFIED = "verified", "Verified"
    WONT_FIX = "wont_fix", "Won't fix"


class DefectQuerySet(WorkspaceQuerySet):
    """Reads of defects."""

    def open(self) -> Self:
        """Defects that nobody has fixed or declined."""
        return self.alive().filter(status=DefectStatus.OPEN)

    def worst_first(self) -> Self:
        """Defects by severity, then the newest."""
        ranks = [When(severity=severity, then=Value(rank)) for rank, severity in enumerate(Severity.values)]
        return self.order_by(Case(*ranks), "-id")


class Defect(EditableModel):
    """Something wrong, with a feature or seen at a gate."""

    noun = "defect"

    title = models.CharField(max_length=300)
    severity = models.CharField(max_length=10, choices=Severity, default=Severity.MAJOR)
    status = models.CharField(max_length=10, choices=DefectStatus, default=DefectStatus.OPEN)
    feature = models.ForeignKey(
        "roadmap.Feature", on_delete=models.SET_NULL, null=True, blank=True, related_name="defects"
    )
    gate = models.ForeignKey(Gate, on_delete=models.SET_NULL, null=True, blank=True, related_name="defects")
    external_url = models.URLField(max_length=500, blank=True, default="")

    objects: ClassVar[Any] = DefectQuerySet.as_manager()

    class Meta(EditableModel.Meta):
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["workspace", "gate", "status"], name="qa_defect_gate"),
            models.Index(fields=["workspace", "feature", "status"], name="qa_defect_feature"),
            BINNED,
            *IN_TIME,
            *orders(by_title="title", by_severity="severity", by_status="status"),
        ]

    @property
    def event_launch_id(self) -> uuid.UUID | None:
        """The launch of its gate, else of its feature."""
        if self.gate:
            return self.gate.launch_id
        return self.feature.launch_id if self.feature else None
