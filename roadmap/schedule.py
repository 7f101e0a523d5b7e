"""Dated things: where they lie, and where they go when their launch moves."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypedDict, TypeVar

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone

from launchhub.accounts.models import Member
from launchhub.events import changes
from launchhub.lib.dates import Calendar, check_year, show_date
from roadmap.dated import Dated, scheduled_models, unfinished_things
from roadmap.models import Launch, OffsetUnit, Scheduled

Thing = TypeVar("Thing", bound=Scheduled)

PLACE = ("due", "offset_days", "offset_unit")
UNITS = frozenset(OffsetUnit.values)

MOVE = """moved_{noun} AS (
    UPDATE {table} AS thing SET due = moved.due, version = version + 1, updated_at = %s
    FROM unnest(%s::uuid[], %s::date[]) AS moved (id, due) WHERE thing.id = moved.id
)"""


class Place(TypedDict):
    """The three fields that say when a dated thing is due."""

    due: dt.date | None
    offset_days: int | None
    offset_unit: str


@dataclass(frozen=True, slots=True)
class Moved:
    """A dated thing that moves with its launch, or a pinned one in conflict with it: `why` says so."""

    noun: str
    id: uuid.UUID
    title: str
    old: dt.date | None
    new: dt.date | None
    holder_ids: tuple[uuid.UUID, ...] = ()
    why: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return it as the API, the ledger and the event show it: plain JSON."""
        shown = {
            "type": self.noun,
            "id": str(self.id),
            "title": self.title,
            "from": self.old and self.old.isoformat(),
            "to": self.new and self.new.isoformat(),
            "owner": str(self.holder_ids[0]) if self.holder_ids else None,
            "holders": [str(holder) for holder in self.holder_ids],
        }
        return shown | ({"why": self.why} if self.why else {})


def anchored_date(
    launch_date: dt.date | None, offset_days: int, offset_unit: str, calendar: Calendar
) -> dt.date | None:
    """Return the date so many days from the launch, or None while the launch has none.

    Raises `ValidationError` on `offset_days` or `offset_unit` when there is no such date.
    """
    if offset_unit not in UNITS:
        raise ValidationError({"offset_unit": f"“{offset_unit}” is no unit: use calendar or working."})
    if launch_date is None:
        return None
    try:
        return calendar.add(launch_date, offset_days, offset_unit)
    except (ValueError, OverflowError) as error:
        raise ValidationError({"offset_days": str(error)}) from error


def hold(launch: Launch) -> Launch:
    """Return the launch with its date as it is now, which stays until the transaction ends.

    Call it before placing something by the launch: a move at the same moment would not see what is placed.
    """
    rows = Launch.objects.filter(pk=launch.pk).select_for_update(no_key=True)
    launch.date = rows.values_list("date", flat=True).get()
    return launch


def lock(thing: Thing, fields: Mapping[str, Any], expected_version: int | None = None) -> Thing:
    """Return a dated thing as it is now, locked for the change of these fields.

    When they place it anew, its launch is held first: a move locks in the same order, so neither waits in a circle.
    """
    if fields.keys() & {"launch", *PLACE}:
        hold(fields.get("launch") or thing.launch)
    return changes.lock(thing, expected_version)


def placed(
    launch: Launch,
    *,
    due: dt.date | None = None,
    offset_days: int | None = None,
    offset_unit: str = OffsetUnit.CALENDAR,
) -> Place:
    """Return the three fields to store for a dated thing of `launch`.

    With `offset_days` it is anchored and `due` is computed (in the workspace's working days when `offset_unit`
    is "working"); with `due` alone it is pinned. Raises `ValidationError` when both are given and disagree.
    """
    if offset_days is None:
        return {"due": _checked(due), "offset_days": None, "offset_unit": offset_unit}
    computed = anchored_date(launch.date, offset_days, offset_unit, launch.workspace.calendar())
    if due is not None and due != computed:
        where = f"is {computed.isoformat()}" if computed else "has no date yet, since the launch has none"
        raise ValidationError({"due": f"Give due or offset_days, not both: {offset_days} {offset_unit} days {where}."})
    return {"due": computed, "offset_days": offset_days, "offset_unit": offset_unit}


