"""What customers, the market and colleagues say and ask for, and who the customers are."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar, Self

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from launchhub.accounts.scoping import BINNED, IN_TIME, EditableModel, WorkspaceModel, WorkspaceQuerySet, orders

ANSWER_WITHIN_DAYS = 14
"""After so many days an insight that is neither planned nor declined is late (domain.md: within a set time)."""

LONGEST = 10_000
"""Characters of what was said, and of an answer."""

TITLE_LENGTH = 120
HIGHEST_VALUE = 10**15
"""Beyond it, programs that count in floats would lose the last digits."""


class InsightStatus(models.TextChoices):
    """What became of an insight. `new` and `linked` follow from whether it is linked to a feature."""

    NEW = "new", "New"
    LINKED = "linked", "Linked"
    PLANNED = "planned", "Planned"
    DECLINED = "declined", "Declined"


UNANSWERED = (InsightStatus.NEW, InsightStatus.LINKED)
"""States of an insight that still waits for an answer."""


class Source(models.TextChoices):
    """Where one heard it."""

    CALL = "call", "Call"
    SURVEY = "survey", "Survey"
    SUPPORT = "support", "Support"
    SALES = "sales", "Sales"
    REVIEW = "review", "Review"
    ADVISORY_BOARD = "advisory_board", "Advisory board"
    ANALYTICS = "analytics", "Analytics"


class Sentiment(models.TextChoices):
    """How it was said."""

    POSITIVE = "positive", "Positive"
    NEUTRAL = "neutral", "Neutral"
    NEGATIVE = "negative", "Negative"


class CustomerQuerySet(WorkspaceQuerySet):
    """Reads of customers."""

    def with_insights(self) -> Self:
        """Annotate `heard`: how many insights there are of each."""
        mine = Insight.objects.alive().filter(customer=OuterRef("pk")).order_by().values("customer")
        return self.annotate(heard=Coalesce(Subquery(mine.values(count=Count("pk"))), 0))


class Customer(EditableModel):
    """Who said it. Guests see none: what a customer is worth is confidential."""

    noun = "customer"

    name = models.CharField(max_length=200)
    segment = models.CharField(max_length=100, blank=True, default="")
    value = models.PositiveBigIntegerField(
        null=True,
        blank=True,
        validators=[MaxValueValidator(HIGHEST_VALUE)],
        help_text="What they pay in a year, in whole units of your currency; empty when nobody knows.",
    )
    advisory_board = models.BooleanField(default=False)

    objects: ClassVar[Any] = CustomerQuerySet.as_manager()

    class Meta(EditableModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *EditableModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["workspace", "name"],
                condition=models.Q(deleted_at__isnull=True),
                name="roadmap_customer_name",
                violation_error_message="There is a customer of this name already.",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["workspace", "segment"], name="roadmap_customer_segment"),
            models.Index(fields=["workspace", "advisory_board", "name"], name="roadmap_customer_board"),
            BINNED,
            *IN_TIME,
            *orders(by_name="name", by_value="value", from_value="-value"),
        ]


class InsightQuerySet(WorkspaceQuerySet):
    """Reads of insights."""

    def unanswered(self) -> Self:
        """Insights that are neither planned nor declined."""
        return self.filter(status__in=UNANSWERED)

    def late(self) -> Self:
        """Insights that have waited for an answer longer than they should."""
        return self.unanswered().filter(created_at__lt=timezone.now() - dt.timedelta(ANSWER_WITHIN_DAYS))


class Insight(EditableModel):
    """Something that a customer, the market or a colleague said or asked for. Guests see none."""

    noun = "insight"

    body = models.TextField(max_length=LONGEST)
    status = models.CharField(max_length=10, choices=InsightStatus, default=InsightStatus.NEW, editable=False)
    answer = models.TextField(max_length=LONGEST, blank=True, default="", editable=False)
    source = models.CharField(max_length=20, choices=Source, blank=True, default="")
    sentiment = models.CharField(max_length=10, choices=Sentiment, blank=True, default="")
    segment = models.CharField(max_length=100, blank=True, default="")
    customer = models.ForeignKey(Customer, on_delete=models.RESTRICT, null=True, blank=True, related_name="insights")
    author = models.ForeignKey(
        "accounts.Member", on_delete=models.SET_NULL, null=True, related_name="+", editable=False
    )
    features = models.ManyToManyField(
        "roadmap.Feature", through="roadmap.InsightFeature", related_name="insights", blank=True
    )

    objects: ClassVar[Any] = InsightQuerySet.as_manager()

    class Meta(EditableModel.Meta):
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["workspace", "status", "-created_at", "-id"], name="roadmap_insight_status"),
            models.Index(fields=["workspace", "source", "-created_at", "-id"], name="roadmap_insight_source"),
            models.Index(fields=["workspace", "sentiment", "-created_at", "-id"], name="roadmap_insight_sentiment"),
            models.Index(fields=["workspace", "customer", "-created_at", "-id"], name="roadmap_insight_customer"),
            models.Index(fields=["workspace", "author", "-created_at", "-id"], name="roadmap_insight_author"),
            BINNED,
            *IN_TIME,
        ]

    def __str__(self) -> str:
        line = " ".join(self.body.split())
        return line if len(line) <= TITLE_LENGTH else f"{line[: TITLE_LENGTH - 1].rstrip()}…"

    @property
    def is_unanswered(self) -> bool:
        """Whether it is neither planned nor declined."""
        return self.status in UNANSWERED

    @property
    def age_days(self) -> int:
        """How many whole days ago it was shared."""
        return (timezone.now() - self.created_at).days

    @property
    def is_late(self) -> bool:
        """Whether it has waited for an answer longer than it should."""
        return self.is_unanswered and timezone.now() - self.created_at > dt.timedelta(ANSWER_WITHIN_DAYS)


class InsightFeature(WorkspaceModel):
    """A feature that an insight speaks of."""

    insight = models.ForeignKey(Insight, on_delete=models.CASCADE, related_name="+")
    feature = models.ForeignKey("roadmap.Feature", on_delete=models.CASCADE, related_name="+")

    class Meta(WorkspaceModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *WorkspaceModel.Meta.constraints,
            models.UniqueConstraint(fields=["insight", "feature"], name="roadmap_insightfeature_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["workspace", "feature"], name="roadmap_insight_by_feature"),
        ]

    def __str__(self) -> str:
        return f"{self.insight_id}"
