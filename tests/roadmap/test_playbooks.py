"""Playbooks: launch plans to use again, and what applying one does to a launch."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from launchhub.accounts.models import Member, Workspace
from launchhub.events.bus import HANDLERS, handlers_of
from launchhub.lib.errors import Conflict, Forbidden
from launchhub.lib.wall import workspace_context
from messaging.models import Asset
from qa.actions import gates
from qa.models import Gate
from roadmap.actions import launches, playbooks, tasks
from roadmap.models import Launch, Milestone, Playbook, Product, RaciLine, Task
from roadmap.playbook_items import items_of
from tests.api.contract import CollectionContract
from tests.events.drain import drain
from tests.roadmap.spine import kinds, last

FREEZE = {"noun": "milestone", "key": "code-freeze", "title": "Code freeze", "kind": "freeze"}
ITEMS: list[dict[str, Any]] = [
    FREEZE | {"hat": "engineering", "offset_days": -14},
    {"noun": "task", "key": "pricing", "title": "Decide pricing", "hat": "product", "offset_days": -20},
    {"noun": "gate", "key": "security", "title": "Security", "kind": "security", "offset_days": -7},
    {"noun": "asset", "key": "blog", "title": "Blog post", "kind": "blog", "offset_days": 0},
    {"noun": "raci", "key": "raci-press", "title": "Press", "hat": "marketing", "details": {"consulted": ["qa"]}},
]

BELL: dict[str, Any] = {"noun": "task", "title": "Ring the bell", "hat": "sales", "offset_days": 0}


@pytest.fixture
def playbook(alice: Member) -> Playbook:
    """One item of each noun."""
    return playbooks.create(by=alice, name="Ours", tier=2, items=ITEMS)


def states(application: Any) -> dict[str, str]:
    """Return what happens to each thing, by key."""
    return {step.key: step.state for step in application.steps}


def hear_again(kind: str) -> None:
    """Let every app hear the last event of a kind once more, as may happen."""
    event = last(kind)
    for name in handlers_of(event.kind):
        HANDLERS[name][1](event)


def changed(key: str, /, **fields: Any) -> list[dict[str, Any]]:
    """Return the items with other values in one of them."""
    return [item | fields if item["key"] == key else item for item in ITEMS]


def without_objects(shown: dict[str, Any]) -> dict[str, Any]:
    """Return an application as the API shows it, without the ids of what it makes."""
    return shown | {"items": [step | {"object": None} for step in shown["items"]]}


class TestEditing:
    def test_another_item_is_another_revision(self, playbook: Playbook, alice: Member) -> None:
        edited = playbooks.update(playbook, by=alice, items=changed("pricing", title="Decide prices")[:4])
        assert (edited.revision, edited.version) == (2, 2)
        data = last("playbook.updated").data
        assert (data["added"], data["changed"], data["removed"]) == ([], ["pricing"], ["raci-press"])

    def test_another_name_is_the_same_revision(self, playbook: Playbook, alice: Member) -> None:
        edited = playbooks.update(playbook, by=alice, name="Our plan", items=ITEMS)
        assert (edited.name, edited.revision) == ("Our plan", 1)

    @pytest.mark.parametrize("name", ["petra", "mark", "quentin"])
    def test_only_admins_write_them(self, playbook: Playbook, name: str, request: pytest.FixtureRequest) -> None:
        member = request.getfixturevalue(name)
        with pytest.raises(Forbidden, match="admin role"):
            playbooks.create(by=member, name="Mine")
        with pytest.raises(Forbidden, match="admin role"):
            playbooks.update(playbook, by=member, items=[])

    @pytest.mark.parametrize(
        ("key", "fields", "told"),
        [
            ("code-freeze", {"kind": "frost"}, "Item 1, kind: Value 'frost' is not a valid choice."),
            ("code-freeze", {"kind": "phase"}, "Item 1, details: end: A phase has a start and an end"),
            ("code-freeze", {"hat": ""}, "Item 1, hat: Say in which track this counts"),
            ("code-freeze", {"hat": "pirate"}, "Item 1, hat: Value 'pirate' is not a valid choice."),
            ("code-freeze", {"offset_days": None}, "Item 1, offset_days: Say how many days after the launch"),
            ("code-freeze", {"offset_days": 99999}, "Item 1, offset_days: Ensure this value is less than"),
            ("code-freeze", {"title": ""}, "Item 1, title: This field cannot be blank."),
            ("code-freeze", {"colour": "red"}, "Item 1, colour: There is no field “colour”."),
            ("pricing", {"kind": "freeze"}, "Item 2, kind: What becomes “task” has no kind"),
            ("pricing", {"key": "code-freeze"}, "Item 2, key: Another item has the key “code-freeze” already."),
            ("pricing", {"key": "two words"}, "Item 2, key: Enter a valid “slug”"),
            ("pricing", {"details": {"quorum": 2}}, "Item 2, details: Write an object with note"),
            ("security", {"kind": "vibes"}, "Item 3, kind: Value 'vibes' is not a valid choice."),
            ("security", {"hat": "sales"}, "Item 3, hat: This always counts in the qa track."),
            ("security", {"details": {"quorum": 0}}, "Item 3, details: quorum: Ensure this value is greater than"),
            ("raci-press", {"offset_days": 3}, "Item 5, offset_days: What becomes “raci” has no offset_days"),
            ("raci-press", {"details": {"informed": ["all"]}}, "Item 5, details: “informed” is a list of hats"),
        ],
    )
    def test_bad_items_are_named_by_place_and_field(
        self, alice: Member, key: str, fields: dict[str, Any], told: str
    ) -> None:
        with pytest.raises(ValidationError) as caught:
            playbooks.create(by=alice, name="Bad", items=changed(key, **fields))
        [message] = caught.value.message_dict["items"]
        assert message.startswith(told)
        assert not Playbook.objects.filter(name="Bad").exists()


class TestItemByItem:
    def test_a_new_one_gets_a_key_and_its_place_in_time(self, playbook: Playbook, alice: Member) -> None:
        edited = playbooks.put_item(playbook, BELL | {"offset_days": -10}, by=alice)
        edited = playbooks.put_item(edited, BELL | {"offset_days": -5, "offset_unit": "working"}, by=alice)
        keys = ["raci-press", "pricing", "code-freeze", "ring-the-bell", "security", "ring-the-bell-2", "blog"]
        assert [item["key"] for item in items_of(edited)] == keys
        assert (edited.revision, last("playbook.updated").data["added"]) == (3, ["ring-the-bell-2"])

    def test_one_without_letters_that_a_key_has_is_named_by_its_noun(self, playbook: Playbook, alice: Member) -> None:
        edited = playbooks.put_item(playbook, BELL | {"title": "鐘を鳴らす"}, by=alice)
        assert "task" in [item["key"] for item in items_of(edited)]

    def test_with_another_day_it_goes_to_another_place(self, playbook: Playbook, alice: Member) -> None:
        [pricing] = [item for item in items_of(playbook) if item["key"] == "pricing"]
        edited = playbooks.put_item(playbook, pricing | {"offset_days": 3}, key="pricing", by=alice)
        assert [item["key"] for item in items_of(edited)][-1] == "pricing"
        assert last("playbook.updated").data["changed"] == ["pricing"]

    def test_what_others_do_meanwhile_to_other_items_stays(self, playbook: Playbook, alice: Member) -> None:
        playbooks.put_item(playbook, BELL, by=alice)  # `playbook` itself is as it was
        edited = playbooks.remove_item(playbook, "blog", by=alice)
        keys = {item["key"] for item in items_of(edited)}
        assert "ring-the-bell" in keys
        assert "blog" not in keys
        assert playbooks.remove_item(playbook, "blog", by=alice).version == edited.version, "it is gone already"

    def test_bad_values_are_told_by_field_and_a_removed_one_is_not_brought_back(
        self, playbook: Playbook, alice: Member
    ) -> None:
        with pytest.raises(ValidationError) as caught:
            playbooks.put_item(playbook, BELL | {"hat": "pirate", "title": ""}, by=alice)
        assert set(caught.value.message_dict) == {"hat", "title"}
        with pytest.raises(Conflict, match="no longer in the playbook"):
            playbooks.put_item(playbook, BELL, key="gone", by=alice)
        assert Playbook.objects.get(pk=playbook.pk).revision == 1

    def test_only_admins_do_it(self, playbook: Playbook, petra: Member) -> None:
        for edit in (
            lambda: playbooks.put_item(playbook, BELL, by=petra),
            lambda: playbooks.remove_item(playbook, "blog", by=petra),
            lambda: playbooks.copy(playbook, by=petra),
        ):
            with pytest.raises(Forbidden, match="admin role"):
                edit()


class TestApplying:
    def test_creates_everything_by_its_offset(self, playbook: Playbook, launch: Launch, petra: Member) -> None:
        application = playbooks.apply(playbook, launch, by=petra)
        assert set(states(application).values()) == {"create"}
        freeze, pricing = Milestone.objects.get(), Task.objects.get()
        assert (freeze.name, freeze.kind, freeze.due) == ("Code freeze", "freeze", launch.date - dt.timedelta(days=14))
        assert (pricing.hat, pricing.assignee, pricing.offset_days) == ("product", None, -20)
        assert pricing.external_id == f"playbook:pricing:{launch.pk}"
        drain()
        gate, post = Gate.objects.get(), Asset.objects.get()
        assert (gate.name, gate.kind, gate.due) == ("Security", "security", launch.date - dt.timedelta(days=7))
        assert (post.title, post.kind, post.due) == ("Blog post", "blog", launch.date)

    def test_a_raci_line_falls_to_the_owner_until_handed_on(
        self, playbook: Playbook, launch: Launch, petra: Member, quentin: Member
    ) -> None:
        playbooks.apply(playbook, launch, by=petra)
        line = RaciLine.objects.get()
        assert (line.what, line.hat, line.accountable) == ("Press", "marketing", launch.owner)
        assert quentin in line.consulted.all(), "everyone who wears a hat that the item names"
        assert not line.responsible.exists()

    def test_a_dry_run_says_the_same_and_writes_nothing(
        self, playbook: Playbook, launch: Launch, petra: Member
    ) -> None:
        before = kinds()
        foreseen = playbooks.apply(playbook, launch, by=petra, dry_run=True)
        assert kinds() == before
        assert not Task.objects.exists()
        done = playbooks.apply(playbook, launch, by=petra)
        assert without_objects(done.as_dict()) == without_objects(foreseen.as_dict())
        assert done.as_dict()["items"][1]["object"] == Task.objects.get().pk

    def test_each_thing_has_its_event_and_the_application_one(
        self, playbook: Playbook, launch: Launch, petra: Member
    ) -> None:
        before = len(kinds())
        playbooks.apply(playbook, launch, by=petra)
        assert kinds()[before:] == ["milestone.created", "task.created", "raci.created", "playbook.applied"]
        event = last("playbook.applied")
        assert (event.launch_id, event.data["revision"]) == (launch.pk, 1)

    def test_what_it_made_moves_with_the_launch(self, playbook: Playbook, launch: Launch, petra: Member) -> None:
        playbooks.apply(playbook, launch, by=petra)
        drain()
        launches.move(launch, to=launch.date + dt.timedelta(days=7), reason="quality", by=petra)
        for model in (Milestone, Task, Gate, Asset):
            thing = model.objects.get()
            assert thing.due == launch.date + dt.timedelta(days=7 + thing.offset_days)

    def test_again_it_changes_nothing(self, playbook: Playbook, launch: Launch, petra: Member) -> None:
        playbooks.apply(playbook, launch, by=petra)
        drain()
        hear_again("playbook.applied")
        before = len(kinds())
        again = playbooks.apply(playbook, launch, by=petra)
        drain()
        assert set(states(again).values()) == {"keep"}
        assert kinds()[before:] == ["playbook.applied"]

    def test_a_newer_revision_changes_adds_and_lists_what_is_gone(
        self, playbook: Playbook, launch: Launch, petra: Member, alice: Member
    ) -> None:
        playbooks.apply(playbook, launch, by=petra)
        drain()
        newer = changed("security", offset_days=-10, details={"quorum": 2})
        newer = [item for item in newer if item["key"] != "pricing"] + [ITEMS[1] | {"key": "terms", "title": "Terms"}]
        playbooks.update(playbook, by=alice, items=newer)
        application = playbooks.apply(playbook, launch, by=petra)
        assert states(application) == {
            "code-freeze": "keep",
            "security": "change",
            "blog": "keep",
            "raci-press": "keep",
            "terms": "create",
            "pricing": "gone",
        }
        shown = {step["key"]: step for step in application.as_dict()["items"]}
        assert shown["security"]["changes"] == {"offset_days": [-7, -10], "quorum": [1, 2]}
        assert shown["security"]["due"] == launch.date - dt.timedelta(days=10)
        drain()
        gate = Gate.objects.get()
        assert (gate.offset_days, gate.due, gate.quorum) == (-10, launch.date - dt.timedelta(days=10), 2)
        assert Task.objects.alive().filter(title="Decide pricing").exists(), "never deleted silently"

    def test_what_people_changed_since_stays(
        self, playbook: Playbook, launch: Launch, petra: Member, alice: Member, quentin: Member
    ) -> None:
        playbooks.apply(playbook, launch, by=petra)
        drain()
        tasks.update(Task.objects.get(), by=petra, title="Decide pricing with finance", offset_days=-30)
        gates.update(Gate.objects.get(), by=quentin, quorum=3)
        assert set(states(playbooks.apply(playbook, launch, by=petra)).values()) == {"keep"}
        playbooks.update(playbook, by=alice, items=changed("pricing", blocks_launch=True))
        application = playbooks.apply(playbook, launch, by=petra)
        assert states(application)["pricing"] == "change"
        task = Task.objects.get()
        assert (task.title, task.offset_days, task.blocks_launch) == ("Decide pricing with finance", -30, True)

    def test_what_people_removed_stays_removed(self, playbook: Playbook, launch: Launch, petra: Member) -> None:
        playbooks.apply(playbook, launch, by=petra)
        tasks.delete(Task.objects.get(), by=petra)
        assert states(playbooks.apply(playbook, launch, by=petra))["pricing"] == "removed"
        assert not Task.objects.alive().exists()

    def test_what_is_finished_stays_as_it_was(
        self, playbook: Playbook, launch: Launch, petra: Member, alice: Member
    ) -> None:
        playbooks.apply(playbook, launch, by=petra)
        tasks.complete(Task.objects.get(), by=petra)
        playbooks.update(playbook, by=alice, items=changed("pricing", offset_days=-60))
        assert states(playbooks.apply(playbook, launch, by=petra))["pricing"] == "keep"

    def test_it_needs_the_product_hat(self, playbook: Playbook, launch: Launch, mark: Member) -> None:
        with pytest.raises(Forbidden, match="product hat"):
            playbooks.apply(playbook, launch, by=mark)

    def test_a_launch_that_is_over_takes_none(self, playbook: Playbook, launch: Launch, petra: Member) -> None:
        launch = launches.transition(launch, to="cancelled", by=petra)
        for dry_run in (True, False):
            with pytest.raises(Conflict, match="nothing left to plan"):
                playbooks.apply(playbook, launch, by=petra, dry_run=dry_run)

    def test_without_a_date_things_wait_for_it(self, playbook: Playbook, product: Product, petra: Member) -> None:
        someday = launches.create(by=petra, name="Someday", products=[product], owner=petra)
        playbooks.apply(playbook, someday, by=petra)
        assert Task.objects.get().due is None
        launches.move(someday, to=dt.date(2027, 9, 1), reason="scope", by=petra)
        assert Task.objects.get().due == dt.date(2027, 8, 12)

    def test_each_thing_costs_a_handful_of_statements(self, alice: Member, launch: Launch) -> None:
        counts = []
        for number in (1, 11):
            items = [ITEMS[1] | {"key": f"task-{number}-{place}"} for place in range(number)]
            plan = playbooks.create(by=alice, name=f"Plan {number}", items=items)
            with CaptureQueriesContext(connection) as captured:
                playbooks.apply(plan, launch, by=alice)
            counts.append(len(captured))
        assert counts[1] - counts[0] <= 10 * 8, "savepoints, a row, its event and its wake-up"

    def test_a_preview_costs_the_same_for_few_and_many_items(self, alice: Member, launch: Launch) -> None:
        counts = []
        for number in (1, 3, 30):
            items = [ITEMS[1] | {"key": f"task-{place}"} for place in range(number)]
            plan = playbooks.create(by=alice, name=f"Plan {number}", items=items)
            with CaptureQueriesContext(connection) as captured:
                playbooks.apply(plan, launch, by=alice, dry_run=True)
            counts.append(len(captured))
        assert counts[0] == counts[1] == counts[2]


class TestBuiltIn:
    @pytest.fixture
    def built_in(self, harbour: Workspace) -> dict[int, Playbook]:
        """The three that LaunchHub brings along, by tier."""
        playbooks.ensure_built_in(harbour)
        return {playbook.tier: playbook for playbook in Playbook.objects.filter(is_built_in=True)}

    def test_a_workspace_has_one_for_each_tier(self, built_in: dict[int, Playbook], harbour: Workspace) -> None:
        assert sorted(built_in) == [1, 2, 3]
        playbooks.ensure_built_in(harbour)
        assert Playbook.objects.count() == 3

    def test_they_come_with_the_first_member(self, harbour: Workspace) -> None:
        drain()
        hear_again("member.joined")
        assert Playbook.objects.filter(is_built_in=True).count() == 3

    def test_they_stay_as_they_are(self, built_in: dict[int, Playbook], alice: Member) -> None:
        for edit in (
            lambda: playbooks.update(built_in[1], by=alice, name="Our big one"),
            lambda: playbooks.put_item(built_in[1], BELL, by=alice),
            lambda: playbooks.remove_item(built_in[1], "kick-off", by=alice),
        ):
            with pytest.raises(Conflict, match="copy it and change the copy"):
                edit()
        assert not Playbook.objects.filter(revision__gt=1).exists()

    def test_a_removed_one_stays_away(self, built_in: dict[int, Playbook], harbour: Workspace, alice: Member) -> None:
        playbooks.delete(built_in[3], by=alice)
        playbooks.ensure_built_in(harbour)
        assert set(Playbook.objects.visible_to(alice).values_list("tier", flat=True)) == {1, 2}

    def test_a_launch_goes_on_with_a_copy_and_keeps_what_it_has(
        self, built_in: dict[int, Playbook], launch: Launch, alice: Member, petra: Member
    ) -> None:
        playbooks.apply(built_in[2], launch, by=petra)
        ours = playbooks.copy(built_in[2], by=alice)
        assert (ours.name, ours.tier, ours.is_built_in) == ("Copy of Tier 2: feature launch", 2, False)
        assert items_of(ours) == items_of(built_in[2])
        drain()
        ours = playbooks.put_item(ours, BELL, by=alice)
        found = states(playbooks.apply(ours, launch, by=petra, dry_run=True))
        assert {key for key, state in found.items() if state != "keep"} == {"ring-the-bell"}

    @pytest.mark.parametrize("tier", [1, 2, 3])
    def test_each_makes_a_whole_plan(
        self, built_in: dict[int, Playbook], tier: int, launch: Launch, petra: Member
    ) -> None:
        playbooks.apply(built_in[tier], launch, by=petra)
        drain()
        assert Milestone.objects.filter(external_id=f"playbook:launch-day:{launch.pk}").get().due == launch.date
        for model in (Milestone, Task, Gate, Asset, RaciLine):
            assert model.objects.filter(launch=launch).exists()
        again = playbooks.apply(built_in[tier], launch, by=petra, dry_run=True)
        assert set(states(again).values()) == {"keep"}

    def test_a_launch_that_grows_keeps_what_it_has(
        self, built_in: dict[int, Playbook], launch: Launch, petra: Member
    ) -> None:
        playbooks.apply(built_in[3], launch, by=petra)
        freeze = Milestone.objects.get(external_id=f"playbook:code-freeze:{launch.pk}")
        grown = states(playbooks.apply(built_in[1], launch, by=petra))
        assert (grown["code-freeze"], grown["positioning"], grown["help-article"]) == ("change", "create", "gone")
        freeze.refresh_from_db()
        assert freeze.offset_days == -30


def test_mallory_sees_none(playbook: Playbook, mallory: Member) -> None:
    assert not Playbook.objects.visible_to(mallory).exists()
    with workspace_context(mallory.workspace):
        assert not Playbook.objects.exists()


class TestOverRest(CollectionContract):
    collection = "playbooks"
    editor = "alice"
    reader = "petra"
    change: ClassVar[dict[str, Any]] = {"name": "Ours, better", "tier": None}

    def fields(self, number: int) -> dict[str, Any]:
        return {"name": f"Plan {number}", "tier": 1, "items": ITEMS}

    def test_shows_its_items_in_their_order(self) -> None:
        shown = self.get(self.make(1))
        assert [item["key"] for item in shown["items"]] == [item["key"] for item in ITEMS]
        assert shown["items"][0].items() >= ITEMS[0].items()
        assert (shown["revision"], shown["is_built_in"]) == (1, False)

    def test_a_bad_item_is_pointed_at(self) -> None:
        response = self.post(self.fields(1) | {"items": [*ITEMS[:1], ITEMS[1] | {"hat": "pirate"}]})
        assert response.status_code == 400
        assert response.json()["errors"][0]["pointer"] == "/items/1/hat"

    def test_is_copied(self) -> None:
        made = self.post({"name": "Ours too"}, self.make(1), "copies")
        assert (made.status_code, made.json()["name"], made.json()["revision"]) == (201, "Ours too", 1)
        assert self.get(made.json()["id"])["items"] == made.json()["items"]
        assert len(made.json()["items"]) == len(ITEMS)

    def test_is_applied_to_a_launch(self, launch: Launch, petra: Member) -> None:
        pk, client = self.make(1), self.api(petra)
        url, body = self.url(pk, "applications"), {"launch": str(launch.pk)}
        dry = client.post(url, body | {"dry_run": True}, content_type="application/json")
        assert dry.status_code == 200
        assert not Task.objects.exists()
        response = client.post(url, body, content_type="application/json")
        assert response.status_code == 201
        assert without_objects(response.json()) == without_objects(dry.json())
        assert {item["state"] for item in response.json()["items"]} == {"create"}

    def test_is_applied_only_by_the_product_hat_and_to_a_launch_in_sight(
        self, launch: Launch, mark: Member, petra: Member
    ) -> None:
        url = self.url(self.make(1), "applications")
        refused = self.api(mark).post(url, {"launch": str(launch.pk)}, content_type="application/json")
        assert refused.status_code == 403
        response = self.api(petra).post(url, {"launch": str(self.make(2))}, content_type="application/json")
        assert response.status_code == 400
        assert response.json()["errors"][0]["pointer"] == "/launch"
