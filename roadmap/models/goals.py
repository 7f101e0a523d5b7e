"""Shared success metrics: what product, marketing and QA want to reach together."""

from __future__ import annotations

import datetime as dt
from math import isfinite
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import OuterRef, Subquery
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.utils import timezone

from launchhub.accounts.models import Hat
from launchhub.accounts.scoping import BINNED, IN_TIME, EditableModel, WorkspaceModel, WorkspaceQuerySet, orders
from launchhub.events.models import Event

VOICES = (Hat.PRODUCT, Hat.MARKETING, Hat.QA)
"""The hats that agree to a goal, each by at least one member (domain.md, section 4)."""

LAGGING = 0.25
"""A goal is off track when its progress is so much behind the share of its time that has passed."""


class GoalQuerySet(WorkspaceQuerySet):
    """Reads of goals."""

    def with_current(self) -> Self:
        """Annotate `current` and `measured_on`, the value of the latest check-in and its day, and `measured_since`."""
        latest = _latest()
        return self.annotate(
            current=Subquery(latest.values("value")[:1]),
            measured_on=Subquery(latest.values("day")[:1]),
            measured_since=Subquery(latest.reverse().values("day")[:1]),
        )

    def with_told(self, kind: str) -> Self:
        """Annotate `told_at`, when an event of this kind last told of the goal with its present due date, and
        `measured_at`, when the latest check-in was entered.
        """
        told = Event.objects.filter(workspace=OuterRef("workspace"), subject_id=OuterRef("pk"), kind=kind)
        told = told.annotate(due=KT("data__due")).filter(due=Cast(OuterRef("due"), models.TextField()))
        return self.annotate(
            told_at=Subquery(told.order_by("-id").values("happened_at")[:1]),
            measured_at=Subquery(_latest().values("created_at")[:1]),
        )


def _latest() -> Any:
    return GoalCheckIn.objects.filter(goal=OuterRef("pk")).order_by("-day", "-id")


def check_number(value: float) -> None:
    """Refuse what is called a float and is no number."""
    if not isfinite(value):
        raise ValidationError("Write a number.")


def _number(**options: Any) -> Any:
    return models.FloatField(validators=[check_number], **options)


class Goal(EditableModel):
    """A shared success metric that goes from a baseline to a target, until it is due."""

    noun = "goal"

    title = models.CharField(max_length=200)
    metric = models.CharField(max_length=200)
    unit = models.CharField(max_length=30, blank=True, default="")
    baseline = _number(default=0)
    target = _number()
    due = models.DateField(null=True, blank=True)
    owner = models.ForeignKey("accounts.Member", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    agreed_by = models.ManyToManyField(
        "accounts.Member", through="roadmap.GoalAgreement", related_name="+", blank=True, editable=False
    )
    features = models.ManyToManyField(
        "roadmap.Feature", through="roadmap.GoalFeature", related_name="goals", blank=True
    )
    launches = models.ManyToManyField("roadmap.Launch", through="roadmap.GoalLaunch", related_name="goals", blank=True)

    objects: ClassVar[Any] = GoalQuerySet.as_manager()

    class Meta(EditableModel.Meta):
        indexes: ClassVar[list[models.Index]] = [
            BINNED,
            *IN_TIME,
            *orders(by_title="title", by_due="due", from_due="-due"),
            models.Index(fields=["workspace", "owner"], name="roadmap_goal_owner"),
        ]

    def clean(self) -> None:
        """Refuse a target that is where one stands already."""
        if self.baseline == self.target:
            raise ValidationError({"target": "The target is the baseline: say what shall change."})

    def progress(self, current: float | None) -> float:
        """Return how much of the way from the baseline to the target is done: 0.5 is half, below 0 is backwards."""
        if current is None:
            return 0
        return float((current - self.baseline) / (self.target - self.baseline))

    def is_off_track(self, current: float | None, since: dt.date | None, today: dt.date) -> bool:
        """Whether the goal is far behind the time that has passed, or past its due date and not reached.

        `since` is the day of the first check-in: what is measured already when the goal is set began before it.
        """
        if self.due is None:
            return False
        done, start = self.progress(current), timezone.localdate(self.created_at)
        if today >= self.due:
            return done < 1
        start = min(start, since or start)
        return done < (today - start).days / (self.due - start).days - LAGGING


class GoalLink(WorkspaceModel):
    """Base of what hangs together with a goal."""

    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="+")

    class Meta(WorkspaceModel.Meta):
        abstract = True

    def __str__(self) -> str:
        return f"{self.goal_id}"


def _once(name: str) -> list[models.BaseConstraint]:
    return [
        *WorkspaceModel.Meta.constraints,
        models.UniqueConstraint(fields=["goal", name], name="%(app_label)s_%(class)s_once"),
    ]


def _found_by(name: str) -> list[models.Index]:
    return [models.Index(fields=["workspace", name], name=f"roadmap_goal_by_{name}")]


class GoalAgreement(GoalLink):
    """A member who wants this goal, as it is now."""

    member = models.ForeignKey("accounts.Member", on_delete=models.CASCADE, related_name="+")

    class Meta(WorkspaceModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = _once("member")
        indexes: ClassVar[list[models.Index]] = _found_by("member")


class GoalFeature(GoalLink):
    """A feature that should bring the goal nearer."""

    feature = models.ForeignKey("roadmap.Feature", on_delete=models.CASCADE, related_name="+")

    class Meta(WorkspaceModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = _once("feature")
        indexes: ClassVar[list[models.Index]] = _found_by("feature")


class GoalLaunch(GoalLink):
    """A launch that is measured by the goal."""

    launch = models.ForeignKey("roadmap.Launch", on_delete=models.CASCADE, related_name="+")

    class Meta(WorkspaceModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = _once("launch")
        indexes: ClassVar[list[models.Index]] = _found_by("launch")


class GoalCheckIn(WorkspaceModel):
    """What a goal measured on a day: a ledger. Who erred checks in again; of one day, the latest counts."""

    noun = "goal_checkin"

    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, related_name="checkins")
    value = _number()
    day = models.DateField()
    note = models.TextField(blank=True, default="")
    author = models.ForeignKey("accounts.Member", on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta(WorkspaceModel.Meta):
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["workspace", "goal", "-day", "-id"], name="roadmap_goalcheckin_goal"),
            *orders(made="created_at"),
        ]

    def __str__(self) -> str:
        return f"{self.value:g} on {self.day.isoformat()}"