def placed_anew(thing: Scheduled, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a dated thing that change, with its place completed when launch, date or offset do.

    A new `due` pins the thing; a new offset anchors it; an offset of None pins it where it is now.
    """
    launch = fields.get("launch", thing.launch)
    unit = fields.get("offset_unit", thing.offset_unit)
    if fields.get("offset_days") is not None:
        place = placed(launch, due=fields.get("due"), offset_days=fields["offset_days"], offset_unit=unit)
    elif "due" in fields or "offset_days" in fields:
        place = placed(launch, due=fields.get("due", thing.due), offset_unit=unit)
    elif "offset_unit" in fields or "launch" in fields:
        pinned = None if thing.is_anchored else thing.due
        place = placed(launch, due=pinned, offset_days=thing.offset_days, offset_unit=unit)
    else:
        return dict(fields)
    return {**fields, **place}


def restore(thing: Thing, *, by: Member | None) -> Thing:
    """Take a dated thing out of the bin; an anchored one lies where its launch has gone meanwhile.

    Raises `ValidationError` while its launch is in the bin.
    """
    with transaction.atomic():
        launch = hold(thing.launch)
        changes.keep(launch, "launch")
        if not thing.is_anchored:
            return changes.restore(thing, by=by)
        place = placed(launch, offset_days=thing.offset_days, offset_unit=thing.offset_unit)
        return changes.restore(thing, by=by, due=place["due"])


def anchored_anew(thing: Scheduled, to: dt.date) -> Place:
    """Return the place of a thing that goes to `to` and stays as it was: pinned, or anchored with a new offset.

    A working-day offset cannot name a free day; there the offset counts calendar days instead.
    """
    if not thing.is_anchored or thing.launch.date is None:
        return placed(thing.launch, due=to, offset_unit=thing.offset_unit)
    return anchored_to(thing.launch, to, thing.offset_unit)


def anchored_to(launch: Launch, day: dt.date, offset_unit: str) -> Place:
    """Return the place of something anchored to a launch that has a date, so that it is due on `day`.

    A working-day offset cannot name a free day; there the offset counts calendar days instead.
    """
    assert launch.date is not None
    calendar = launch.workspace.calendar()
    for unit in (offset_unit, OffsetUnit.CALENDAR):
        offset = calendar.days_between(launch.date, day, unit)
        if anchored_date(launch.date, offset, unit, calendar) == day:
            break
    return placed(launch, due=day, offset_days=offset, offset_unit=unit)


def travel(
    targets: Mapping[Launch, dt.date], calendar: Calendar
) -> tuple[dict[Launch, list[Moved]], dict[Launch, list[Moved]]]:
    """Say what happens to the unfinished dated things of launches that go to new dates; writes nothing.

    Returns, for each launch, the anchored things that move and the pinned things that come into conflict.
    """
    moved: dict[Launch, list[Moved]] = defaultdict(list)
    conflicts: dict[Launch, list[Moved]] = defaultdict(list)
    by_id = {launch.pk: launch for launch in targets}
    for thing in unfinished_things(by_id):
        launch = by_id[thing.launch_id]
        if thing.offset_days is not None:
            new = anchored_date(targets[launch], thing.offset_days, thing.offset_unit, calendar)
            if new != thing.due:
                moved[launch].append(_moved(thing, new))
        elif why := conflict(thing.due, launch.date, targets[launch]):
            conflicts[launch].append(_moved(thing, thing.due, why))
    return moved, conflicts


def conflict(due: dt.date | None, old: dt.date | None, new: dt.date) -> str:
    """Say why a pinned date no longer fits a launch that goes from `old` to `new`; "" when it still does.

    It fits as long as it stays on its side of the launch: before, after, or, once on the day, on the day.
    """
    if due is None or old is None or _side(due, new) in (_side(due, old), 0):
        return ""
    was = {-1: "before the launch", 0: "on the launch day", 1: "after the launch"}[_side(due, old)]
    now = "before" if due < new else "after"
    return f"pinned to {show_date(due)}, which was {was} and is now {abs((new - due).days)} days {now} it"


def write(moved: Iterable[Moved]) -> None:
    """Store the new dates, each row with a new version: one statement for all kinds of dated things."""
    by_noun: dict[str, list[Moved]] = defaultdict(list)
    for thing in moved:
        by_noun[thing.noun].append(thing)
    if not by_noun:
        return
    tables = {model.noun: connection.ops.quote_name(model._meta.db_table) for model in scheduled_models()}
    updates = ", ".join(MOVE.format(noun=noun, table=tables[noun]) for noun in by_noun)
    columns = [([thing.id for thing in things], [thing.new for thing in things]) for things in by_noun.values()]
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {updates} SELECT", [value for ids, days in columns for value in (now, ids, days)])


def _moved(thing: Dated, new: dt.date | None, why: str = "") -> Moved:
    return Moved(thing.noun, thing.id, thing.title, thing.due, new, tuple(thing.holder_ids), why)


def _side(day: dt.date, launch_date: dt.date) -> int:
    return (day > launch_date) - (day < launch_date)


def _checked(due: dt.date | None) -> dt.date | None:
    try:
        return due and check_year(due)
    except ValueError as error:
        raise ValidationError({"due": str(error)}) from error
