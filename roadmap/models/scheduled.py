"""Dated things: pinned to a date, or anchored to their launch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import ExpressionWrapper, F, Func

from launchhub.accounts.scoping import BINNED, IN_TIME, EditableModel, orders
from launchhub.lib.dates import MAX_OFFSET
from roadmap.models.sharing import OfLaunchQuerySet


class OffsetUnit(models.TextChoices):
    """Which days an offset counts."""

    CALENDAR = "calendar", "Calendar days"
    WORKING = "working", "Working days"


class ScheduledQuerySet(OfLaunchQuerySet):
    """Reads of dated things."""

    def unfinished(self) -> Self:
        """Things that are not over yet: they still move with their launch."""
        return self.exclude(self.model.finished)

    def with_holders(self) -> Self:
        """Annotate `holder_ids`: the members whose thing it is, the owner first.

        A kind whose holders are in another table has a way of its own.
        """
        holders = Func(F(self.model.holder), template="array_remove(ARRAY[%(expressions)s], NULL)")
        return self.annotate(holder_ids=ExpressionWrapper(holders, ArrayField(models.UUIDField())))

    def anchored(self) -> Self:
        """Things that move with their launch."""
        return self.filter(offset_days__isnull=False)


class Scheduled(EditableModel):
    """Base of every dated thing of a launch, in all apps.

    Anchored: `offset_days` before (negative) or after the launch, counted in `offset_unit`; `due` is computed.
    Pinned: `offset_days` is null and `due` is fixed. `roadmap.schedule.placed` gives the three fields to store.
    A subclass states `finished` and `is_finished`, its `holder`, and the `hat` of the track it counts in.
    """

    finished: ClassVar[models.Q]
    """Which rows are over and stay where they are when the launch moves: the query behind `is_finished`."""

    holder: ClassVar[str] = "owner"
    """The field with the member whose thing it is."""

    if TYPE_CHECKING:
        hat: Any

    launch = models.ForeignKey("roadmap.Launch", on_delete=models.CASCADE, related_name="%(class)ss")
    due = models.DateField(null=True, blank=True)
    offset_days = models.SmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(-MAX_OFFSET), MaxValueValidator(MAX_OFFSET)]
    )
    offset_unit = models.CharField(max_length=10, choices=OffsetUnit, default=OffsetUnit.CALENDAR)

    objects: ClassVar[Any] = ScheduledQuerySet.as_manager()

    class Meta(EditableModel.Meta):
        abstract = True
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["workspace", "launch", "due"], name="%(app_label)s_%(class)s_launch"),
            models.Index(fields=["workspace", "due"], name="%(app_label)s_%(class)s_due"),
            BINNED,
            *IN_TIME,
            *orders(from_due="-due"),
        ]

    @property
    def is_anchored(self) -> bool:
        """Whether it moves with its launch."""
        return self.offset_days is not None

    @property
    def is_finished(self) -> bool:
        """Whether it is over: a finished thing no longer moves."""
        raise NotImplementedError
