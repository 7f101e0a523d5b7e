"""The one door: what a slip moves, what it breaks, and who is told."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from launchhub.accounts.models import Member
from launchhub.accounts.rights import Forbidden
from launchhub.events.models import Event
from launchhub.events.record import history
from launchhub.lib.errors import Conflict, Stale
from roadmap.actions import dependencies, launches, milestones, tasks
from roadmap.models import DateMove, Feature, Launch, Milestone, Product, Task
from tests.roadmap.conftest import LAUNCH_DAY
from tests.roadmap.spine import kinds, last

LATER = dt.date(2027, 5, 28)


def slip(launch: Launch, to: dt.date = LATER, **fields: Any) -> DateMove:
    return launches.move(launch, **({"to": to, "reason": "quality", "by": launch.owner} | fields))


def titles(entries: list[dict[str, Any]]) -> list[str]:
    return [entry["title"] for entry in entries]


def test_moves_the_launch_and_writes_the_ledger(launch: Launch, petra: Member) -> None:
    line = slip(launch, note="Load test failed")
    launch.refresh_from_db()
    assert (launch.date, launch.version) == (LATER, 2)
    assert (line.old, line.new, line.days, line.reason, line.note) == (
        LAUNCH_DAY,
        LATER,
        14,
        "quality",
        "Load test failed",
    )
    assert (line.subject_type, line.subject_id, line.actor, line.is_slip) == ("launch", launch.pk, petra, True)


def test_tells_one_event_with_the_blast_radius(launch: Launch, code_freeze: Milestone) -> None:
    line = slip(launch)
    event = last("launch.date_moved")
    assert event.data["date_move"] == str(line.pk)
    assert (event.data["old"], event.data["new"], event.data["days"]) == ("2027-05-14", "2027-05-28", 14)
    assert event.data["in_words"] == "from 14 May 2027 to 28 May 2027, 14 days later"
    assert titles(event.data["blast_radius"]["moved"]) == ["Code freeze"]
    assert kinds(launch) == ["launch.created", "launch.date_moved"]


def test_anchored_things_move_along_in_calendar_and_working_days(
    launch: Launch, code_freeze: Milestone, blog_post: Task
) -> None:
    assert (code_freeze.due, blog_post.due) == (dt.date(2027, 4, 30), dt.date(2027, 5, 7))
    line = slip(launch, to=dt.date(2027, 5, 18))  # a Tuesday
    code_freeze.refresh_from_db()
    blog_post.refresh_from_db()
    assert (code_freeze.due, code_freeze.version) == (dt.date(2027, 5, 4), 2)
    assert (blog_post.due, blog_post.version) == (dt.date(2027, 5, 11), 2)
    assert [(entry["title"], entry["from"], entry["to"]) for entry in line.blast_radius["moved"]] == [
        ("Code freeze", "2027-04-30", "2027-05-04"),
        ("Write the blog post", "2027-05-07", "2027-05-11"),
    ]


def test_working_days_skip_holidays(launch: Launch, petra: Member) -> None:
    workspace = launch.workspace
    workspace.holiday_country = "DE"
    workspace.save()
    briefing = milestones.create(by=petra, launch=launch, name="Briefing", offset_days=-5, offset_unit="working")
    slip(launch, to=dt.date(2027, 5, 11))  # Ascension Day, 6 May, is free
    briefing.refresh_from_db()
    assert briefing.due == dt.date(2027, 5, 3)


def test_finished_things_stay(launch: Launch, code_freeze: Milestone, blog_post: Task, petra: Member) -> None:
    milestones.update(code_freeze, by=petra, actual_date=dt.date(2027, 4, 30))
    tasks.complete(blog_post, by=petra)
    line = slip(launch)
    code_freeze.refresh_from_db()
    blog_post.refresh_from_db()
    assert (code_freeze.due, blog_post.due) == (dt.date(2027, 4, 30), dt.date(2027, 5, 7))
    assert line.blast_radius["moved"] == []


def test_pinned_things_stay_and_conflict_only_on_the_wrong_side(launch: Launch, press_day: Milestone) -> None:
    assert slip(launch).blast_radius["conflicts"] == []
    line = slip(launch, to=dt.date(2027, 5, 10))
    press_day.refresh_from_db()
    assert press_day.due == dt.date(2027, 5, 13)
    [conflict] = line.blast_radius["conflicts"]
    assert conflict["title"] == "Press day"
    assert conflict["why"] == "pinned to 13 May 2027, which was before the launch and is now 3 days after it"


def test_what_was_pinned_to_the_launch_day_conflicts_either_way(launch: Launch, petra: Member) -> None:
    milestones.create(by=petra, launch=launch, name="Keynote", due=LAUNCH_DAY)
    assert titles(slip(launch).blast_radius["conflicts"]) == ["Keynote"]


def test_features_that_no_longer_make_it_are_late_once(launch: Launch, refunds: Feature, petra: Member) -> None:
    line = slip(launch, to=dt.date(2027, 5, 3))
    assert titles(line.blast_radius["features_late"]) == ["Refunds"]
    late = last("feature.late")
    assert late.subject_id == refunds.pk
    assert late.caused_by == last("launch.date_moved").pk
    slip(launch, to=dt.date(2027, 5, 2))
    assert kinds(refunds).count("feature.late") == 1


def test_cascade_pushes_dependents_down_the_line(launch: Launch, product: Product, petra: Member) -> None:
    def plan(name: str, day: dt.date, after: Launch, lag: int) -> Launch:
        found = launches.create(by=petra, name=name, products=[product], owner=petra, date=day)
        dependencies.create(by=petra, source=after, target=found, lag_days=lag)
        return found

    app = plan("Mobile app", dt.date(2027, 5, 20), launch, 7)
    partners = plan("Partner day", dt.date(2027, 5, 22), app, 2)
    far = plan("Anniversary", dt.date(2027, 9, 1), launch, 0)
    training = milestones.create(by=petra, launch=app, name="Training", offset_days=-1)
    line = slip(launch, cascade="dependents")
    for row in (app, partners, far, training):
        row.refresh_from_db()
    assert app.date == dt.date(2027, 6, 4)
    assert partners.date == dt.date(2027, 6, 6)
    assert far.date == dt.date(2027, 9, 1)
    assert training.due == dt.date(2027, 6, 3)
    assert [(entry["title"], entry["to"], entry["pushed"]) for entry in line.blast_radius["dependents"]] == [
        ("Mobile app", "2027-06-04", True)
    ]
    pushed = DateMove.objects.get(subject_id=app.pk)
    assert (pushed.caused_by, pushed.reason, pushed.days) == (line, "dependency", 15)
    first = Event.objects.get(kind="launch.date_moved", subject_id=launch.pk)
    assert Event.objects.get(kind="launch.date_moved", subject_id=app.pk).caused_by == first.pk


def test_without_cascade_dependents_are_only_named(launch: Launch, product: Product, petra: Member) -> None:
    app = launches.create(by=petra, name="Mobile app", products=[product], owner=petra, date=dt.date(2027, 5, 20))
    dependencies.create(by=petra, source=launch, target=app)
    [entry] = slip(launch).blast_radius["dependents"]
    assert (entry["title"], entry["from"], entry["to"], entry["pushed"]) == (
        "Mobile app",
        "2027-05-20",
        "2027-05-28",
        False,
    )
    app.refresh_from_db()
    assert app.date == dt.date(2027, 5, 20)


def test_names_the_people_with_their_reasons(
    launch: Launch, code_freeze: Milestone, press_day: Milestone, alice: Member, petra: Member
) -> None:
    radius = launches.preview_move(launch, to=dt.date(2027, 5, 10), by=alice)
    because = {person["name"]: person["because"] for person in radius.people}
    assert because["Petra"] == "you own the launch and you own the product “Payments”"
    assert because["Quentin"] == "you own the milestone “Code freeze”"
    assert "you own the milestone “Press day”" in because["Mark"]
    assert "you wear the marketing hat" in because["Mark"]
    assert "Alice" not in because


def test_preview_equals_the_move_and_writes_nothing(
    launch: Launch, code_freeze: Milestone, press_day: Milestone, refunds: Feature, petra: Member
) -> None:
    to = dt.date(2027, 5, 5)
    before = (Event.objects.count(), DateMove.objects.count())
    preview = launches.preview_move(launch, to=to, by=petra)
    launch.refresh_from_db()
    assert (launch.date, Event.objects.count(), DateMove.objects.count()) == (LAUNCH_DAY, *before)
    assert slip(launch, to=to).blast_radius == preview.as_dict()
    assert DateMove.objects.of(launch)[0].blast_radius == preview.as_dict()


def test_a_first_date_anchors_what_waited_for_it(product: Product, petra: Member) -> None:
    launch = launches.create(by=petra, name="Someday", products=[product], owner=petra)
    freeze = milestones.create(by=petra, launch=launch, name="Code freeze", offset_days=-14)
    assert freeze.due is None
    line = slip(launch, to=LAUNCH_DAY)
    freeze.refresh_from_db()
    assert freeze.due == dt.date(2027, 4, 30)
    assert (line.old, line.days) == (None, 0)


def test_precision_goes_with_the_date(launch: Launch) -> None:
    slip(launch, to=dt.date(2027, 9, 30), precision="quarter")
    launch.refresh_from_db()
    assert launch.shown_date == "Q3 2027"
    assert last("launch.date_moved").data["in_words"] == "from 14 May 2027 to Q3 2027, 139 days later"


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"to": LAUNCH_DAY}, "date", "already on 2027-05-14"),
        ({"to": dt.date(2999, 1, 1)}, "date", "outside the years"),
        ({"to": None}, "date", "keeps one"),
        ({"reason": "weather"}, "reason", "scope, quality"),
        ({"precision": "decade"}, "precision", "quarter"),
    ],
)
def test_refuses_bad_input_by_field(launch: Launch, wrong: dict[str, Any], field: str, words: str) -> None:
    with pytest.raises(ValidationError) as caught:
        slip(launch, **wrong)
    assert words in caught.value.message_dict[field][0]
    assert DateMove.objects.count() == 0


def test_needs_the_product_hat(launch: Launch, mark: Member, vera: Member) -> None:
    for member in (mark, vera):
        with pytest.raises(Forbidden, match="product hat"):
            slip(launch, by=member)
        with pytest.raises(Forbidden):
            launches.preview_move(launch, to=LATER, by=member)


def test_a_stale_version_moves_nothing(launch: Launch) -> None:
    with pytest.raises(Stale):
        slip(launch, expected_version=7)
    assert DateMove.objects.count() == 0


def test_what_has_launched_still_moves(launch: Launch) -> None:
    Launch.objects.filter(pk=launch.pk).update(status="launched")
    assert slip(launch).days == 14


@pytest.mark.parametrize("status", ["closed", "cancelled"])
def test_what_has_ended_moves_only_as_a_correction(launch: Launch, status: str) -> None:
    Launch.objects.filter(pk=launch.pk).update(status=status)
    with pytest.raises(Conflict, match="only as a correction"):
        slip(launch)
    assert slip(launch, reason="correction").days == 14
    with history():
        assert slip(launch, to=LATER + dt.timedelta(7)).days == 7


def test_imported_history_keeps_its_time_and_tells_nobody(launch: Launch, code_freeze: Milestone) -> None:
    then = dt.datetime(2026, 11, 3, 12, tzinfo=dt.UTC)
    with history(at=then):
        line = slip(launch)
    event = last("launch.date_moved")
    assert (line.created_at, event.happened_at, event.quiet) == (then, then, True)
    assert line.blast_radius["people"] == []


def test_a_move_of_thirty_things_takes_as_many_queries_as_of_one(launch: Launch, petra: Member) -> None:
    counts = []
    for number in (1, 29):
        for index in range(number):
            milestones.create(by=petra, launch=launch, name=f"M{index}", offset_days=-index)
            milestones.create(by=petra, launch=launch, name=f"P{index}", due=LAUNCH_DAY + dt.timedelta(index))
            tasks.create(by=petra, launch=launch, title=f"T{index}", hat="qa", offset_days=-index)
        with CaptureQueriesContext(connection) as queries:
            slip(launch, to=LATER + dt.timedelta(number))
        counts.append(len(queries))
    assert counts[0] == counts[1]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    offset=st.integers(-200, 200),
    unit=st.sampled_from(["calendar", "working"]),
    days=st.integers(-300, 300).filter(bool),
)
def test_an_offset_is_kept_and_there_and_back_restores(
    launch: Launch, petra: Member, offset: int, unit: str, days: int
) -> None:
    launch.refresh_from_db()
    start, calendar = launch.date, petra.workspace.calendar()
    thing = milestones.create(by=petra, launch=launch, name="Anchored", offset_days=offset, offset_unit=unit)
    before = thing.due
    for to in (start + dt.timedelta(days), start):
        slip(launch, to=to)
        thing.refresh_from_db()
        assert thing.due == calendar.add(to, offset, unit)
    assert (thing.due, thing.offset_days) == (before, offset)
