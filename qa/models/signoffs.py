"""An approver's decision on a gate."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from launchhub.accounts.scoping import WorkspaceModel, orders
from qa.models.gates import Gate


class Decision(models.TextChoices):
    """What an approver says."""

    APPROVE = "approve", "Approve"
    APPROVE_WITH_CONDITIONS = "approve_with_conditions", "Approve with conditions"
    REJECT = "reject", "Reject"
    WAIVE = "waive", "Waive"


CONDITION = "condition"


class SignOff(WorkspaceModel):
    """An approver's decision on a gate: a ledger, never edited, never deleted."""

    noun = "signoff"

    gate = models.ForeignKey(Gate, on_delete=models.PROTECT, related_name="signoffs")
    member = models.ForeignKey("accounts.Member", on_delete=models.PROTECT, null=True, related_name="+")
    decision = models.CharField(max_length=30, choices=Decision)
    reason = models.TextField(blank=True, default="")
    customer_impact = models.TextField(blank=True, default="")
    conditions = ArrayField(models.CharField(max_length=300), default=list, blank=True)
    retest_on = models.DateField(null=True, blank=True)
    waiver_expires = models.DateField(null=True, blank=True)
    build = models.CharField(max_length=100, blank=True, default="")
    evidence_digest = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta(WorkspaceModel.Meta):
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["workspace", "gate", "-id"], name="qa_signoff_gate"),
            *orders(made="created_at"),
        ]

    def __str__(self) -> str:
        return f"{self.get_decision_display()}: {self.gate}"

    def condition_id(self, index: int) -> str:
        """Return the external id of the task that the condition at `index` became."""
        return f"{CONDITION}:{self.pk}:{index}"

    @staticmethod
    def of_condition(external_id: str) -> uuid.UUID | None:
        """Return the id of the sign-off whose condition became the task with this external id; None for other tasks."""
        kind, _, rest = external_id.partition(":")
        try:
            return uuid.UUID(rest.partition(":")[0]) if kind == CONDITION else None
        except ValueError:  # whoever makes a task over REST may call it what they like
            return None

    @property
    def event_launch_id(self) -> uuid.UUID | None:
        """The launch of its gate."""
        return self.gate.launch_id
