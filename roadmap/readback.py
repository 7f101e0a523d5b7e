"""What the spine tells of the time before readiness was written down: what was there, and when it was done.

It can say of each check that counts today since when it is there and since when it is done. It can not say what counted
once and is gone by now, nor what was found in the way on a past day; so none of that is made up.
"""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from launchhub.events.models import Event
from roadmap import readiness
from roadmap.models import DateMove, Launch, ReadinessSnapshot
from roadmap.pace import Point

FINISHING = {
    "task": ("task.status_changed",),
    "feature": ("feature.status_changed",),
    "gate": ("gate.passed", "gate.waived"),
    "asset": ("asset.approved", "asset.published"),
    "claim": ("claim.backed",),
}
"""Noun of what counts → the kinds of events of which the last one made it what it is, when it is done."""

Since = tuple[dt.date, dt.date | None]
"""Since when something is there, and since when it is done; None while it is not."""


def points_of(launch: Launch, report: readiness.Report) -> list[Point]:
    """Return how much was done by day, as it was written down, and how much is now. One query."""
    rows = ReadinessSnapshot.objects.filter(launch=launch).order_by("taken_at", "id")
    found = {day: Point(day, done, total) for day, done, total in rows.values_list("day", "done", "total")}
    today = launch.workspace.today()
    found[today] = Point(today, sum(track.done for track in report.tracks), len(report.ticks))
    return [found[day] for day in sorted(found)]


def course(launch: Launch) -> list[Point]:
    """Return how much was done, of how much, at the end of each day on which that changed. Two queries."""
    ticks = readiness.ticks([launch])[launch.pk]
    zone = zoneinfo.ZoneInfo(launch.workspace.timezone)
    kinds = [f"{noun}.created" for noun in FINISHING] + [kind for ends in FINISHING.values() for kind in ends]
    events = Event.objects.filter(
        workspace=launch.workspace_id, subject_id__in=[tick.id for tick in ticks], kind__in=kinds
    )
    told: dict[Any, dict[str, dt.date]] = {}
    for pk, kind, moment in events.order_by("happened_at", "id").values_list("subject_id", "kind", "happened_at"):
        told.setdefault(pk, {})[kind] = moment.astimezone(zone).date()
    known = [_since(tick, told[tick.id]) for tick in ticks if tick.id in told]
    return counted(known)


def _since(tick: readiness.Tick, told: Mapping[str, dt.date]) -> Since:
    ends = [told[kind] for kind in FINISHING.get(tick.noun, ()) if kind in told]
    there = told.get(f"{tick.noun}.created") or min(told.values())
    return there, (max([there, *ends]) if tick.is_done else None)


def counted(known: Iterable[Since]) -> list[Point]:
    """Count what was there and what was done at the end of each day on which that changed. Pure."""
    rows = list(known)
    days = sorted({day for since in rows for day in since if day})
    return [
        Point(day, sum(bool(done and done <= day) for _, done in rows), sum(there <= day for there, _ in rows))
        for day in days
    ]


def dates_of(launch: Launch) -> list[tuple[dt.datetime, dt.date | None]]:
    """Return when the launch moved, and which date it had until then, oldest first. One query."""
    lines = DateMove.objects.filter(workspace=launch.workspace_id, subject_id=launch.pk).order_by("created_at", "id")
    return list(lines.values_list("created_at", "old"))


def date_on(
    moment: dt.datetime, moves: Sequence[tuple[dt.datetime, dt.date | None]], now: dt.date | None
) -> dt.date | None:
    """Return the date that the launch had at a moment: what it was before the first move after it. Pure."""
    return next((old for moved, old in moves if moved > moment), now)
