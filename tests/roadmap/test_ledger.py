"""The date ledger: never changed, and read as a ladder or as a plan of the past."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError
from django.test.utils import CaptureQueriesContext

from launchhub.accounts.models import Member
from launchhub.events.record import history
from roadmap.actions import launches, milestones
from roadmap.ledger import in_words, ladder, plan_as_of, schedule_of
from roadmap.models import DateMove, Launch, Milestone, Task
from tests.roadmap.conftest import LAUNCH_DAY


@pytest.mark.parametrize("statement", ["UPDATE {} SET days = 0", "DELETE FROM {}"])
def test_postgresql_refuses_to_change_a_line(launch: Launch, petra: Member, statement: str) -> None:
    launches.move(launch, to=dt.date(2027, 5, 21), reason="scope", by=petra)
    with pytest.raises(IntegrityError, match="is a ledger"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(DateMove._meta.db_table))


def test_the_ladder_goes_from_the_first_move_to_the_last(launch: Launch, petra: Member) -> None:
    for day in (21, 28, 24):
        launches.move(launch, to=dt.date(2027, 5, day), reason="scope", by=petra)
    assert [(line.days, line.is_slip) for line in ladder(launch)] == [(7, True), (7, True), (-4, False)]


def test_the_schedule_holds_every_dated_thing_in_order(
    launch: Launch, code_freeze: Milestone, blog_post: Task, press_day: Milestone
) -> None:
    assert [(thing.noun, thing.title) for thing in schedule_of(launch)] == [
        ("milestone", "Code freeze"),
        ("task", "Write the blog post"),
        ("milestone", "Press day"),
    ]


def test_the_plan_can_be_seen_as_it_stood(launch: Launch, code_freeze: Milestone, petra: Member) -> None:
    def move(subject: Launch | Milestone, to: dt.date, on: dt.date) -> None:
        actions = launches if isinstance(subject, Launch) else milestones
        with history(at=dt.datetime.combine(on, dt.time(12), dt.UTC)):
            actions.move(subject, to=to, reason="scope", by=petra)  # type: ignore[arg-type]

    move(launch, dt.date(2027, 5, 21), on=dt.date(2026, 1, 10))
    move(code_freeze, dt.date(2027, 5, 10), on=dt.date(2026, 2, 10))
    move(launch, dt.date(2027, 5, 28), on=dt.date(2026, 3, 10))

    def plan(day: dt.date) -> list[dt.date | None]:
        then = plan_as_of(launch, day)
        return [*(thing.due for thing in then.things), then.date]

    launch.refresh_from_db()
    assert plan(dt.date(2026, 1, 9)) == [dt.date(2027, 4, 30), LAUNCH_DAY]
    assert plan(dt.date(2026, 1, 10)) == [dt.date(2027, 5, 7), dt.date(2027, 5, 21)]
    assert plan(dt.date(2026, 2, 11)) == [dt.date(2027, 5, 10), dt.date(2027, 5, 21)]
    assert plan(dt.date(2026, 3, 11)) == [dt.date(2027, 5, 17), dt.date(2027, 5, 28)]


def test_what_was_added_later_was_not_in_the_plan(launch: Launch, petra: Member) -> None:
    yesterday = petra.workspace.today() - dt.timedelta(1)
    Launch.objects.filter(pk=launch.pk).update(created_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    launch.refresh_from_db()
    milestones.create(by=petra, launch=launch, name="New", offset_days=-1)
    assert plan_as_of(launch, yesterday).things == []


def test_a_schedule_takes_as_many_queries_for_thirty_things_as_for_one(launch: Launch, petra: Member) -> None:
    counts = []
    for number in (1, 29):
        for index in range(number):
            milestones.create(by=petra, launch=launch, name=f"M{index}", offset_days=-index)
        with CaptureQueriesContext(connection) as queries:
            schedule_of(launch)
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (LAUNCH_DAY, dt.date(2027, 5, 15), "from 14 May 2027 to 15 May 2027, 1 day later"),
        (LAUNCH_DAY, dt.date(2027, 5, 12), "from 14 May 2027 to 12 May 2027, 2 days earlier"),
        (None, LAUNCH_DAY, "to 14 May 2027"),
        (LAUNCH_DAY, None, "from 14 May 2027 to no date"),
    ],
)
def test_a_move_is_told_in_words(old: dt.date | None, new: dt.date | None, words: str) -> None:
    assert in_words(old, new) == words
