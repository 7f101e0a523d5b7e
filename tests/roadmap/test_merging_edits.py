"""Two people edit the same thing: what they did not both change is merged, the rest is asked about."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from launchhub.accounts.models import Member
from launchhub.events.models import Event
from roadmap.actions import features, goals, launches
from roadmap.models import Feature, Goal, Launch
from tests.matrix.forms import Form, forms_of
from tests.roadmap.pages import HTMX, SignIn, at, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def goal(petra: Member) -> Goal:
    return goals.create(
        by=petra, title="Fewer lost carts", metric="Carts left behind", baseline=60, target=40, owner=petra
    )


class Browser:
    """Somebody who opens a form now and sends it later."""

    def __init__(self, signed_in: SignIn, member: Member) -> None:
        self.client = signed_in(member)

    def open(self, name: str, **kwargs: Any) -> Form:
        address = at(name, **kwargs)
        [form] = [
            each for each in forms_of(address, text(self.client.get(address, headers=HTMX))) if "version" in each.values
        ]
        return form

    def send(self, form: Form, **changed: Any) -> Any:
        return self.client.post(form.action, headers=HTMX, **form.sent(**changed))


@pytest.fixture
def alice_at(signed_in: SignIn, alice: Member) -> Browser:
    return Browser(signed_in, alice)


def test_what_only_the_other_changed_stays_and_what_only_i_changed_is_saved(
    goal: Goal, alice_at: Browser, petra: Member, mark: Member, launch: Launch
) -> None:
    form = alice_at.open("roadmap:goal_edit", pk=goal.pk)
    goals.update(goal, unit="percent", owner=mark, launches=[launch], by=petra)
    assert alice_at.send(form, title="Far fewer lost carts", target="30").status_code == 204
    goal.refresh_from_db()
    assert (goal.title, goal.target, goal.unit, goal.owner) == ("Far fewer lost carts", 30, "percent", mark)
    assert list(goal.launches.all()) == [launch]
    assert Event.objects.filter(subject_id=goal.pk).latest("id").data["changes"].keys() == {"title", "target"}


def test_what_both_changed_is_asked_about_and_the_rest_is_merged(goal: Goal, alice_at: Browser, petra: Member) -> None:
    form = alice_at.open("roadmap:goal_edit", pk=goal.pk)
    goals.update(goal, unit="percent", metric="Carts", by=petra)
    answer = alice_at.send(form, unit="‰", title="Fewer")
    assert answer.status_code == 422
    assert text(answer).count("Meanwhile saved: “percent”") == 2  # in the summary and at the field
    assert "Meanwhile saved: “Carts”" not in text(answer)
    goal.refresh_from_db()
    assert (goal.unit, goal.title) == ("percent", "Fewer lost carts")

    [again] = forms_of(form.action, text(answer))
    assert alice_at.send(again).status_code == 204
    goal.refresh_from_db()
    assert (goal.unit, goal.title, goal.metric) == ("‰", "Fewer", "Carts")


def test_one_may_keep_theirs(goal: Goal, alice_at: Browser, petra: Member) -> None:
    form = alice_at.open("roadmap:goal_edit", pk=goal.pk)
    goals.update(goal, unit="percent", by=petra)
    [again] = forms_of(form.action, text(alice_at.send(form, unit="‰", title="Fewer")))
    goals.update(goal, unit="per cent", by=petra)  # what is chosen is not what was shown any more
    [again] = forms_of(form.action, text(alice_at.send(again, take="unit")))
    assert alice_at.send(again, take="unit").status_code == 204
    goal.refresh_from_db()
    assert (goal.unit, goal.title) == ("per cent", "Fewer")


def test_who_typed_the_same_is_not_asked(goal: Goal, alice_at: Browser, petra: Member) -> None:
    form = alice_at.open("roadmap:goal_edit", pk=goal.pk)
    goals.update(goal, unit="percent", by=petra)
    assert alice_at.send(form, unit="percent", baseline="60.0").status_code == 204


def test_what_is_wrong_after_a_merge_is_said(goal: Goal, alice_at: Browser, petra: Member) -> None:
    form = alice_at.open("roadmap:goal_edit", pk=goal.pk)
    goals.update(goal, target=30, by=petra)
    answer = alice_at.send(form, baseline="30")
    assert (answer.status_code, "say what shall change" in text(answer)) == (422, True)


def test_products_of_a_launch_are_one_choice(launch: Launch, alice_at: Browser, petra: Member) -> None:
    form = alice_at.open("roadmap:launch_edit", pk=launch.pk)
    launches.update(launch, build="4.2", by=petra)
    assert alice_at.send(form, name="Payments 2.1").status_code == 204
    launch.refresh_from_db()
    assert (launch.name, launch.build) == ("Payments 2.1", "4.2")


def test_a_move_is_not_held_up_by_an_edit_of_something_else(launch: Launch, alice_at: Browser, petra: Member) -> None:
    form = alice_at.open("roadmap:launch_move", pk=launch.pk)
    launches.update(launch, build="4.2", by=petra)
    assert alice_at.send(form, date="4 June 2027", reason="quality").status_code == 204
    launch.refresh_from_db()
    assert (launch.date, launch.build) == (dt.date(2027, 6, 4), "4.2")


def test_a_drag_is_held_up_only_by_another_drag(refunds: Feature, alice_at: Browser, petra: Member) -> None:
    assert refunds.target
    day = refunds.target.isoformat()
    address = at("roadmap:feature_dates", pk=refunds.pk)
    drag = {"start": "2027-05-01", "end": "2027-05-04", "version": "1", "seen": f"{day} {day}"}
    features.update(refunds, title="Refunds, all of them", by=petra)
    assert alice_at.client.post(address, drag, headers=HTMX).status_code == 204
    late = alice_at.client.post(address, drag | {"end": "2027-05-05"}, headers=HTMX)
    assert (late.status_code, "Meanwhile saved: “2027-05-04”" in text(late)) == (422, True)


def test_a_card_is_moved_though_its_title_was_edited(refunds: Feature, alice_at: Browser, petra: Member) -> None:
    form = alice_at.open("roadmap:feature_place", pk=refunds.pk)
    features.update(refunds, title="Refunds, all of them", by=petra)
    assert alice_at.send(form, to="building").status_code == 204
    refunds.refresh_from_db()
    assert refunds.status == "building"
