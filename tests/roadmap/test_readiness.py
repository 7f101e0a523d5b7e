"""Readiness: a verdict with its reasons (domain.md, section 8)."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from launchhub.accounts.models import Member
from roadmap.models import DateMove, Dependency, Feature, Launch, Product, RaciLine, Task
from roadmap.readiness import Report, reports

DAY = dt.timedelta(days=1)
NOW = dt.datetime(2026, 2, 1, tzinfo=dt.UTC)


def make(model: Any, member: Member, **fields: Any) -> Any:
    return model.objects.create(workspace=member.workspace, **fields)


@pytest.fixture
def product(petra: Member) -> Product:
    return make(Product, petra, name="Harbour", key="HAR")


@pytest.fixture
def launch(petra: Member) -> Launch:
    launch = make(Launch, petra, name="Spring", owner=petra, date=petra.workspace.today() + 30 * DAY)
    for hat in ("product", "marketing", "qa"):
        make(RaciLine, petra, launch=launch, what=f"All of {hat}", hat=hat, accountable=petra)
    return launch


def of(launch: Launch) -> Report:
    launch.refresh_from_db()
    return reports([launch])[launch.pk]


def details(findings: Any) -> list[tuple[str, str]]:
    return [(finding.title, finding.detail) for finding in findings]


def test_a_launch_with_nothing_against_it_is_on_track(launch: Launch) -> None:
    report = of(launch)
    assert (report.verdict, report.blockers, report.risks) == ("on_track", (), ())


def test_a_cut_feature_is_no_go(petra: Member, launch: Launch, product: Product) -> None:
    make(Feature, petra, title="Sync", product=product, launch=launch, status="cut")
    assert of(launch).verdict == "no_go"
    assert details(of(launch).blockers) == [("Sync", "is cut, and the launch still counts on it")]


def test_a_feature_planned_after_the_launch_is_no_go(petra: Member, launch: Launch, product: Product) -> None:
    make(Feature, petra, title="Sync", product=product, launch=launch, owner=petra, target=launch.date + DAY)
    [blocker] = of(launch).blockers
    assert "after the launch" in blocker.detail
    assert (blocker.owner_id, blocker.owner_name) == (petra.pk, "Petra")


def test_a_feature_that_is_not_done_blocks_only_from_launch_day_on(
    petra: Member, launch: Launch, product: Product
) -> None:
    make(Feature, petra, title="Sync", product=product, launch=launch, status="building")
    assert of(launch).verdict == "on_track"
    Launch.objects.filter(pk=launch.pk).update(date=petra.workspace.today())
    assert details(of(launch).blockers) == [("Sync", "is not done")]


def test_a_parked_feature_is_nobodys_problem(petra: Member, launch: Launch, product: Product) -> None:
    make(Feature, petra, title="Sync", product=product, launch=launch, status="parked", target=launch.date + DAY)
    assert of(launch).verdict == "on_track"
    assert of(launch).ticks == ()


def test_an_overdue_task_blocks_only_when_it_is_said_to(petra: Member, launch: Launch) -> None:
    yesterday = petra.workspace.today() - DAY
    task = make(Task, petra, title="Price list", launch=launch, hat="marketing", due=yesterday, assignee=petra)
    assert of(launch).verdict == "at_risk", "one of one task of the track is overdue"
    Task.objects.filter(pk=task.pk).update(blocks_launch=True)
    assert of(launch).verdict == "no_go"
    Task.objects.filter(pk=task.pk).update(status="done")
    assert of(launch).verdict == "on_track"


@pytest.mark.parametrize(("overdue", "verdict"), [(1, "on_track"), (2, "at_risk")])
def test_more_than_a_third_of_a_track_overdue_is_a_risk(
    petra: Member, launch: Launch, overdue: int, verdict: str
) -> None:
    today = petra.workspace.today()
    for number in range(3):
        due = today - DAY if number < overdue else today + DAY
        make(Task, petra, title=f"Task {number}", launch=launch, hat="qa", due=due)
    assert of(launch).verdict == verdict


def test_tasks_are_late_however_much_else_counts_in_their_track(
    petra: Member, launch: Launch, product: Product
) -> None:
    make(Task, petra, title="Price list", launch=launch, hat="product", due=petra.workspace.today() - DAY)
    for number in range(5):
        make(Feature, petra, title=f"Feature {number}", product=product, launch=launch)
    assert details(of(launch).risks) == [("Spring", "has 1 of 1 task overdue in the Product track")]


def test_a_track_without_an_accountable_person_is_a_risk(petra: Member, launch: Launch) -> None:
    make(Task, petra, title="Price list", launch=launch, hat="sales")
    assert details(of(launch).risks) == [("Spring", "has nobody who is accountable for the Sales track")]
    line = make(RaciLine, petra, launch=launch, what="Prices", hat="sales", accountable=petra)
    assert of(launch).verdict == "on_track"
    RaciLine.objects.filter(pk=line.pk).update(deleted_at=line.created_at)
    assert of(launch).verdict == "at_risk"


def test_who_left_is_accountable_no_more(petra: Member, mark: Member, launch: Launch) -> None:
    make(Task, petra, title="Price list", launch=launch, hat="sales")
    make(RaciLine, petra, launch=launch, what="Prices", hat="sales", accountable=mark)
    assert of(launch).verdict == "on_track"
    Member.objects.filter(pk=mark.pk).update(deleted_at=launch.created_at)
    assert of(launch).verdict == "at_risk"


def test_a_launch_before_what_it_needs_is_no_go(petra: Member, launch: Launch) -> None:
    first = make(Launch, petra, name="Platform", owner=petra, date=launch.date + 3 * DAY)
    make(Dependency, petra, from_launch=first, to_launch=launch, lag_days=2)
    assert details(of(launch).blockers) == [("Spring", "needs “Platform” first and is 5 days too early for that")]


@pytest.mark.parametrize("end", ["from", "to"])
@pytest.mark.parametrize("over", [{"status": "cancelled"}, {"status": "launched"}, {"deleted_at": NOW}])
def test_a_launch_that_is_over_neither_waits_nor_is_waited_for(
    petra: Member, launch: Launch, end: str, over: dict[str, Any]
) -> None:
    other = make(Launch, petra, name="Platform", owner=petra, date=launch.date + 3 * DAY)
    make(Dependency, petra, from_launch=other, to_launch=launch)
    Launch.objects.filter(pk=(other if end == "from" else launch).pk).update(**over)
    assert of(launch).verdict == "on_track"


@pytest.mark.parametrize("end", ["from", "to"])
@pytest.mark.parametrize("over", [{"status": "done"}, {"status": "parked"}, {"deleted_at": NOW}])
def test_a_feature_that_is_done_or_given_up_neither_waits_nor_is_waited_for(
    petra: Member, launch: Launch, product: Product, end: str, over: dict[str, Any]
) -> None:
    day = launch.date - 10 * DAY
    login = make(Feature, petra, title="Login", product=product, target=day)
    refunds = make(Feature, petra, title="Refunds", product=product, launch=launch, target=day - 3 * DAY)
    make(Dependency, petra, from_feature=login, to_feature=refunds)
    assert details(of(launch).blockers) == [("Refunds", "needs “Login” first and is 3 days too early for that")]
    Feature.objects.filter(pk=(login if end == "from" else refunds).pk).update(**over)
    assert of(launch).verdict == "on_track"


def test_related_things_set_no_order(petra: Member, launch: Launch) -> None:
    other = make(Launch, petra, name="Platform", owner=petra, date=launch.date + 3 * DAY)
    make(Dependency, petra, from_launch=other, to_launch=launch, kind="relates")
    assert of(launch).verdict == "on_track"


def test_three_slips_in_thirty_days_are_a_risk(petra: Member, launch: Launch) -> None:
    for days in (7, 7, -2):
        make(DateMove, petra, subject_type="launch", subject_id=launch.pk, launch=launch, days=days, reason="scope")
    assert of(launch).verdict == "on_track"
    make(DateMove, petra, subject_type="launch", subject_id=launch.pk, launch=launch, days=1, reason="scope")
    assert details(of(launch).risks) == [("Spring", "slipped 3 times in 30 days")]


def test_a_track_tells_done_total_overdue_and_what_is_next(petra: Member, launch: Launch) -> None:
    today = petra.workspace.today()
    make(Task, petra, title="Done", launch=launch, hat="qa", status="done", due=today - DAY)
    make(Task, petra, title="Skipped", launch=launch, hat="qa", status="skipped", reason="No need")
    make(Task, petra, title="Late", launch=launch, hat="qa", due=today - DAY)
    make(Task, petra, title="Later", launch=launch, hat="qa", due=today + 2 * DAY)
    make(Task, petra, title="Next", launch=launch, hat="qa", due=today)
    [track] = of(launch).tracks
    assert (track.hat, track.done, track.total, track.overdue) == ("qa", 2, 5, 1)
    assert track.next_due is not None
    assert track.next_due.title == "Next"


def test_many_launches_cost_no_more_queries_than_one(petra: Member, product: Product) -> None:
    date = petra.workspace.today() - DAY
    counts = []
    for batch in (1, 2, 27):
        for number in range(batch):
            launch = make(Launch, petra, name=f"Launch {number}", owner=petra, date=date)
            make(Feature, petra, title="Sync", product=product, launch=launch, owner=petra)
            make(Task, petra, title="Task", launch=launch, hat="qa", due=date, blocks_launch=True, assignee=petra)
        launches = list(Launch.objects.select_related("workspace"))
        with CaptureQueriesContext(connection) as captured:
            found = reports(launches)
        assert all(report.verdict == "no_go" for report in found.values())
        counts.append(len(captured))
    assert counts[0] == counts[1] == counts[2], "the same for 1, 3 and 30 launches"
