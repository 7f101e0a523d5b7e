"""RACI lines: who does what for a launch, who is told of it, and who could take it."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from launchhub.accounts.actions import members
from launchhub.accounts.models import Member
from launchhub.lib.errors import Forbidden
from launchhub.lib.wall import workspace_context
from launchhub.notifications.models import Watch
from launchhub.notifications.recipients import resolve
from roadmap.actions import features, launches, raci, tasks
from roadmap.models import Launch, Product, RaciLine
from roadmap.raci import TOO_MANY_TASKS, accountable_for, gaps, loads, overloads, suggest
from tests.api.contract import JSON, CollectionContract
from tests.roadmap.spine import kinds, last


@pytest.fixture
def press(petra: Member, alice: Member, mark: Member, quentin: Member, launch: Launch) -> RaciLine:
    """Mark answers for the press; Alice writes, Quentin is asked before."""
    return raci.create(
        launch=launch,
        what="Press",
        hat="marketing",
        accountable=mark,
        responsible=[alice],
        consulted=[quentin],
        by=petra,
    )


class TestLines:
    def test_have_exactly_one_accountable(self, press: RaciLine, mark: Member, alice: Member, petra: Member) -> None:
        assert (press.accountable, list(press.responsible.all())) == (mark, [alice])
        with pytest.raises(ValidationError) as caught:
            raci.update(press, accountable=None, by=petra)
        assert "accountable" in caught.value.message_dict

    def test_change_with_one_event(self, press: RaciLine, petra: Member, quentin: Member) -> None:
        edited = raci.update(press, responsible=[quentin], informed=[petra], by=petra, expected_version=1)
        assert (list(edited.responsible.all()), list(edited.informed.all())) == ([quentin], [petra])
        assert kinds(press) == ["raci.created", "raci.updated"]
        assert last("raci.updated").launch_id == press.launch_id

    def test_name_no_guest_where_somebody_has_to_act(self, press: RaciLine, petra: Member, vera: Member) -> None:
        for fields in ({"accountable": vera}, {"responsible": [vera]}):
            with pytest.raises(ValidationError, match="Vera is a guest here") as caught:
                raci.update(press, **fields, by=petra)
            assert list(caught.value.message_dict) == list(fields)

    def test_name_nobody_from_elsewhere(self, press: RaciLine, petra: Member, mallory: Member) -> None:
        for fields in ({"accountable": mallory}, {"informed": [mallory]}):
            with pytest.raises(ValidationError) as caught:
                raci.update(press, **fields, by=petra)
            assert list(caught.value.message_dict) == list(fields)

    @pytest.mark.parametrize("name", ["mark", "quentin", "vera"])
    def test_need_the_product_hat(
        self, press: RaciLine, launch: Launch, name: str, request: pytest.FixtureRequest
    ) -> None:
        member = request.getfixturevalue(name)
        for act in (raci.update, raci.delete, raci.restore):
            with pytest.raises(Forbidden, match="product hat"):
                act(press, by=member)
        with pytest.raises(Forbidden, match="product hat"):
            raci.create(launch=launch, what="Press", hat="marketing", accountable=member, by=member)

    @pytest.mark.parametrize(("fields", "field"), [({"what": ""}, "what"), ({"hat": "pirate"}, "hat")])
    def test_name_bad_input(self, press: RaciLine, petra: Member, fields: dict[str, Any], field: str) -> None:
        with pytest.raises(ValidationError) as caught:
            raci.update(press, **fields, by=petra)
        assert list(caught.value.message_dict) == [field]

    def test_are_nothing_to_mallory(self, press: RaciLine, mallory: Member) -> None:
        assert not RaciLine.objects.visible_to(mallory).exists()
        with workspace_context(mallory.workspace):
            assert not RaciLine.objects.exists()


class TestWatching:
    def test_everyone_in_a_line_is_told_of_a_slip_and_why(self, press: RaciLine, launch: Launch, petra: Member) -> None:
        raci.update(press, informed=[petra], by=petra)
        launches.move(launch, to=launch.date + dt.timedelta(days=7), reason="quality", by=None)
        told = {each.name: each.because for each in resolve(last("launch.date_moved"))}
        assert "you are accountable for “Press” of Payments 2.0" in told["Mark"]
        assert "you are responsible for “Press” of Payments 2.0" in told["Alice"]
        assert told["Quentin"] == "you are consulted on “Press” of Payments 2.0"
        assert "you are informed of “Press” of Payments 2.0" in told["Petra"]

    def test_a_line_in_the_bin_tells_nobody(self, press: RaciLine, launch: Launch, petra: Member) -> None:
        raci.delete(press, by=petra)
        launches.transition(launch, to="on_hold", by=petra)
        assert resolve(last("launch.status_changed")) == []

    def test_anyone_may_mute_it(self, press: RaciLine, launch: Launch, petra: Member, alice: Member) -> None:
        Watch.objects.create(workspace=launch.workspace, member=alice, noun="launch", target_id=launch.pk, muted=True)
        launches.transition(launch, to="on_hold", by=petra)
        assert {each.name for each in resolve(last("launch.status_changed"))} == {"Mark", "Quentin"}


class TestGaps:
    def test_are_hats_without_an_accountable_person(
        self, press: RaciLine, launch: Launch, petra: Member, mark: Member
    ) -> None:
        assert accountable_for(launch, "marketing") == [mark]
        assert gaps({launch.pk: ["product", "marketing"]}) == {launch.pk: ["product"]}
        raci.delete(press, by=petra)
        assert accountable_for(launch, "marketing") == []
        assert gaps({launch.pk: ["marketing"]}) == {launch.pk: ["marketing"]}

    def test_somebody_who_left_answers_for_nothing(
        self, press: RaciLine, launch: Launch, alice: Member, mark: Member
    ) -> None:
        members.delete(mark, by=alice)
        assert gaps({launch.pk: ["marketing"]}) == {launch.pk: ["marketing"]}


class TestSuggestions:
    @pytest.fixture
    def load(self, launch: Launch, petra: Member) -> Any:
        """Give a member so many open tasks."""

        def give(member: Member, number: int) -> None:
            for place in range(number):
                tasks.create(launch=launch, title=f"Task {place}", hat="marketing", assignee=member, by=petra)

        return give

    def names(self, launch: Launch, hat: str, what: str = "") -> list[str]:
        return [each.load.member.name for each in suggest(launch, hat, what=what)]

    def test_begin_with_the_hat_then_skills_then_the_least_load(
        self, launch: Launch, product: Product, petra: Member, alice: Member, mark: Member, quentin: Member, load: Any
    ) -> None:
        assert self.names(launch, "marketing") == ["Alice", "Mark"], "both wear it; neither has anything to do"
        load(alice, 2)
        assert self.names(launch, "marketing") == ["Mark", "Alice"]
        members.update(alice, skills=["Press"], by=alice)
        assert self.names(launch, "marketing", what="Press release") == ["Alice", "Mark"]
        members.update(quentin, skills=["refunds"], by=alice)
        features.create(by=petra, title="Refunds", product=product, launch=launch, labels=["Refunds"])
        assert self.names(launch, "marketing") == ["Mark", "Alice", "Quentin"], "a skill without the hat comes last"

    def test_leave_out_guests(self, launch: Launch, vera: Member, alice: Member) -> None:
        members.update(vera, hats=["legal"], by=alice)
        assert self.names(launch, "legal") == []

    def test_count_only_what_is_still_to_come(self, launch: Launch, petra: Member, mark: Member, load: Any) -> None:
        load(mark, 3)
        [suggestion] = [each for each in suggest(launch, "marketing") if each.load.member == mark]
        assert suggestion.load.open_tasks == 3
        launches.transition(launch, to="cancelled", by=petra)
        [suggestion] = [each for each in suggest(launch, "marketing") if each.load.member == mark]
        assert suggestion.load.open_tasks == 0

    def test_who_carries_too_much_is_listed(self, press: RaciLine, mark: Member, load: Any) -> None:
        load(mark, TOO_MANY_TASKS)
        assert overloads(press.launch, loads(press.workspace)) == []
        load(mark, 1)
        [found] = overloads(press.launch, loads(press.workspace))
        assert (found.member, found.open_tasks, found.lines) == (mark, TOO_MANY_TASKS + 1, 1)

    def test_cost_the_same_for_many_tasks(self, launch: Launch, mark: Member, petra: Member, load: Any) -> None:
        counts = []
        for number in (1, 29):
            load(mark, number)
            with CaptureQueriesContext(connection) as captured:
                suggest(launch, "marketing")
            counts.append(len(captured))
        assert counts == [5, 5]


class TestOverRest(CollectionContract):
    collection = "raci"
    editor = "petra"
    reader = "mark"
    change: ClassVar[dict[str, Any]] = {"what": "Press and analysts"}

    @pytest.fixture(autouse=True)
    def _plan(self, launch: Launch, mark: Member, alice: Member) -> None:
        self.launch, self.mark, self.alice = launch, mark, alice

    def fields(self, number: int) -> dict[str, Any]:
        return {
            "launch": str(self.launch.pk),
            "what": f"Part {number}",
            "hat": "marketing",
            "accountable": str(self.mark.pk),
            "responsible": [str(self.alice.pk)],
        }

    def test_needs_an_accountable_person(self) -> None:
        fields = {name: value for name, value in self.fields(1).items() if name != "accountable"}
        response = self.client.post(self.url(), fields, content_type=JSON)
        assert response.status_code == 400
        assert response.json()["errors"][0]["pointer"] == "/accountable"

    def test_suggests_people(self) -> None:
        response = self.client.get(self.url("suggestions"), {"launch": str(self.launch.pk), "hat": "marketing"})
        assert response.status_code == 200, response.content
        assert [each["name"] for each in response.json()["results"]] == ["Alice", "Mark"]

    def test_shows_what_the_grid_lacks(self, petra: Member) -> None:
        self.make(1)
        for place, hat in enumerate(["marketing", "qa"] * TOO_MANY_TASKS):
            tasks.create(launch=self.launch, title=f"Task {place}", hat=hat, assignee=self.mark, by=petra)
        shown = self.client.get(self.url("gaps"), {"launch": str(self.launch.pk)}).json()
        assert shown["hats"] == ["qa"]
        assert [(each["name"], each["lines"]) for each in shown["overloaded"]] == [("Mark", 1)]

    @pytest.mark.parametrize(("query", "named"), [({"hat": "marketing"}, "launch"), ({"hat": "pirate"}, "hat")])
    def test_says_what_a_suggestion_needs(self, query: dict[str, str], named: str) -> None:
        given = query | ({"launch": str(self.launch.pk)} if named != "launch" else {})
        response = self.client.get(self.url("suggestions"), given)
        assert response.status_code == 400
        assert named in [error["parameter"] for error in response.json()["errors"]]
