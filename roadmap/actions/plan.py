"""One change made to many tasks and milestones of a launch: to all of them, or to none. Each thing is one event."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from launchhub.accounts.models import Member
from launchhub.events import together
from launchhub.lib.text import human_list
from roadmap import schedule
from roadmap.actions import milestones, tasks
from roadmap.models import Launch, Milestone, MoveReason, OffsetUnit, Task, TaskStatus

Thing = Task | Milestone

MOST = 1000
"""How many things are changed at once."""


def change(
    launch: Launch,
    things: Sequence[Thing],
    *,
    do: str,
    by: Member | None,
    versions: Mapping[uuid.UUID, int] | None = None,
    **values: Any,
) -> list[Thing]:
    """Do the same to things of a launch (`VERBS` says what, and with which values); return them as they are then.

    `versions` are what the caller knows of some of them. Raises `NotAll` with what is refused, thing by thing.
    """
    if do not in VERBS:
        raise ValidationError({"do": f"“{do}” is nothing that is done here: use {human_list(list(VERBS), 'or')}."})
    if len(things) > MOST:
        raise ValidationError({"things": f"Choose up to {MOST} things at once; these are {len(things)}."})
    verb, known = VERBS[do], versions or {}
    with transaction.atomic():
        rows = _locked(launch, things)

        def act(place: int) -> Thing:
            return verb(rows[place], by=by, expected_version=known.get(rows[place].pk), **values)

        return together.do_all(len(rows), act, _order(rows, values.get("days") or 0))


def _locked(launch: Launch, things: Sequence[Thing]) -> list[Thing]:
    """Return the things as they are now, locked after their launch and in one order: nobody waits in a circle."""
    schedule.hold(launch)
    found: dict[uuid.UUID, Thing] = {}
    for model in (Milestone, Task):
        rows = model.objects.filter(pk__in=[thing.pk for thing in things], launch=launch).select_related("workspace")
        for row in rows.select_for_update(of=("self",)).order_by("pk"):
            row.launch = launch
            found[row.pk] = row
    return [found[thing.pk] for thing in things]


def _order(things: Sequence[Thing], days: int) -> list[int]:
    """Return the places in the order in which they are changed: phases go one after the other, the foremost first."""
    days_on = [(thing.due or dt.date.min).toordinal() for thing in things]
    return sorted(range(len(things)), key=lambda place: (-days_on[place] if days > 0 else days_on[place], place))


def _assign(thing: Thing, *, assignee: Member | None, **who: Any) -> Thing:
    if isinstance(thing, Task):
        return tasks.assign(thing, assignee=assignee, **who)
    return milestones.update(thing, owner=assignee, **who)


def _shift(
    thing: Thing,
    *,
    days: int,
    unit: str = OffsetUnit.CALENDAR,
    reason: str = MoveReason.UNSPECIFIED,
    note: str = "",
    **who: Any,
) -> Thing:
    """Move a thing by so many days. Pinned it stays pinned, anchored it gets a new offset."""
    if thing.due is None:
        raise ValidationError({"days": "It has no date that could be shifted."})
    try:
        to = thing.launch.workspace.calendar().add(thing.due, days, unit)
    except (ValueError, OverflowError) as error:
        raise ValidationError({"days": str(error)}) from error
    if isinstance(thing, Task):
        return _update(thing, **schedule.anchored_anew(thing, to), **who)
    milestones.move(thing, to=to, reason=reason, note=note, **who)
    return Milestone.objects.get(pk=thing.pk)


def _anchor(thing: Thing, *, unit: str = OffsetUnit.CALENDAR, **who: Any) -> Thing:
    """Let a thing move with its launch from now on, from the day on which it is."""
    if thing.due is None or thing.launch.date is None:
        raise ValidationError({"due": "Both it and the launch need a date for that."})
    return _update(thing, **schedule.anchored_to(thing.launch, thing.due, unit), **who)


def _pin(thing: Thing, **who: Any) -> Thing:
    """Let a thing stay where it is, wherever its launch goes."""
    if thing.due is None:
        raise ValidationError({"due": "It has no date to be pinned to."})
    return _update(thing, due=thing.due, offset_days=None, **who)


def _start(thing: Thing, **who: Any) -> Thing:
    if isinstance(thing, Task):
        return tasks.start(thing, **who)
    raise ValidationError({"do": f"A {thing.get_kind_display().lower()} is not started: it is reached."})


def _complete(thing: Thing, **who: Any) -> Thing:
    if isinstance(thing, Task):
        return tasks.complete(thing, **who)
    return milestones.update(thing, actual_date=thing.actual_date or thing.workspace.today(), **who)


def _reopen(thing: Thing, **who: Any) -> Thing:
    if isinstance(thing, Task):
        return tasks.transition(thing, to=TaskStatus.TODO, **who)
    return milestones.update(thing, actual_date=None, **who)


def _skip(thing: Thing, *, reason: str, **who: Any) -> Thing:
    if isinstance(thing, Task):
        return tasks.skip(thing, reason=reason, **who)
    raise ValidationError({"reason": f"A {thing.get_kind_display().lower()} is not skipped: delete it."})


def _delete(thing: Thing, **who: Any) -> Thing:
    return tasks.delete(thing, **who) if isinstance(thing, Task) else milestones.delete(thing, **who)


def _restore(thing: Thing, *, by: Member | None, expected_version: int | None) -> Thing:
    return tasks.restore(thing, by=by) if isinstance(thing, Task) else milestones.restore(thing, by=by)


def _update(thing: Thing, **fields: Any) -> Thing:
    return tasks.update(thing, **fields) if isinstance(thing, Task) else milestones.update(thing, **fields)


VERBS: Mapping[str, Callable[..., Thing]] = {
    "assign": _assign,
    "shift": _shift,
    "anchor": _anchor,
    "pin": _pin,
    "start": _start,
    "complete": _complete,
    "reopen": _reopen,
    "skip": _skip,
    "delete": _delete,
    "restore": _restore,
}
"""What is done, with the values that it takes: `assignee`; `days`, `unit`, `reason`, `note`; `unit`; `reason`."""
