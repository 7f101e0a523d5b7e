"""The history of readiness: how ready launches were, written down day by day and never changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils import timezone

from launchhub.accounts.models import Workspace
from launchhub.events.models import Event
from roadmap import ledger, readback, readiness
from roadmap.models import Launch, ReadinessSnapshot

BATCH = 200
"""Launches whose readiness is computed at once."""


def take(launches: Sequence[Launch], *, event: Event | None = None) -> None:
    """Write down how ready launches of one workspace are now: once for each day, or once for each event.

    It follows from what is on record already, so it is no event itself; asked twice, it writes once.
    """
    if not launches:
        return
    now, today = timezone.now(), launches[0].workspace.today()
    found = readiness.reports(launches)
    rows = [_row(launch, found[launch.pk], today, taken_at=now, event=event and event.pk) for launch in launches]
    ReadinessSnapshot.objects.bulk_create(rows, ignore_conflicts=True)


def take_daily(workspace: Workspace) -> None:
    """Write down how ready each launch ahead is today, unless that is done; of one seen first, also what was before."""
    today = workspace.today()
    days = ReadinessSnapshot.objects.filter(launch=OuterRef("pk"), event=None)
    rows = Launch.objects.in_workspace(workspace).alive().ahead().filter(~Exists(days.filter(day=today)))
    waiting = list(rows.annotate(is_known=Exists(days)).order_by("pk"))
    for launch in waiting:
        launch.workspace = workspace
        if not launch.is_known:
            read_back(launch)
    for start in range(0, len(waiting), BATCH):
        take(waiting[start : start + BATCH])


def read_back(launch: Launch) -> None:
    """Write down, of each day before today on which it changed, how much was done, as far as the spine tells."""
    today, dates = launch.workspace.today(), readback.dates_of(launch)
    points = readback.course(launch)
    _keep(
        ReadinessSnapshot(
            workspace_id=launch.workspace_id,
            launch=launch,
            day=point.day,
            taken_at=ledger.end_of(point.day, launch.workspace),
            read_back=True,
            done=point.done,
            total=point.total,
            date=readback.date_on(ledger.end_of(point.day, launch.workspace), dates, launch.date),
        )
        for point in points
        if point.day < today
    )


def _keep(rows: Iterable[ReadinessSnapshot]) -> None:
    ReadinessSnapshot.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)


def _row(launch: Launch, report: readiness.Report, today: dt.date, **fields: Any) -> ReadinessSnapshot:
    return ReadinessSnapshot(
        workspace_id=launch.workspace_id,
        launch=launch,
        day=today,
        verdict=report.verdict,
        done=sum(track.done for track in report.tracks),
        total=sum(track.total for track in report.tracks),
        overdue=sum(track.overdue for track in report.tracks),
        blockers=len(report.blockers),
        risks=len(report.risks),
        date=launch.date,
        tracks=[
            {"hat": track.hat, "done": track.done, "total": track.total, "overdue": track.overdue}
            for track in report.tracks
        ],
        **fields,
    )
