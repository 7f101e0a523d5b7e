"""Every app may have dated things (`Scheduled`); here they are found, whatever their kind, with one query."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from django.apps import apps
from django.db.models import BooleanField, CharField, DateField, ExpressionWrapper, F, IntegerField, Value
from django.db.models.functions import Cast

from launchhub.accounts.rights import Right, may
from launchhub.lib.prepared import planned
from roadmap.models import Launch, Scheduled
from roadmap.models.launches import OVER

if TYPE_CHECKING:
    from launchhub.accounts.models import Member


class Dated(NamedTuple):
    """One entry of a launch's schedule, of whichever kind."""

    noun: str
    id: uuid.UUID
    title: str
    launch_id: uuid.UUID
    due: dt.date | None
    offset_days: int | None
    offset_unit: str
    holder_ids: list[uuid.UUID]
    hat: str
    is_finished: bool
    created_at: dt.datetime

    def at(self, due: dt.date | None) -> Dated:
        """Return the same entry on another date."""
        return self._replace(due=due)

    def as_dict(self) -> dict[str, Any]:
        """Return it as the API shows it."""
        return {
            "type": self.noun,
            "id": self.id,
            "title": self.title,
            "due": self.due,
            "offset_days": self.offset_days,
            "offset_unit": self.offset_unit,
            "owner": self.holder_ids[0] if self.holder_ids else None,
            "hat": self.hat,
            "finished": self.is_finished,
        }


class DatedBar(NamedTuple):
    """A dated thing as a timeline shows it: with how long it lasts, and the version that an edit starts from."""

    noun: str
    id: uuid.UUID
    title: str
    launch_id: uuid.UUID
    due: dt.date
    length_days: int | None
    version: int
    holder_ids: list[uuid.UUID]
    hat: str
    is_finished: bool
    state: str
    """As `launchhub.web.states` knows it."""


class DatedTask(NamedTuple):
    """A dated thing as its holder sees it: what is to be done, for which launch, by when."""

    noun: str
    id: uuid.UUID
    title: str
    launch_id: uuid.UUID
    launch_name: str
    due: dt.date
    state: str
    """As `launchhub.web.states` knows it."""


class DatesPage(NamedTuple):
    """The page that moves one kind of thing on the timeline, and the right that it takes."""

    url_name: str
    right: Right


_dates_pages: dict[str, DatesPage] = {}


def register_dates_page(noun: str, url_name: str, right: Right) -> None:
    """Say which page edits the dates of a thing, by its id. Apps call it in `ready()`."""
    _dates_pages[noun] = DatesPage(url_name, right)


def dates_page_of(noun: str) -> DatesPage:
    """Return the page that edits the dates of such a thing."""
    return _dates_pages[noun]


def dates_pages(member: Member) -> dict[str, str]:
    """Return the URL names of the pages that the member may move things with, by noun."""
    return {noun: page.url_name for noun, page in _dates_pages.items() if may(member, page.right)}


def scheduled_models() -> list[type[Scheduled]]:
    """Return every kind of dated thing of all installed apps, in a stable order."""
    found = [model for model in apps.get_models() if issubclass(model, Scheduled)]
    return sorted(found, key=lambda model: model._meta.label)


def dated_things(launch: Launch) -> list[Dated]:
    """Return every dated thing of the launch, in no order."""
    return [Dated(*row) for row in _all(launch_ids=[launch.pk])]


def unfinished_things(launch_ids: Iterable[uuid.UUID]) -> list[Dated]:
    """Return the things of launches that still move with them: kind by kind, in date order."""
    return sorted((Dated(*row) for row in _unfinished(launch_ids=list(launch_ids))), key=_by_kind_and_date)


