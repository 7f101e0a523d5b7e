"""One line of a gate, and what supports it."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models

from launchhub.accounts.scoping import BINNED, IN_TIME, EditableModel, WorkspaceQuerySet, orders
from qa.models.gates import Gate


class CriterionKind(models.TextChoices):
    """How a criterion is judged."""

    MANUAL = "manual", "By hand"
    TESTS = "tests", "Test suite"
    DEFECTS = "defects", "Open defects"
    METRIC = "metric", "Metric"


class CriterionState(models.TextChoices):
    """Whether the bar is reached, as far as anybody has shown."""

    UNKNOWN = "unknown", "Unknown"
    MET = "met", "Met"
    UNMET = "unmet", "Not met"


class CriterionQuerySet(WorkspaceQuerySet):
    """Reads of criteria."""

    def alive(self) -> Self:
        """Criteria that are not in the bin, nor their gate or its launch."""
        return super().alive().filter(gate__deleted_at=None, gate__launch__deleted_at=None)


class Criterion(EditableModel):
    """One line of a gate. Its state follows from what was shown last; a `manual` one is set by a person."""

    noun = "criterion"

    gate = models.ForeignKey(Gate, on_delete=models.CASCADE, related_name="criteria")
    text = models.CharField(max_length=500)
    kind = models.CharField(max_length=10, choices=CriterionKind, default=CriterionKind.MANUAL)
    params = models.JSONField(default=dict, blank=True)
    required = models.BooleanField(default=True)
    state = models.CharField(max_length=10, choices=CriterionState, default=CriterionState.UNKNOWN)
    shown_by = models.TextField(blank=True, default="", editable=False)
    test_run = models.ForeignKey("TestRun", on_delete=models.PROTECT, null=True, related_name="+", editable=False)

    objects: ClassVar[Any] = CriterionQuerySet.as_manager()

    class Meta(EditableModel.Meta):
        verbose_name_plural = "criteria"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["workspace", "gate"], name="qa_criterion_gate"),
            BINNED,
            *IN_TIME,
            *orders(by_state="state"),
            models.Index(
                models.F("workspace"),
                models.F("params__suite"),
                name="qa_criterion_suite",
                condition=models.Q(kind=CriterionKind.TESTS),
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def event_launch_id(self) -> uuid.UUID | None:
        """The launch of its gate."""
        return self.gate.launch_id


class EvidenceQuerySet(WorkspaceQuerySet):
    """Reads of evidence."""

    def alive(self) -> Self:
        """Evidence that is not in the bin, for criteria that are not."""
        return super().alive().filter(criterion__in=Criterion.objects.alive())


class Evidence(EditableModel):
    """Anything else that supports a criterion: a link, a note, or the measured value of a `metric`."""

    noun = "evidence"

    criterion = models.ForeignKey(Criterion, on_delete=models.CASCADE, related_name="evidence")
    url = models.URLField(max_length=500, blank=True, default="")
    note = models.TextField(blank=True, default="")
    value = models.FloatField(null=True, blank=True)

    objects: ClassVar[Any] = EvidenceQuerySet.as_manager()

    class Meta(EditableModel.Meta):
        verbose_name_plural = "evidence"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["workspace", "criterion", "-id"], name="qa_evidence_criterion"),
            BINNED,
            *IN_TIME,
        ]

    def __str__(self) -> str:
        return self.note or self.url or f"{self.value:g}"

    @property
    def event_launch_id(self) -> uuid.UUID | None:
        """The launch of its criterion's gate."""
        return self.criterion.gate.launch_id

    def clean(self) -> None:
        """Raise `ValidationError` for evidence that shows nothing."""
        if not self.url and not self.note and self.value is None:
            raise ValidationError({"note": "Give a link, a note or a measured value."})
