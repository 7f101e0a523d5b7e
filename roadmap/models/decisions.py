"""What was agreed about a launch, and who stood behind it: two ledgers."""

from __future__ import annotations

import uuid
from textwrap import shorten
from typing import Any, ClassVar, Self

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from launchhub.accounts.scoping import WorkspaceModel, orders
from roadmap.models.briefs import Voice
from roadmap.models.sharing import OfLaunchQuerySet

TITLE_LENGTH = 120


class DecisionKind(models.TextChoices):
    """What a decision says of its launch."""

    GO = "go", "Go"
    NO_GO = "no_go", "No-go"
    OTHER = "other", "Something else"


ON_READINESS = (DecisionKind.GO, DecisionKind.NO_GO)
"""Kinds that are taken on the readiness of the launch, and freeze it."""


class DecisionQuerySet(OfLaunchQuerySet):
    """Reads of decisions."""

    def with_successor(self) -> Self:
        """Annotate `superseded_by`: the id of the decision that took its place; None for one that stands."""
        later = Decision.objects.filter(supersedes=OuterRef("pk")).order_by()
        return self.annotate(superseded_by=Subquery(later.values("pk")[:1]))

    def standing(self) -> Self:
        """Decisions that no later one has superseded."""
        return self.filter(successor__isnull=True)


class Decision(WorkspaceModel):
    """What was agreed about a launch. PostgreSQL refuses to change or delete it: a later one supersedes it.

    A go or no-go keeps the readiness that it was taken on (`roadmap.frozen`).
    """

    noun: ClassVar[str] = "decision"

    launch = models.ForeignKey("roadmap.Launch", on_delete=models.DO_NOTHING, related_name="decisions")
    decision = models.CharField(max_length=10, choices=DecisionKind)
    note = models.TextField(blank=True, default="")
    author = models.ForeignKey("accounts.Member", on_delete=models.DO_NOTHING, null=True, related_name="+")
    supersedes = models.OneToOneField(
        "self", on_delete=models.DO_NOTHING, null=True, blank=True, related_name="successor"
    )
    verdict = models.CharField(max_length=10, blank=True, default="", editable=False)
    frozen = models.JSONField(null=True, editable=False, encoder=DjangoJSONEncoder)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[Any] = DecisionQuerySet.as_manager()

    class Meta(WorkspaceModel.Meta):
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["workspace", "launch", "-created_at", "-id"], name="roadmap_decision_launch"),
            models.Index(fields=["workspace", "decision", "-created_at", "-id"], name="roadmap_decision_kind"),
            *orders(made="created_at"),
        ]

    def __str__(self) -> str:
        if self.decision == DecisionKind.OTHER:
            return shorten(self.note, TITLE_LENGTH, placeholder="…")
        return DecisionKind(self.decision).label

    @property
    def event_launch_id(self) -> uuid.UUID:
        """The launch that it is about."""
        return self.launch_id


class DecisionVote(WorkspaceModel):
    """What a member said to a decision, for one of their hats: once, and for good."""

    decision = models.ForeignKey(Decision, on_delete=models.DO_NOTHING, related_name="ballots")
    member = models.ForeignKey("accounts.Member", on_delete=models.DO_NOTHING, related_name="+")
    hat = models.CharField(max_length=20, choices=Voice)
    agrees = models.BooleanField()
    remark = models.TextField(blank=True, default="")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta(WorkspaceModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *WorkspaceModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["decision", "member"],
                name="roadmap_decisionvote_once",
                violation_error_message="You have voted on this decision already, and a vote stays as it is.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hat}: {'agrees' if self.agrees else 'disagrees'}"