def dated_bars(
    member: Member, period: tuple[dt.date, dt.date], most: int, launch_ids: Collection[uuid.UUID] | None = None
) -> list[DatedBar]:
    """Return the first dated things, of every kind, that the member sees in a period: its first and its last day.

    They are those of all launches, or of those that are named. One query.
    """
    visible = (model.objects.visible_to(member).with_holders() for model in scheduled_models())
    of_launches = (rows if launch_ids is None else rows.filter(launch__among=launch_ids) for rows in visible)
    first, *rest = (bars.order_by("due", "pk")[:most] for rows in of_launches for bars in _bars(rows, *period))
    return [DatedBar(*row) for row in first.union(*rest, all=True).order_by("due", "pk")[:most]]


def due_for(member: Member, until: dt.date, most: int) -> list[DatedTask]:
    """Return the member's own things of coming launches that are due until a day, the most overdue first. One query.

    Of kinds whose holders are in another table, such as gates, their app tells itself.
    """
    kinds = [model for model in scheduled_models() if hasattr(model, model.holder)]
    first, *rest = (_due(model, member, until).order_by("due", "pk")[:most] for model in kinds)
    return [DatedTask(*row) for row in first.union(*rest, all=True).order_by("due", "pk")[:most]]


def _due(model: type[Scheduled], member: Member, until: dt.date) -> Any:
    rows = model.objects.visible_to(member).unfinished().filter(due__lte=until, **{model.holder: member})
    return rows.exclude(launch__status__in=OVER).values_list(
        *(Value(model.noun, CharField()), "pk", _title(model), "launch_id", "launch__name", "due"), _state(model)
    )


def _bars(rows: Any, start: dt.date, end: dt.date) -> Iterator[Any]:
    """Yield the queries for those of one kind that have a day in a period, with the columns of `DatedBar`."""
    yield _bar_values(rows.filter(due__range=(start, end)))
    if hasattr(rows.model, "length_days"):  # a query of its own, with a smaller index: no index knows the end
        ends = ExpressionWrapper(F("due") + F("length_days"), DateField())
        lasting = rows.filter(length_days__isnull=False).alias(ends=ends)
        yield _bar_values(lasting.filter(due__lt=start, ends__gte=start))


def _bar_values(rows: Any) -> Any:
    model: type[Scheduled] = rows.model
    return rows.values_list(
        Value(model.noun, CharField()),
        "pk",
        _title(model),
        "launch_id",
        "due",
        Cast("length_days" if hasattr(model, "length_days") else Value(None), IntegerField()),
        "version",
        "holder_ids",
        _hat(model),
        ExpressionWrapper(model.finished, BooleanField()),
        _state(model),
    )


def _title(model: type[Scheduled]) -> str:
    return "title" if hasattr(model, "title") else "name"


def _hat(model: type[Scheduled]) -> Any:
    return Value(model.hat, CharField()) if isinstance(model.hat, str) else F("hat")


def _state(model: type[Scheduled]) -> Any:
    return F("status") if hasattr(model, "status") else Value("planned", CharField())


@planned
def _all(launch_ids: Any) -> Any:
    first, *rest = (_rows(model, launch_ids) for model in scheduled_models())
    return first.union(*rest, all=True)


@planned
def _unfinished(launch_ids: Any) -> Any:
    first, *rest = (_rows(model, launch_ids).unfinished() for model in scheduled_models())
    return first.union(*rest, all=True)


def _rows(model: type[Scheduled], launch_ids: Any) -> Any:
    """Return the query for the things of one kind, with the columns of `Dated`."""
    return (
        model.objects.alive()
        .filter(launch__among=launch_ids)
        .with_holders()
        .values_list(
            Value(model.noun, CharField()),
            "pk",
            _title(model),
            "launch_id",
            "due",
            "offset_days",
            "offset_unit",
            "holder_ids",
            _hat(model),
            ExpressionWrapper(model.finished, BooleanField()),
            "created_at",
        )
    )


def _by_kind_and_date(thing: Dated) -> tuple[Any, ...]:
    return thing.noun, thing.due is None, thing.due or dt.date.min, thing.id
