"""A quality bar that a launch has to clear."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.contrib.postgres.expressions import ArraySubquery
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, Subquery, Value, When

from launchhub.accounts.models import Hat
from launchhub.accounts.scoping import WorkspaceModel, orders
from roadmap.models.launches import OVER
from roadmap.models.scheduled import Scheduled, ScheduledQuerySet

if TYPE_CHECKING:
    from launchhub.accounts.models import Member


class GateKind(models.TextChoices):
    """What a gate is about."""

    FUNCTIONAL = "functional", "Functional"
    REGRESSION = "regression", "Regression"
    PERFORMANCE = "performance", "Performance"
    SECURITY = "security", "Security"
    ACCESSIBILITY = "accessibility", "Accessibility"
    COMPLIANCE = "compliance", "Compliance"
    DOCS = "docs", "Docs"
    LOCALISATION = "localisation", "Localisation"


class GateStatus(models.TextChoices):
    """Where a gate stands. Always the outcome of `qa.verdict`, stored so that it can be listed and filtered."""

    OPEN = "open", "Open"
    IN_REVIEW = "in_review", "In review"
    PASSED = "passed", "Passed"
    FAILED = "failed", "Failed"
    WAIVED = "waived", "Waived"


NOT_SUBMITTED = "Not yet submitted for review."
"""Why a new gate is open."""

CLEARED = (GateStatus.PASSED, GateStatus.WAIVED)
"""What no longer stands in a launch's way."""


WORST_FIRST = (GateStatus.FAILED, GateStatus.IN_REVIEW, GateStatus.OPEN, GateStatus.WAIVED, GateStatus.PASSED)
RANK = Case(
    *(When(status=status, then=Value(rank)) for rank, status in enumerate(WORST_FIRST)), output_field=IntegerField()
)
QUEUE: tuple[Any, ...] = (RANK, F("due").asc(nulls_last=True), F("id").asc())
"""The worst first, then the most urgent. An index keeps this order."""


class GateQuerySet(ScheduledQuerySet):
    """Reads of gates."""

    def with_holders(self) -> Self:
        """Annotate `holder_ids`: the approvers, whose gates they are."""
        approvers = GateApprover.objects.filter(gate=OuterRef("pk")).order_by("pk")
        return self.annotate(holder_ids=ArraySubquery(approvers.values("member")))

    def ahead(self) -> Self:
        """Gates of launches that are still to come: what is decided there stays as it was."""
        return self.alive().exclude(launch__status__in=OVER)

    def worst_first(self) -> Self:
        """In the order in which gates need attention (`QUEUE`)."""
        return self.order_by(*QUEUE)

    def with_waiver(self) -> Self:
        """Annotate the waiver that lasts longest: `waiver_id`, `waiver_expires`, `waived_by_id`; None without one."""
        from qa.models.signoffs import Decision, SignOff

        waivers = SignOff.objects.filter(gate=OuterRef("pk"), decision=Decision.WAIVE)
        last = waivers.order_by("-waiver_expires", "-pk")
        return self.annotate(
            waiver_id=Subquery(last.values("pk")[:1]),
            waiver_expires=Subquery(last.values("waiver_expires")[:1]),
            waived_by_id=Subquery(last.values("member")[:1]),
        )

    def awaiting(self, member: Member) -> Self:
        """Gates in review that wait for this member's sign-off. Guests sign nothing."""
        if member.is_guest:
            return self.none()
        named = GateApprover.objects.filter(gate=OuterRef("pk"))
        theirs = Q(Exists(named.filter(member=member.pk)))
        if Hat.QA in member.hats:
            theirs |= ~Q(Exists(named))
        rows = self.visible_to(member).filter(theirs, status=GateStatus.IN_REVIEW)
        return rows.exclude(four_eyes=True, submitted_by=member.pk)


class Gate(Scheduled):
    """A quality bar that a launch has to clear."""

    noun = "gate"
    hat = Hat.QA
    finished = Q(status__in=CLEARED)

    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=GateKind, default=GateKind.FUNCTIONAL)
    required = models.BooleanField(default=True)
    features = models.ManyToManyField("roadmap.Feature", through="GateFeature", related_name="gates", blank=True)
    approvers = models.ManyToManyField("accounts.Member", through="GateApprover", related_name="+", blank=True)
    quorum = models.PositiveSmallIntegerField(default=1, validators=[MinValueValidator(1)])
    four_eyes = models.BooleanField(default=False)

    status = models.CharField(max_length=10, choices=GateStatus, default=GateStatus.OPEN, editable=False)
    reason = models.TextField(blank=True, default=NOT_SUBMITTED, editable=False)
    approvals = models.PositiveSmallIntegerField(default=0, editable=False)
    submitted_by = models.ForeignKey(
        "accounts.Member", on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    submitted_at = models.DateTimeField(null=True, editable=False)
    reopened_at = models.DateTimeField(null=True, editable=False)
    reopened_because = models.TextField(blank=True, default="", editable=False)
    signed_build = models.CharField(max_length=100, blank=True, default="", editable=False)

    objects: ClassVar[Any] = GateQuerySet.as_manager()

    class Meta(Scheduled.Meta):
        indexes: ClassVar[list[models.Index]] = [
            *Scheduled.Meta.indexes,
            models.Index(fields=["workspace", "status", "due"], name="qa_gate_status"),
            models.Index(F("workspace"), *QUEUE, name="qa_gate_queue"),
            *orders(by_name="name", by_status="status"),
        ]

    @property
    def is_finished(self) -> bool:
        """Whether the gate is cleared and so no longer moves."""
        return self.status in CLEARED


class GateFeature(WorkspaceModel):
    """A feature that a gate covers."""

    gate = models.ForeignKey(Gate, on_delete=models.CASCADE)
    feature = models.ForeignKey("roadmap.Feature", on_delete=models.CASCADE)

    class Meta(WorkspaceModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *WorkspaceModel.Meta.constraints,
            models.UniqueConstraint(fields=["feature", "gate"], name="qa_gatefeature_once"),
        ]


class GateApprover(WorkspaceModel):
    """A member who is asked to sign a gate off."""

    gate = models.ForeignKey(Gate, on_delete=models.CASCADE)
    member = models.ForeignKey("accounts.Member", on_delete=models.CASCADE)

    class Meta(WorkspaceModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *WorkspaceModel.Meta.constraints,
            models.UniqueConstraint(fields=["member", "gate"], name="qa_gateapprover_once"),
        ]
