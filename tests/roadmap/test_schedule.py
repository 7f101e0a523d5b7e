"""Where dated things lie: anchored to their launch, or pinned."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from launchhub.accounts.models import Member
from roadmap.actions import launches, milestones, tasks
from roadmap.dated import scheduled_models
from roadmap.models import Launch, Milestone, Product, Task
from roadmap.schedule import conflict, placed

MAY = [dt.date(2027, 5, day) for day in range(1, 32)]


def test_dated_things_of_all_apps_are_found() -> None:
    assert {Milestone, Task} <= set(scheduled_models())


def test_an_offset_anchors(launch: Launch) -> None:
    assert placed(launch, offset_days=-14) == {
        "due": dt.date(2027, 4, 30),
        "offset_days": -14,
        "offset_unit": "calendar",
    }


def test_a_date_alone_pins(launch: Launch) -> None:
    assert placed(launch, due=MAY[0])["offset_days"] is None


def test_both_must_agree(launch: Launch) -> None:
    assert placed(launch, due=dt.date(2027, 4, 30), offset_days=-14)["offset_days"] == -14
    with pytest.raises(ValidationError, match="Give due or offset_days, not both"):
        placed(launch, due=MAY[0], offset_days=-14)


@pytest.mark.parametrize(
    ("place", "field"),
    [
        ({"offset_days": 99_999}, "offset_days"),
        ({"offset_days": 1, "offset_unit": "weeks"}, "offset_unit"),
        ({"due": dt.date(1066, 10, 14)}, "due"),
    ],
)
def test_impossible_places_are_refused_by_field(launch: Launch, place: dict[str, object], field: str) -> None:
    with pytest.raises(ValidationError) as caught:
        placed(launch, **place)  # type: ignore[arg-type]
    assert field in caught.value.message_dict


def test_holidays_are_not_worked_on(launch: Launch, petra: Member) -> None:
    launch.workspace.holiday_country = "DE"  # Ascension Day is on Thursday, 6 May 2027
    assert placed(launch, offset_days=-6, offset_unit="working")["due"] == dt.date(2027, 5, 5)


def test_an_edited_offset_unit_or_launch_places_it_anew(blog_post: Task, product: Product, petra: Member) -> None:
    calendar = tasks.update(blog_post, by=petra, offset_unit="calendar")
    assert calendar.due == dt.date(2027, 5, 9)
    autumn = launches.create(by=petra, name="Autumn", products=[product], owner=petra, date=dt.date(2027, 9, 15))
    assert tasks.update(blog_post, by=petra, launch=autumn).due == dt.date(2027, 9, 10)


def test_an_offset_of_nothing_pins_it_where_it_is(code_freeze: Milestone, petra: Member) -> None:
    pinned = milestones.update(code_freeze, by=petra, offset_days=None)
    assert (pinned.due, pinned.offset_days) == (dt.date(2027, 4, 30), None)


@pytest.mark.parametrize(
    ("due", "new", "conflicts"),
    [
        (MAY[9], MAY[20], False),  # before, and still before
        (MAY[9], MAY[5], True),  # before, now after
        (MAY[9], MAY[9], False),  # before, now on the day itself
        (MAY[13], MAY[20], True),  # on the day, now before
        (MAY[17], MAY[20], True),  # after, now before
        (MAY[17], MAY[5], False),  # after, and still after
    ],
)
def test_a_pinned_thing_conflicts_on_the_wrong_side(due: dt.date, new: dt.date, conflicts: bool) -> None:
    assert bool(conflict(due, MAY[13], new)) is conflicts
