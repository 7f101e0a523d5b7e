"""Moving a launch, against a bare transaction that writes the same rows: same connection, same wall, values ready."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Callable, Iterator
from itertools import cycle
from typing import Any

from django.db import connection
from django.utils import timezone

from launchhub.accounts.actions import workspaces
from launchhub.accounts.models import Member, User
from launchhub.events.models import Event
from launchhub.lib.ids import new_id
from launchhub.lib.wall import workspace_context
from messaging.actions import activities, assets
from qa.actions import gates
from roadmap.actions import launches, milestones, products, tasks
from roadmap.dated import scheduled_models
from roadmap.models import DateMove, Launch
from tests.bench.harness import ONLY_SHOWN, Comparison, Goal, rows, timed
from tests.bench.stage import Stage

KINDS = 5
DAYS = (dt.date(2027, 5, 14), dt.date(2027, 5, 28))
GOAL = Goal(at_least=0.33)


@rows("writes")
def writes(stage: Stage) -> Iterator[Comparison]:
    """Yield a move of a launch with 30 anchored things, and one with ten times as many."""
    with stage.small.open():
        admin = newcomer("Moves")
        for things, goal in ((30, GOAL), (300, ONLY_SHOWN)):
            ours, theirs = planned(admin, things), planned(admin, things)
            name = f"move a launch with {things} anchored things / a bare transaction with the same writes"
            yield Comparison(name, goal, timed(moving(ours, admin)), timed(bare(theirs, admin)))


def newcomer(name: str) -> Member:
    """Return the admin of a workspace of their own, beside those that are in the tables already."""
    slug = f"{name.lower()}-{uuid.uuid4().hex[:8]}"
    user = User.objects.create_user(f"{slug}@example.com", "correct horse battery staple", name="Alice")
    admin = workspaces.create(name=name, slug=slug, admin=user)
    with workspace_context(admin.workspace):
        return Member.objects.select_related("user", "workspace").get(pk=admin.pk)


def planned(admin: Member, things: int) -> Launch:
    """Return a launch with so many anchored things, as many of each kind."""
    with workspace_context(admin.workspace):
        product = products.create(by=admin, name="Checkout", key=f"PAY{uuid.uuid4().int % 10**6}")
        launch = launches.create(by=admin, name="Checkout 2.0", products=[product], owner=admin, date=DAYS[0])
        shared: dict[str, Any] = {"by": admin, "launch": launch}
        for n in range(things // KINDS):
            milestones.create(**shared, name=f"Milestone {n}", offset_days=-n)
            tasks.create(**shared, title=f"Task {n}", hat="qa", offset_days=-n, offset_unit="working", assignee=admin)
            gates.create(**shared, name=f"Gate {n}", offset_days=-n, approvers=[admin])
            assets.create(**shared, title=f"Asset {n}", kind="blog", offset_days=-n, owner=admin)
            activities.create(**shared, title=f"Activity {n}", channel="web", offset_days=n, owner=admin)
    return launch


def moving(launch: Launch, admin: Member) -> Callable[[], None]:
    """Return a function that moves the launch there and back, from one call to the next."""
    days = cycle(DAYS[::-1])

    def move() -> None:
        with workspace_context(launch.workspace_id):
            launches.move(launch, to=next(days), reason="quality", by=admin)

    move()
    return move


Row = dict[str, Any]

LAUNCH = "UPDATE roadmap_launch SET date = %s, version = version + 1, updated_at = %s WHERE id = %s"
THINGS = """
UPDATE {table} AS thing SET due = moved.due, version = version + 1, updated_at = %s
FROM unnest(%s::uuid[], %s::date[]) AS moved (id, due) WHERE thing.id = moved.id
"""


def bare(launch: Launch, admin: Member) -> Callable[[], None]:
    """Return a function that writes what a move writes, there and back: a statement for each table, and the NOTIFY."""
    move = moving(launch, admin)
    move()
    plans = cycle([(day, _written(launch, move)) for day in DAYS[::-1]])

    def write() -> None:
        day, (things, line, event) = next(plans)
        now = timezone.now()
        with workspace_context(launch.workspace_id), connection.cursor() as cursor:
            cursor.execute(LAUNCH, [day, now, launch.pk])
            for statement, ids, days in things:
                cursor.execute(statement, [now, ids, days])
            insert(cursor, DateMove, line | {"id": new_id()})
            insert(cursor, Event, event | {"id": new_id()})
            cursor.execute("SELECT pg_notify('launchhub_events', '')")

    return write


def _written(launch: Launch, move: Callable[[], None]) -> tuple[list[tuple[str, list[Any], list[Any]]], Row, Row]:
    """Make a move and return what it wrote: the places of the things, the line in the ledger and the event."""
    move()
    with workspace_context(launch.workspace_id):
        line: Row = DateMove.objects.filter(subject_id=launch.pk).values().latest("created_at")
        event: Row = Event.objects.filter(kind="launch.date_moved", subject_id=launch.pk).values().latest("id")
        things = []
        for model in scheduled_models():
            ids, days = zip(*model.objects.filter(launch=launch).values_list("pk", "due"), strict=True)
            things.append((THINGS.format(table=model._meta.db_table), list(ids), list(days)))
    return things, line, event


def insert(cursor: Any, model: Any, row: Row) -> None:
    """Insert a row of ready values."""
    names = ", ".join(f'"{name}"' for name in row)
    values = [json.dumps(value) if isinstance(value, dict) else value for value in row.values()]
    places = ", ".join(["%s"] * len(row))
    cursor.execute(f"INSERT INTO {model._meta.db_table} ({names}) VALUES ({places})", values)  # noqa: S608 - our own names
