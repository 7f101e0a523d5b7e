"""Reading the date ledger: slips as a ladder, and the plan as it stood on a past day."""

from __future__ import annotations

import datetime as dt
import uuid
import zoneinfo
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from launchhub.accounts.models import Member, Workspace
from launchhub.lib.dates import show_date
from launchhub.lib.text import plural
from roadmap.dated import Dated, dated_things
from roadmap.models import DateMove, Launch, Precision


def in_words(old: dt.date | None, new: dt.date | None, was: str = Precision.DAY, precision: str = Precision.DAY) -> str:
    """Tell a move: "from 24 November 2026 to 8 December 2026, 14 days later". `was` is the old date's precision."""
    if new is None:
        return f"from {show_date(old, was)} to no date" if old else "to no date"
    if old is None:
        return f"to {show_date(new, precision)}"
    days = (new - old).days
    way = "later" if days > 0 else "earlier"
    return f"from {show_date(old, was)} to {show_date(new, precision)}, {plural(abs(days), 'day')} {way}"


def ladder(launch: Launch) -> list[DateMove]:
    """Return every move of the launch's own date, oldest first, each with who moved it."""
    lines = DateMove.objects.of(launch).select_related("actor__user")
    return list(reversed(lines))


@dataclass(frozen=True, slots=True)
class Plan:
    """The date of a launch and its dated things, in date order."""

    date: dt.date | None
    things: list[Dated]


def schedule_of(launch: Launch) -> list[Dated]:
    """Return every dated thing of the launch in date order, those without a date last."""
    return sorted(dated_things(launch), key=_by_date)


def plan_as_of(launch: Launch, day: dt.date) -> Plan:
    """Return the plan as it stood at the end of `day` (in the workspace's time zone).

    Each later line of the ledger says where the launch and what moved along came from; the first one after `day`
    wins. What was added to the plan later is left out, unless the launch itself is younger than `day`: then it is
    imported history, and its rows are younger than the plan that they hold.
    """
    end = end_of(day, launch.workspace)
    places = _places_before(DateMove.objects.filter(launch=launch, created_at__gt=end).order_by("created_at", "id"))
    things = [
        thing.at(places.get(str(thing.id), thing.due))
        for thing in dated_things(launch)
        if thing.created_at <= end or launch.created_at > end
    ]
    return Plan(places.get(str(launch.pk), launch.date), sorted(things, key=_by_date))


def places_as_of(member: Member, bars: Collection[uuid.UUID], day: dt.date) -> dict[str, dt.date | None]:
    """Return where launches, features and what moved with them were at the end of `day`, by id: what moved since.

    `bars` are the ids of launches and of features. One query; guests read the lines that are shared with them.
    """
    mine = Q(launch__in=bars) | Q(subject_id__in=bars)
    lines = DateMove.objects.visible_to(member).filter(mine, created_at__gt=end_of(day, member.workspace))
    return _places_before(lines.order_by("created_at", "id"))


def end_of(day: dt.date, workspace: Workspace) -> dt.datetime:
    """Return the last instant of a day where the workspace is."""
    return dt.datetime.combine(day, dt.time.max, zoneinfo.ZoneInfo(workspace.timezone))


def _places_before(lines: Iterable[DateMove]) -> dict[str, dt.date | None]:
    """Return where each thing was before the first of these lines that moved it."""
    places: dict[str, dt.date | None] = {}
    for line in lines:
        places.setdefault(str(line.subject_id), line.old)
        for thing in line.blast_radius.get("moved", []):
            places.setdefault(thing["id"], thing["from"] and dt.date.fromisoformat(thing["from"]))
    return places


def _by_date(thing: Dated) -> tuple[Any, ...]:
    return thing.due is None, thing.due or dt.date.min, thing.title, thing.id
