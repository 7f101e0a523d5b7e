"""The history of readiness: written once a day and at each event, read back from the spine, and shown with its pace."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from launchhub.accounts.models import Member
from launchhub.events.bus import handlers_of
from launchhub.events.kinds import KINDS
from launchhub.events.models import Event
from launchhub.events.record import history
from launchhub.web.charts import burn_up
from qa.actions import gates, signoffs
from roadmap import handlers, readback, readiness
from roadmap import tasks as jobs
from roadmap.actions import launches, readiness_history, tasks
from roadmap.forecasts import in_words
from roadmap.models import Launch, ReadinessSnapshot
from roadmap.pace import Pace, Point, pace
from tests.roadmap.pages import SignIn, at, queries, share, text


def days_ago(days: int) -> Any:
    """Let what follows have happened so many days ago."""
    return history(at=timezone.now() - dt.timedelta(days))


@pytest.fixture
def old(petra: Member, mark: Member, product: Any) -> Launch:
    """A launch with eight tasks that were planned 40 days ago; five of them are done, one every fifth day."""
    with days_ago(40):
        launch = launches.create(
            by=petra, name="Payments 1.0", products=[product], owner=petra, date=dt.date(2027, 5, 14)
        )
        made = [
            tasks.create(by=petra, launch=launch, title=f"Step {n}", hat="marketing", assignee=mark) for n in range(8)
        ]
    for number, task in enumerate(made[:5]):
        with days_ago(25 - 5 * number):
            tasks.complete(task, by=mark)
    return Launch.objects.select_related("workspace").get(pk=launch.pk)


def lines(launch: Launch) -> list[tuple[int, int, int, str]]:
    """Return the history of a launch: days ago, done, total, verdict."""
    today = launch.workspace.today()
    rows = ReadinessSnapshot.objects.filter(launch=launch).order_by("taken_at", "id")
    return [((today - row.day).days, row.done, row.total, row.verdict) for row in rows]


def test_the_first_day_also_writes_down_what_the_spine_tells_of_the_days_before(old: Launch) -> None:
    readiness_history.take_daily(old.workspace)
    before = [(40, 0, 8), (25, 1, 8), (20, 2, 8), (15, 3, 8), (10, 4, 8), (5, 5, 8)]
    assert lines(old) == [(*line, "") for line in before] + [(0, 5, 8, "at_risk")]
    read = ReadinessSnapshot.objects.filter(read_back=True)
    assert set(read.values_list("overdue", "blockers", "risks")) == {(None, None, None)}


def test_a_day_is_written_once_however_often_the_job_runs(old: Launch) -> None:
    jobs.write_down_readiness()
    first = lines(old)
    jobs.write_down_readiness()
    assert lines(old) == first


def test_what_is_over_is_not_written_down_any_more(old: Launch, petra: Member) -> None:
    launches.transition(old, to="cancelled", by=petra)
    readiness_history.take_daily(old.workspace)
    assert lines(old) == []


def test_a_move_and_each_judgement_of_a_gate_are_written_down_once(
    launch: Launch, petra: Member, quentin: Member
) -> None:
    gate = gates.create(by=quentin, launch=launch, name="Load", offset_days=-3)
    launches.move(launch, to=dt.date(2027, 6, 1), reason="scope", by=petra)
    signoffs.create(by=quentin, gate=gate, decision="reject", reason="Slow", customer_impact="Waits")
    told = list(Event.objects.filter(kind__in=["launch.date_moved", "gate.failed"]).order_by("id"))
    for event in [*told, *told]:
        handlers.write_down_readiness(event)
    rows = ReadinessSnapshot.objects.order_by("taken_at", "id")
    assert [(row.event, row.date, row.verdict) for row in rows] == [
        (event.pk, dt.date(2027, 6, 1), "no_go") for event in told
    ]
    for kind in ("launch.date_moved", "launch.status_changed", "gate.passed", "gate.failed", "gate.waived"):
        assert any("write_down_readiness" in name for name in handlers_of(kind))


def test_a_launch_in_the_bin_has_no_history_any_more(launch: Launch, petra: Member, alice: Member) -> None:
    line = launches.move(launch, to=dt.date(2027, 6, 1), reason="scope", by=petra)
    launches.delete(Launch.objects.get(pk=launch.pk), by=petra)
    handlers.write_down_readiness(Event.objects.get(kind="launch.date_moved"))
    assert line
    assert not ReadinessSnapshot.objects.exists()


def test_postgresql_keeps_it_a_ledger(old: Launch) -> None:
    readiness_history.take([old])
    for act in (ReadinessSnapshot.objects.all().delete, lambda: ReadinessSnapshot.objects.update(done=99)):
        with pytest.raises(DatabaseError, match="is a ledger"), transaction.atomic():
            act()


def test_what_is_read_back_has_the_date_that_the_launch_had_then(old: Launch, petra: Member) -> None:
    with days_ago(12):
        launches.move(old, to=dt.date(2027, 6, 1), reason="scope", by=petra)
    readiness_history.read_back(Launch.objects.select_related("workspace").get(pk=old.pk))
    dates = ReadinessSnapshot.objects.order_by("day").values_list("date", flat=True)
    assert list(dates) == [dt.date(2027, 5, 14)] * 4 + [dt.date(2027, 6, 1)] * 2


def test_every_kind_that_is_read_back_is_spoken_by_someone() -> None:
    told = {kind for ends in readback.FINISHING.values() for kind in ends}
    assert told | {f"{noun}.created" for noun in readback.FINISHING} <= KINDS.keys()


DAYS = st.dates(dt.date(2026, 1, 1), dt.date(2026, 3, 1))
SINCE = st.tuples(DAYS, st.none() | DAYS).map(lambda pair: (pair[0], pair[1] and max(pair)))


@given(st.lists(SINCE, max_size=12))
def test_of_what_was_there_no_more_is_done_and_neither_grows_smaller(known: list[readback.Since]) -> None:
    points = readback.counted(known)
    assert [point.day for point in points] == sorted({point.day for point in points})
    assert all(0 <= point.done <= point.total for point in points)
    assert [point.total for point in points] == sorted(point.total for point in points)
    assert [point.done for point in points] == sorted(point.done for point in points)
    assert (points[-1].total if points else 0) == len(known)


POINTS = st.lists(
    st.tuples(DAYS, st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=9, unique_by=lambda p: p[0]
)


@given(POINTS.map(sorted), st.none() | DAYS, DAYS)
def test_the_chart_stays_in_its_box(points: list[Any], date: dt.date | None, ahead: dt.date) -> None:
    today = points[-1][0]
    drawn = burn_up(points, today, date, (max(today, ahead), None))
    assert drawn
    places = [tuple(map(float, place.split(","))) for place in f"{drawn.done} {drawn.total} {drawn.cone}".split()]
    assert all(0 <= x <= 600 and 0 <= y <= 180 for x, y in places)
    assert [x for x, _ in places[: 2 * len(points)]] == sorted(x for x, _ in places[: 2 * len(points)])


def told(*done: int, total: int = 24, date: dt.date | None = dt.date(2027, 1, 14)) -> str:
    """Return how a course of points, a week apart, is told."""
    today = dt.date(2026, 11, 2)
    first = today - dt.timedelta(7 * (len(done) - 1))
    points = [Point(first + dt.timedelta(7 * n), each, total) for n, each in enumerate(done)]
    return in_words(pace(points, today, date), date)


def test_the_pace_is_told_with_how_it_was_computed() -> None:
    assert told(2, 3, 5, 8, 11) == (
        "11 of 24 done, 2.2 a week in the last four weeks. If it goes on like this, all is done from 26 November 2026 "
        "to 14 January 2027, in eight of ten cases; the launch is planned for 14 January 2027, and the chance to be "
        "done by then is about 90 %."
    )
    assert told(2, 3, 5, 8, 11, date=None).endswith("in eight of ten cases; the launch has no date yet.")


def test_too_little_to_go_on_is_said() -> None:
    assert "11 of 24 done, 1.0 a week in the last week. That is too little to say" in told(10, 11)
    assert "all of it." in told(2, 24)
    assert "written down for a week" in told(3)
    assert "nothing to be done yet" in in_words(Pace(0, 0, 0, 0, None), None)


def test_the_page_shows_the_course_the_pace_and_the_numbers(signed_in: SignIn, old: Launch, quentin: Member) -> None:
    readiness_history.take_daily(old.workspace)
    page = text(signed_in(quentin).get(at("roadmap:launch_pace", pk=old.pk)))
    for shown in (
        "5 of 8 checks done",
        "1.2 a week in the last four weeks",
        "burn-up",
        "in eight of ten cases",
        "4 of 8",
    ):
        assert shown in page


def test_guests_see_the_pace_of_what_is_shared_and_strangers_none(
    signed_in: SignIn, old: Launch, vera: Member, mallory: Member
) -> None:
    address = at("roadmap:launch_pace", pk=old.pk)
    assert [signed_in(member).get(address).status_code for member in (vera, mallory)] == [404, 404]
    share(old, vera)
    assert signed_in(vera).get(address).status_code == 200


def test_more_history_takes_as_many_queries(signed_in: SignIn, old: Launch, petra: Member) -> None:
    client, address = signed_in(petra), at("roadmap:launch_pace", pk=old.pk)
    one = queries(client, address)
    readiness_history.take_daily(old.workspace)
    assert queries(client, address) == one


def test_over_rest_it_is_listed_and_foretold(old: Launch, api: Any, petra: Member, vera: Member) -> None:
    readiness_history.take_daily(old.workspace)
    client, address = api(petra), f"/api/v1/harbour/launches/{old.pk}/"
    rows = client.get(f"{address}readiness_history/").json()["results"]
    assert [(row["done"], row["total"], row["read_back"]) for row in rows[:2]] == [(5, 8, False), (5, 8, True)]
    assert rows[0]["tracks"] == [{"hat": "marketing", "done": 5, "total": 8, "overdue": 0}]
    found = client.get(f"{address}pace/").json()
    assert (found["done"], found["total"], found["recent"], found["days"], found["date"]) == (5, 8, 5, 28, "2027-05-14")
    assert found["earliest"] < found["latest"]
    assert "in eight of ten cases" in found["sentence"]
    for part in ("readiness_history", "pace"):
        assert api(vera).get(f"{address}{part}/").status_code == 404
    assert client.get(f"{address}pace/?colour=red").status_code == 400
    assert readiness.report(old).verdict == rows[0]["verdict"]
