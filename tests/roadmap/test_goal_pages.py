"""Goals in the browser: how far they are, who agreed, and what they measured."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from launchhub.accounts.models import Member
from roadmap.actions import goals
from roadmap.models import Goal
from tests.cast import browser
from tests.roadmap.test_goals import TARGET, agreed

URL = "/harbour/goals/"


@pytest.fixture
def goal(petra: Member) -> Goal:
    """From 60 % of the carts left behind down to 40 %, with two check-ins."""
    goal = goals.create(by=petra, owner=petra, **TARGET)
    today = goal.workspace.today()
    goals.check_in(goal, value=58, day=today - dt.timedelta(days=7), note="After the sale", by=petra)
    goals.check_in(goal, value=50, by=petra)
    return goal


def shown(member: Member, url: str) -> str:
    """Return a page as the member sees it."""
    response = browser(member).get(url)
    assert response.status_code == 200, response.content
    return response.content.decode()


def test_the_list_says_how_far_each_is_and_whose_agreement_is_missing(
    goal: Goal, mark: Member, quentin: Member
) -> None:
    goals.agree(goal, by=mark)
    page = shown(quentin, URL)
    assert "Fewer lost carts" in page
    assert "50%" in page
    assert "Product and QA missing" in page


def test_no_goals_yet_says_what_one_is(petra: Member, mark: Member) -> None:
    assert "No goals yet" in shown(mark, URL)
    assert "/goals/new/" not in shown(mark, URL)
    assert "/goals/new/" in shown(petra, URL)


def test_a_goal_shows_what_it_measured_and_what_happened(goal: Goal, mark: Member) -> None:
    page = shown(mark, f"{URL}{goal.pk}/")
    for text in ("On track", "60 %", "40 %", "After the sale", "50% of the way", "stood at 50 %"):
        assert text in page
    assert "Check in</a>" not in page, "Mark neither owns it nor agreed to it"


def test_petra_sets_a_goal(petra: Member) -> None:
    form = {"title": "Fewer lost carts", "metric": "Carts left behind", "baseline": "60", "target": "40", "unit": "%"}
    answer = browser(petra).post(f"{URL}new/", form)
    made = Goal.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{URL}{made.pk}/")
    assert (made.baseline, made.target) == (60, 40)


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [("target", "60", "say what shall change"), ("target", "much", "Enter a number"), ("title", "", "required")],
)
def test_bad_input_is_shown_at_its_field_with_what_was_typed(
    petra: Member, field: str, value: str, message: str
) -> None:
    form = {"title": "Fewer", "metric": "Carts left behind", "baseline": "60", "target": "40", field: value}
    answer = browser(petra).post(f"{URL}new/", form)
    assert (answer.status_code, message in answer.content.decode()) == (422, True)
    assert "Carts left behind" in answer.content.decode()
    assert not Goal.objects.exists()


def test_two_who_edit_at_once_see_each_others_words(goal: Goal, petra: Member) -> None:
    client, url = browser(petra), f"{URL}{goal.pk}/edit/"
    opened = Goal.objects.get(pk=goal.pk).version
    goals.update(goal, unit="percent", by=petra)
    form = {"title": "Fewer", "metric": "Carts", "baseline": "60", "target": "40", "unit": "‰", "version": opened}
    answer = client.post(url, form)
    assert (answer.status_code, "Meanwhile saved: “percent”" in answer.content.decode()) == (422, True)


def test_one_checks_in_and_not_in_the_future(goal: Goal, petra: Member) -> None:
    client, url, today = browser(petra), f"{URL}{goal.pk}/checkins/", goal.workspace.today()
    late = client.post(url, {"value": "45", "day": today + dt.timedelta(days=1)})
    assert (late.status_code, "still to come" in late.content.decode()) == (422, True)
    client.post(url, {"value": "45", "day": today, "note": "New check-out"})
    assert Goal.objects.with_current().get(pk=goal.pk).current == 45


def test_one_agrees_and_takes_it_back(goal: Goal, quentin: Member) -> None:
    client, url = browser(quentin), f"{URL}{goal.pk}/agreements/"
    client.post(url, {"agrees": "yes"})
    assert agreed(goal) == {quentin}
    client.post(url, {"agrees": "no"})
    assert agreed(goal) == set()


def test_guests_and_strangers_see_none(goal: Goal, vera: Member, mallory: Member) -> None:
    assert "Fewer lost carts" not in shown(vera, URL)
    for member in (vera, mallory):
        assert browser(member).get(f"{URL}{goal.pk}/").status_code == 404


def test_the_list_takes_as_many_queries_for_three_as_for_one(
    goal: Goal, petra: Member, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    client = browser(petra)
    client.get(URL)
    with django_assert_max_num_queries(20) as one:
        client.get(URL)
    for number in range(2):
        goals.agree(goals.create(by=petra, owner=petra, **TARGET | {"title": f"Goal {number}"}), by=petra)
    with django_assert_num_queries(len(one.captured_queries)):
        client.get(URL)
