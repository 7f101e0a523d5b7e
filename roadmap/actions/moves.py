"""What `launches.move` carries out: the ledger, everything that moves along, and who is told of it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from launchhub.accounts.models import Member
from launchhub.events import changes
from launchhub.events.models import Event
from launchhub.events.record import draft, is_history, record
from launchhub.notifications.recipients import resolve
from roadmap import schedule
from roadmap.actions import date_moves
from roadmap.events import FEATURE_LATE, LAUNCH_DATE_MOVED
from roadmap.impact import BlastRadius, Step, plan
from roadmap.ledger import in_words
from roadmap.models import DateMove, Dependency, Launch, MoveReason

DEPENDENTS = "dependents"


def lock(launch: Launch, cascade: str, expected_version: int | None) -> Launch:
    """Return the launch as it is now, locked, with every launch that it might push.

    All at once and in one order, so that two moves that push each other's launches cannot wait in a circle.
    """
    if cascade == DEPENDENTS:
        waiting = Dependency.objects.blocking().filter(workspace=launch.workspace_id, to_launch__isnull=False)
        pushable = Launch.objects.filter(pk__in=waiting.values("to_launch")) | Launch.objects.filter(pk=launch.pk)
        list(pushable.select_for_update().order_by("pk").values_list("pk"))
    return changes.lock(launch, expected_version)


def preview(launch: Launch, *, to: dt.date, reason: str, cascade: str, by: Member | None) -> BlastRadius:
    """Return the blast radius of a move that is not made."""
    return _steps(launch, to, reason, cascade, None, by)[0].radius


def carry_out(
    launch: Launch,
    *,
    to: dt.date,
    reason: str,
    note: str,
    cascade: str,
    precision: str | None,
    by: Member | None,
) -> DateMove:
    """Write a checked move in the present transaction and return its line in the ledger."""
    first, *pushed = _steps(launch, to, reason, cascade, precision, by)
    schedule.write(thing for step in (first, *pushed) for thing in step.moved)
    line, event = _write(first, reason, by, note=note, precision=precision)
    for step in pushed:
        _write(step, MoveReason.DEPENDENCY, by, note=f"Pushed by “{launch}”", cause=(line, event))
    return line


def _steps(
    launch: Launch, to: dt.date, reason: str, cascade: str, precision: str | None, by: Member | None
) -> list[Step]:
    """Plan a move, with the people who will be told of it or of a launch that it pushes."""
    steps = plan(launch, to, cascade=cascade == DEPENDENTS)
    if not is_history():
        for step in steps:
            event = draft(LAUNCH_DATE_MOVED, step.launch, by=by, **_facts(step, reason, precision))
            step.radius.people = _people(event)
        told: dict[str, Any] = {}
        for person in (person for step in steps for person in step.radius.people):
            told.setdefault(person["id"], person)
        steps[0].radius.people = list(told.values())
    return steps


def _write(
    step: Step,
    reason: str,
    by: Member | None,
    *,
    note: str = "",
    precision: str | None = None,
    cause: tuple[DateMove, Event] | tuple[None, None] = (None, None),
) -> tuple[DateMove, Event]:
    launch, old = step.launch, step.launch.date
    facts = _facts(step, reason, precision)
    launch.date, launch.precision = step.new, precision or launch.precision
    changes.touch(launch, "date", "precision")
    line = date_moves.add(
        launch,
        old=old,
        new=step.new,
        reason=reason,
        note=note,
        by=by,
        caused_by=cause[0],
        blast_radius=step.radius.as_dict(),
    )
    event = record(LAUNCH_DATE_MOVED, launch, by=by, caused_by=cause[1], note=note, date_move=line.pk, **facts)
    for feature in step.features_late:
        dates = {"target": feature.target, "launch_date": step.new}
        record(FEATURE_LATE, feature, by=by, caused_by=event, **dates)
    return line, event


def _facts(step: Step, reason: str, precision: str | None) -> dict[str, Any]:
    """Return what the event says of the move. Whom it reached, the notifications say; the ledger keeps a copy."""
    launch, old = step.launch, step.launch.date
    radius = step.radius.as_dict()
    del radius["people"]
    return {
        "old": old and old.isoformat(),
        "new": step.new.isoformat(),
        "days": (step.new - old).days if old else 0,
        "reason": reason,
        "in_words": in_words(old, step.new, launch.precision, precision or launch.precision),
        "blast_radius": radius,
    }


def _people(event: Event) -> list[dict[str, Any]]:
    return [{"id": str(person.member_id), "name": person.name, "because": person.because} for person in resolve(event)]
