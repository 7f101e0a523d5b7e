"""Goals: shared metrics that product, marketing and QA agree to, and what they measure over time."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

import pytest
from django.core.exceptions import ValidationError

from launchhub.accounts.models import Member
from launchhub.lib.errors import Forbidden, Stale
from launchhub.lib.wall import workspace_context
from launchhub.notifications.models import Notification
from roadmap.actions import goals
from roadmap.models import Feature, Goal, GoalAgreement, Launch
from tests.api.contract import JSON, CollectionContract
from tests.cast import share
from tests.events.drain import drain
from tests.roadmap.spine import kinds, last

TARGET = {"title": "Fewer lost carts", "metric": "Carts left behind", "unit": "%", "baseline": 60, "target": 40}


@pytest.fixture
def goal(petra: Member) -> Goal:
    """From 60 % of the carts left behind down to 40 %."""
    return goals.create(by=petra, owner=petra, **TARGET)


def in_days(goal: Goal, days: int) -> dt.date:
    """Return a day from today in the goal's workspace."""
    return goal.workspace.today() + dt.timedelta(days=days)


def agreed(goal: Goal) -> set[Member]:
    """Return who agreed to the goal."""
    return {each.member for each in GoalAgreement.objects.filter(goal=goal).select_related("member")}


def test_product_sets_a_goal_and_nobody_else(mark: Member, goal: Goal) -> None:
    assert last("goal.created").subject_title == "Fewer lost carts"
    for act in (lambda: goals.create(by=mark, **TARGET), lambda: goals.delete(goal, by=mark)):
        with pytest.raises(Forbidden, match="product hat"):
            act()


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"target": 60}, "target"), ({"baseline": float("nan")}, "baseline"), ({"title": ""}, "title")],
)
def test_a_goal_that_says_nothing_is_refused_at_its_field(petra: Member, fields: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as caught:
        goals.create(by=petra, **TARGET | fields)
    assert list(caught.value.message_dict) == [field]


@pytest.mark.parametrize(("current", "progress"), [(None, 0), (60, 0), (50, 0.5), (40, 1), (65, -0.25), (30, 1.5)])
def test_progress_goes_from_the_baseline_to_the_target_in_either_direction(
    goal: Goal, current: float | None, progress: float
) -> None:
    assert goal.progress(current) == progress


def test_each_member_agrees_for_themselves_once(goal: Goal, mark: Member, quentin: Member, vera: Member) -> None:
    goals.agree(goal, by=mark)
    goals.agree(goal, by=mark)
    goals.agree(goal, by=quentin)
    assert agreed(goal) == {mark, quentin}
    goals.agree(goal, agrees=False, by=mark)
    assert agreed(goal) == {quentin}
    assert kinds(goal) == ["goal.created", "goal.agreed", "goal.agreed", "goal.disagreed"]
    with pytest.raises(Forbidden):
        goals.agree(goal, by=vera)


def test_who_agreed_to_another_target_is_asked_anew(goal: Goal, petra: Member, mark: Member) -> None:
    goals.agree(goal, by=mark)
    goals.update(goal, title="Fewer carts left behind", by=petra)
    assert agreed(goal) == {mark}
    goals.update(goal, target=30, by=petra)
    assert agreed(goal) == set()


def test_an_edit_of_an_older_version_is_refused(goal: Goal, petra: Member) -> None:
    goals.update(goal, unit="percent", by=petra)
    with pytest.raises(Stale):
        goals.update(goal, unit="‰", expected_version=1, by=petra)


def test_a_check_in_is_told_with_its_value(goal: Goal, mark: Member) -> None:
    goals.agree(goal, by=mark)
    checkin = goals.check_in(goal, value=52.5, note="After the sale", by=mark)
    assert (checkin.day, str(checkin)) == (in_days(goal, 0), f"52.5 on {in_days(goal, 0).isoformat()}")
    assert last("goal.checked_in").data["in_words"] == "52.5 %"


def test_the_latest_day_counts_and_of_one_day_the_latest_word(goal: Goal, petra: Member) -> None:
    goals.check_in(goal, value=50, by=petra)
    goals.check_in(goal, value=48, by=petra)
    goals.check_in(goal, value=58, day=in_days(goal, -7), by=petra)
    found = Goal.objects.with_current().get(pk=goal.pk)
    assert (found.current, found.measured_on) == (48, in_days(goal, 0))


def test_nobody_measures_the_future_or_what_is_no_number(goal: Goal, petra: Member) -> None:
    for fields, field in (({"value": 1, "day": in_days(goal, 1)}, "day"), ({"value": float("inf")}, "value")):
        with pytest.raises(ValidationError) as caught:
            goals.check_in(goal, **fields, by=petra)
        assert list(caught.value.message_dict) == [field]
    assert not goal.checkins.exists()


def test_only_who_is_concerned_checks_in(
    goal: Goal, quentin: Member, mark: Member, petra: Member, vera: Member
) -> None:
    for member in (quentin, vera):
        with pytest.raises(Forbidden, match="check in"):
            goals.check_in(goal, value=50, by=member)
    goals.update(goal, owner=mark, by=petra)
    goals.check_in(Goal.objects.get(pk=goal.pk), value=50, by=mark)


def test_a_goal_past_its_date_and_not_reached_is_told_once(goal: Goal, petra: Member) -> None:
    goals.update(goal, due=in_days(goal, 30), by=petra)
    goals.check_in(goal, value=58, by=petra)
    assert "goal.off_track" not in kinds(goal)
    goals.update(goal, due=in_days(goal, -1), by=petra)
    reached = Goal.objects.get(pk=goal.pk)
    goals.check_in(reached, value=39, by=petra)
    assert "goal.off_track" not in kinds(goal)
    goals.check_in(reached, value=45, by=petra)
    goals.check_in(reached, value=46, by=petra)
    assert kinds(goal).count("goal.off_track") == 1


def test_a_goal_that_nobody_measures_is_told_of_by_the_clock_once(goal: Goal, petra: Member, mark: Member) -> None:
    def told() -> int:
        for _ in range(2):
            goals.remind(goal.workspace)
        return kinds(goal).count("goal.off_track")

    goal = goals.update(goal, due=in_days(goal, 20), by=petra)
    goals.agree(goal, by=mark)
    assert told() == 0
    Goal.objects.filter(pk=goal.pk).update(created_at=goal.created_at - dt.timedelta(20))
    assert told() == 1, "half of the time has passed, and nothing is known"
    drain()
    people = Notification.objects.filter(event=last("goal.off_track"))
    assert set(people.values_list("member__user__name", flat=True)) == {"Petra", "Mark"}
    goals.check_in(goal, value=58, by=petra)
    assert told() == 1, "they know it"
    goals.check_in(goal, value=49, by=petra)
    goals.check_in(goal, value=59, by=petra)
    assert told() == 2, "it was on track meanwhile"
    goals.update(goal, due=in_days(goal, -1), by=petra)
    assert told() == 3, "it is due on another day, and that has passed"
    goals.delete(goals.update(goal, due=in_days(goal, -2), by=petra), by=petra)
    assert told() == 3


@pytest.mark.parametrize(("current", "is_off"), [(60, True), (54, False), (50, False)])
def test_halfway_a_quarter_of_the_way_is_the_least(goal: Goal, current: float, is_off: bool) -> None:
    goal.created_at -= dt.timedelta(days=50)
    goal.due = in_days(goal, 50)
    assert goal.is_off_track(current, None, in_days(goal, 0)) is is_off


def test_mallory_sees_none(goal: Goal, mallory: Member) -> None:
    assert not Goal.objects.visible_to(mallory).exists()
    with workspace_context(mallory.workspace):
        assert not Goal.objects.exists()


class TestOverRest(CollectionContract):
    collection = "goals"
    editor = "petra"
    reader = "mark"
    change: ClassVar[dict[str, Any]] = {"title": "Fewer carts left behind"}

    def fields(self, number: int) -> dict[str, Any]:
        return TARGET | {"title": f"Goal {number}"}

    def test_a_check_in_shows_in_the_goal(self) -> None:
        pk = self.make(1)
        made = self.post({"value": 55, "note": "After the sale"}, pk, "checkins")
        assert (made.status_code, made.json()["value"], made.json()["note"]) == (201, 55, "After the sale")
        assert {name: self.get(pk)[name] for name in ("current", "progress")} == {"current": 55, "progress": 0.25}
        assert [each["id"] for each in self.client.get(self.url(pk, "checkins")).json()["results"]] == [
            made.json()["id"]
        ]

    def test_a_check_in_of_no_number_is_refused_at_its_field(self) -> None:
        for value in ("nan", "much", None):
            refused = self.post({"value": value}, self.make(1), "checkins")
            assert refused.status_code == 400
            assert refused.json()["errors"][0]["pointer"] == "/value"

    def test_whoever_may_not_measure_is_told_what_it_takes(self) -> None:
        pk = self.make(1)
        refused = self.as_("quentin", "roadmap:write").post(self.url(pk, "checkins"), {"value": 1}, content_type=JSON)
        assert (refused.status_code, "product hat" in refused.json()["detail"]) == (403, True)

    def test_one_agrees_for_oneself(self, quentin: Member) -> None:
        pk, client = self.make(1), self.as_("quentin", "roadmap:write")
        url = self.url(pk, "agreements")
        assert client.post(url, {}, content_type=JSON).json()["agreed_by"] == [str(quentin.pk)]
        assert client.post(url, {"agrees": False}, content_type=JSON).json()["agreed_by"] == []

    def test_a_feature_names_the_goals_that_it_serves(self, refunds: Feature, launch: Launch, vera: Member) -> None:
        path = f"/api/v1/harbour/features/{refunds.pk}/"
        first, binned, apart = self.make(1), self.make(2), self.make(3)
        for pk in (first, binned):
            assert self.patch(pk, {"features": [str(refunds.pk)]}).status_code == 200
        assert self.client.get(path).json()["goals"] == [first, binned]
        self.client.delete(self.url(binned))
        answer = self.client.get(f"{path}?expand=goals")
        assert [each["title"] for each in answer.json()["goals"]] == ["Goal 1"]
        self.patch(apart, {"features": [str(refunds.pk)]})
        again = self.client.get(path, headers={"If-None-Match": answer.headers["ETag"]})
        assert again.json()["goals"] == [first, apart], "which goals name it leaves its version as it was"
        refused = self.client.patch(path, {"goals": []}, content_type=JSON)
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (400, "/goals")
        share(launch, vera)
        seen = self.as_("vera", "roadmap:read").get(f"{path}?expand=goals").json()
        assert (seen["title"], seen["goals"]) == ("Refunds", [])
