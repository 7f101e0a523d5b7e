"""The moment when something goes live for customers."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models
from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, Subquery, Sum, When
from django.db.models.functions import Coalesce

from launchhub.accounts.scoping import BINNED, IN_TIME, EditableModel, WorkspaceModel, WorkspaceQuerySet, orders
from launchhub.lib.dates import show_date
from roadmap.models.sharing import shared

if TYPE_CHECKING:
    from launchhub.accounts.models import Member


class LaunchStatus(models.TextChoices):
    """Where a launch stands on its way to customers."""

    PLANNING = "planning", "Planning"
    COMMITTED = "committed", "Committed"
    READY = "ready", "Ready"
    LAUNCHED = "launched", "Launched"
    CLOSED = "closed", "Closed"
    ON_HOLD = "on_hold", "On hold"
    CANCELLED = "cancelled", "Cancelled"


class Precision(models.TextChoices):
    """How exactly a date is known, or shown to outsiders."""

    DAY = "day", "Day"
    WEEK = "week", "Week"
    MONTH = "month", "Month"
    QUARTER = "quarter", "Quarter"


class Tier(models.IntegerChoices):
    """How big a launch is."""

    BIG = 1, "Tier 1"
    MEDIUM = 2, "Tier 2"
    QUIET = 3, "Tier 3"


OVER = (LaunchStatus.LAUNCHED, LaunchStatus.CLOSED, LaunchStatus.CANCELLED)
"""States in which nothing is ahead any more: the date is history."""

AHEAD = tuple(status for status in LaunchStatus if status not in OVER)


IS_OVER = Case(When(status__in=OVER, then=1), default=0, output_field=IntegerField())
DATE_AHEAD = Case(When(~Q(status__in=OVER), then=F("date")))
NEAREST_FIRST: tuple[Any, ...] = (
    IS_OVER,
    DATE_AHEAD.asc(nulls_last=True),
    F("date").desc(nulls_last=True),
    F("id").asc(),
)
"""Those ahead first, the nearest on top; then what is over, the latest on top. An index keeps this order."""


class LaunchQuerySet(WorkspaceQuerySet):
    """Reads of launches."""

    def shared_with(self, member: Member) -> Self:
        """Launches shared with the guest, and those of products that are."""
        of_products = LaunchProduct.objects.filter(product__in=shared(member, "product")).values("launch")
        return self.filter(Q(pk__in=shared(member, "launch")) | Q(pk__in=of_products))

    def ahead(self) -> Self:
        """Launches that are still to come."""
        return self.exclude(status__in=OVER)

    def nearest_first(self) -> Self:
        """In the order in which people look at launches (`NEAREST_FIRST`)."""
        return self.order_by(*NEAREST_FIRST)

    def with_slips(self) -> Self:
        """Annotate `slips` (moves to later) and `slipped_days` (their sum), from the date ledger."""
        from roadmap.models.date_moves import DateMove

        slips = DateMove.objects.filter(subject_id=OuterRef("pk"), days__gt=0).order_by().values("subject_id")
        return self.annotate(
            slips=Coalesce(Subquery(slips.annotate(n=Count("pk")).values("n")), 0),
            slipped_days=Coalesce(Subquery(slips.annotate(n=Sum("days")).values("n")), 0),
        )


class Launch(EditableModel):
    """The moment when something goes live for customers. Its date changes through `actions.launches.move` only."""

    noun = "launch"

    name = models.CharField(max_length=200)
    products = models.ManyToManyField("roadmap.Product", through="roadmap.LaunchProduct", related_name="launches")
    tier = models.PositiveSmallIntegerField(choices=Tier, default=Tier.MEDIUM)
    owner = models.ForeignKey("accounts.Member", on_delete=models.RESTRICT, related_name="+")
    date = models.DateField(null=True, blank=True)
    precision = models.CharField(max_length=10, choices=Precision, default=Precision.DAY)
    external_precision = models.CharField(max_length=10, choices=Precision, default=Precision.MONTH)
    actual_date = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=10, choices=LaunchStatus, default=LaunchStatus.PLANNING)
    summary = models.TextField(blank=True, default="")
    embargo = models.DateTimeField(null=True, blank=True)
    build = models.CharField(max_length=100, blank=True, default="")

    objects: ClassVar[Any] = LaunchQuerySet.as_manager()

    class Meta(EditableModel.Meta):
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["workspace", "date"], name="roadmap_launch_date"),
            models.Index(fields=["workspace", "status", "date"], name="roadmap_launch_status"),
            models.Index(fields=["workspace", "owner"], name="roadmap_launch_owner"),
            models.Index(F("workspace"), *NEAREST_FIRST, name="roadmap_launch_nearest"),
            BINNED,
            *IN_TIME,
            *orders(by_name="name", by_tier="tier", by_status="status", from_date="-date"),
        ]

    @property
    def event_launch_id(self) -> Any:
        """A launch concerns itself."""
        return self.pk

    @property
    def is_over(self) -> bool:
        """Whether the launch has happened or was called off: its date moves no more."""
        return self.status in OVER

    @property
    def shown_date(self) -> str:
        """The date as exactly as it is known: "14 May 2027" or "Q2 2027"; "" without one."""
        return show_date(self.date, self.precision) if self.date else ""

    @property
    def shown_outside(self) -> str:
        """The date as exactly as outsiders may see it; "" without one."""
        return show_date(self.date, self.external_precision) if self.date else ""

    @property
    def shown_embargo(self) -> str:
        """The moment before which nobody outside is to speak of it, by the workspace's clock; "" without one."""
        if self.embargo is None:
            return ""
        local = self.embargo.astimezone(self.workspace.zone)
        return f"{show_date(local.date())}, {local:%H:%M}"

    def days_to_go(self, today: dt.date) -> int | None:
        """Return how many days are left, negative when the date has passed; None without a date."""
        return (self.date - today).days if self.date else None


class LaunchProduct(WorkspaceModel):
    """A product that goes live with a launch."""

    launch = models.ForeignKey(Launch, on_delete=models.CASCADE, related_name="+")
    product = models.ForeignKey("roadmap.Product", on_delete=models.CASCADE, related_name="+")

    class Meta(WorkspaceModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *WorkspaceModel.Meta.constraints,
            models.UniqueConstraint(fields=["launch", "product"], name="roadmap_launchproduct_pair"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["workspace", "product"], name="roadmap_launchproduct_product"),
        ]

    def __str__(self) -> str:
        return f"{self.launch_id} {self.product_id}"
