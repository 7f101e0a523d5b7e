"""Playbooks in the browser: a schedule around a launch, shaped item by item, and which launches follow it."""

from __future__ import annotations

import re
from typing import Any

import pytest

from launchhub.accounts.models import Member
from roadmap.actions import launches, playbooks
from roadmap.models import Launch, Playbook, Product
from roadmap.playbook_items import items_of
from tests.roadmap.pages import HTMX, SignIn, at, queries, text
from tests.roadmap.test_playbooks import BELL, ITEMS

GATE = {"title": "Load", "kind": "performance", "place": "T-10 working", "required": "on", "quorum": "2"}


@pytest.fixture
def ours(alice: Member) -> Playbook:
    """One item of each noun."""
    return playbooks.create(by=alice, name="Ours", tier=2, items=ITEMS)


def item_of(playbook: Playbook, key: str) -> dict[str, Any]:
    """Return what is said about an item by now."""
    [found] = [item for item in items_of(playbook) if item["key"] == key]
    return found


def new(playbook: Playbook, kind: str) -> str:
    """Return where an item of a kind is added."""
    return at("roadmap:playbook_item_new", pk=playbook.pk, kind=kind)


def item(playbook: Playbook, key: str) -> str:
    """Return where an item is edited."""
    return at("roadmap:playbook_item", pk=playbook.pk, key=key)


def test_the_list_tells_own_ones_from_those_that_are_built_in(
    signed_in: SignIn, ours: Playbook, launch: Launch, alice: Member, petra: Member
) -> None:
    playbooks.ensure_built_in(alice.workspace)
    playbooks.apply(ours, launch, by=petra)
    page = text(signed_in(petra).get(at("roadmap:playbooks"))).split('id="playbooks"')[1]
    rows = [re.sub(r"<[^>]+>|\s+", " ", row) for row in page.split("<tr>")[2:]]
    assert re.sub(" +", " ", rows[0]).startswith(" Ours Tier 2 5 T\N{MINUS SIGN}20 to T 1 1")
    assert ["Built-in" in row for row in rows] == [False, True, True, True]
    assert "New playbook" not in page
    assert "/copies/" not in page
    assert "New playbook" in text(signed_in(alice).get(at("roadmap:playbooks")))


def test_its_page_says_in_which_week_a_thing_falls_and_who_answers_for_what(
    signed_in: SignIn, ours: Playbook, petra: Member
) -> None:
    page = text(signed_in(petra).get(at("roadmap:playbook", pk=ours.pk)))
    weeks = re.findall(r'scope="rowgroup" colspan="4">(.*?) <span', page)
    assert weeks == [
        "3 weeks before the launch",
        "2 weeks before the launch",
        "The week before the launch",
        "Launch day",
    ]
    for words in ("T\N{MINUS SIGN}14</td>", "Gate, security", "Asset, blog post", "consulted: QA", "No launch ahead"):
        assert words in page
    assert "/items/" not in page, "only admins change it"


def test_a_built_in_one_is_read_and_copied(signed_in: SignIn, alice: Member) -> None:
    playbooks.ensure_built_in(alice.workspace)
    built_in, client = Playbook.objects.get(tier=1), signed_in(alice)
    page = text(client.get(at("roadmap:playbook", pk=built_in.pk)))
    assert "lasts 21 days, until T\N{MINUS SIGN}21" in page
    assert "/items/" not in page
    address = at("roadmap:playbook_copy", pk=built_in.pk)
    assert client.post(address, {"name": ""}).status_code == 422
    answer = client.post(address, {"name": "Our big one"})
    made = Playbook.objects.get(name="Our big one")
    assert answer.headers["Location"] == at("roadmap:playbook", pk=made.pk)
    assert "/items/kick-off/" in text(client.get(at("roadmap:playbook", pk=made.pk)))
    refused = client.post(new(built_in, "gate"), GATE, headers=HTMX)
    assert (refused.status_code, "copy it and change the copy" in text(refused)) == (422, True)


def test_one_is_made_named_deleted_and_restored(signed_in: SignIn, alice: Member, petra: Member) -> None:
    client = signed_in(alice)
    client.post(at("roadmap:playbook_new"), {"name": "Partners", "tier": "3"})
    made = Playbook.objects.get()
    assert (made.name, made.tier) == ("Partners", 3)
    assert "Nothing has a day yet" in text(client.get(at("roadmap:playbook", pk=made.pk)))
    edit = at("roadmap:playbook_edit", pk=made.pk)
    assert client.post(edit, {"name": "Partners", "tier": "9", "version": made.version}).status_code == 422
    client.post(edit, {"name": "All partners", "tier": "", "version": made.version})
    made.refresh_from_db()
    assert (made.name, made.tier, made.revision) == ("All partners", None, 1)
    client.post(at("pages:bin_delete", noun="playbook", pk=made.pk))
    assert "All partners" not in text(client.get(at("roadmap:playbooks"))).split('id="playbooks"')[1]
    client.post(at("pages:bin_restore", noun="playbook", pk=made.pk))
    assert Playbook.objects.visible_to(petra).get() == made


def test_each_kind_of_item_has_fields_of_its_own(signed_in: SignIn, ours: Playbook, alice: Member) -> None:
    client = signed_in(alice)
    client.post(new(ours, "gate"), GATE, headers=HTMX)
    load = {"kind": "performance", "offset_days": -10, "offset_unit": "working", "details": {"quorum": 2}, "hat": "qa"}
    assert item_of(ours, "load").items() >= load.items()
    beta = {
        "title": "Beta",
        "kind": "phase",
        "hat": "product",
        "place": "T-40",
        "length_days": "20",
        "note": "Ten shops",
    }
    client.post(new(ours, "milestone"), beta, headers=HTMX)
    assert item_of(ours, "beta")["details"] == {"length_days": 20, "note": "Ten shops"}
    client.post(new(ours, "asset"), {"title": "Film", "kind": "video", "place": "T", "locale": "de"}, headers=HTMX)
    assert item_of(ours, "film")["details"] == {"locale": "de"}
    line = {"title": "Story", "hat": "marketing", "consulted": ["product", "sales"]}
    client.post(new(ours, "raci"), line, headers=HTMX)
    assert item_of(ours, "story")["details"] == {"consulted": ["product", "sales"]}
    assert client.get(new(ours, "launch")).status_code == 404


def test_the_form_stays_for_the_next_one_when_that_is_wanted(signed_in: SignIn, ours: Playbook, alice: Member) -> None:
    answer = signed_in(alice).post(new(ours, "task"), {**BELL, "place": "T", "more": "1"}, headers=HTMX)
    assert (answer.status_code, "Ring the bell" in text(answer)) == (200, False)
    assert 'id="another" checked' in text(answer)
    assert item_of(ours, "ring-the-bell")["offset_days"] == 0


@pytest.mark.parametrize(
    ("kind", "typed", "told"),
    [
        ("task", {"place": ""}, "This field is required."),
        ("task", {"place": "14 May 2027"}, "so it knows no dates"),
        ("task", {"place": "soon"}, "“soon” is no date here"),
        ("task", {"hat": "pirate"}, "Select a valid choice"),
        ("milestone", {"kind": "phase"}, "say how many days it lasts"),
        ("gate", {"kind": "security", "quorum": "0"}, "greater than or equal to 1"),
    ],
)
def test_bad_input_is_told_at_its_field_and_what_was_typed_stays(
    signed_in: SignIn, ours: Playbook, alice: Member, kind: str, typed: dict[str, str], told: str
) -> None:
    answer = signed_in(alice).post(
        new(ours, kind), {"title": "Ring it", "hat": "sales", "place": "T", **typed}, headers=HTMX
    )
    assert (answer.status_code, told in text(answer), "Ring it" in text(answer)) == (422, True, True)
    assert len(items_of(ours)) == len(ITEMS)


def test_an_item_is_changed_and_what_others_change_is_merged(signed_in: SignIn, ours: Playbook, alice: Member) -> None:
    client, address = signed_in(alice), item(ours, "security")
    shown = text(client.get(address, headers=HTMX))
    opened = dict(re.findall(r'name="(initial-\w+)"[^>]*value="([^"]*)"', shown)) | {"version": str(ours.version)}
    form = {
        "title": "Security review",
        "kind": "security",
        "place": opened["initial-place"],
        "required": "on",
        "quorum": "1",
    }
    playbooks.put_item(ours, item_of(ours, "security") | {"offset_days": -9}, key="security", by=alice)
    assert client.post(address, opened | form, headers=HTMX).status_code == 204
    now = item_of(ours, "security")
    assert (now["title"], now["offset_days"], now["details"]) == ("Security review", -9, {})
    playbooks.remove_item(ours, "security", by=alice)
    assert client.post(address, opened | form, headers=HTMX).status_code == 404
    client.post(at("roadmap:playbook_item_delete", pk=ours.pk, key="blog"), headers=HTMX)
    assert "blog" not in [each["key"] for each in items_of(ours)]


def test_launches_that_follow_it_are_offered_what_is_new(
    signed_in: SignIn, ours: Playbook, launch: Launch, alice: Member, petra: Member, mark: Member
) -> None:
    playbooks.ensure_built_in(alice.workspace)
    playbooks.apply(ours, launch, by=petra)
    page, plan = at("roadmap:playbook", pk=ours.pk), at("roadmap:launch_schedule", pk=launch.pk)
    assert "Up to date" in text(signed_in(petra).get(page))
    assert "was changed since" not in text(signed_in(petra).get(plan))
    form = text(signed_in(alice).get(item(ours, "blog"), headers=HTMX))
    assert "1 launch ahead follows it and is offered the change" in form
    playbooks.put_item(ours, BELL, by=alice)
    shown = text(signed_in(petra).get(page))
    difference = at("roadmap:launch_apply", pk=launch.pk)
    assert "has revision 1" in shown
    assert "Added: ring-the-bell." in shown
    assert f"{difference}?playbook={ours.pk}" in shown
    assert "See the difference" not in text(signed_in(mark).get(page))
    assert "Ours was changed since." in text(signed_in(petra).get(plan))
    assert "Ours was changed since." not in text(signed_in(mark).get(plan))
    offered = text(signed_in(petra).get(difference))
    assert "What Ours, revision 2, does here" in offered
    signed_in(petra).post(difference, {"playbook": ours.pk})
    assert "Up to date" in text(signed_in(petra).get(page))
    assert "was changed since" not in text(signed_in(petra).get(plan))


def test_guests_and_strangers_see_none(
    signed_in: SignIn, ours: Playbook, alice: Member, vera: Member, mallory: Member
) -> None:
    assert "No playbooks yet" in text(signed_in(vera).get(at("roadmap:playbooks")))
    for member in (vera, mallory):
        for address in (at("roadmap:playbook", pk=ours.pk), item(ours, "blog"), new(ours, "task")):
            assert signed_in(member).get(address).status_code == 404
        assert signed_in(member).post(at("pages:bin_restore", noun="playbook", pk=ours.pk)).status_code == 404
    assert signed_in(alice).get(item(ours, "no-such")).status_code == 404


def test_more_of_everything_takes_as_many_queries(
    signed_in: SignIn, ours: Playbook, launch: Launch, product: Product, alice: Member, petra: Member
) -> None:
    client, addresses = signed_in(petra), (at("roadmap:playbooks"), at("roadmap:playbook", pk=ours.pk))
    playbooks.apply(ours, launch, by=petra)
    few = [queries(client, address) for address in addresses]
    for number in range(2):
        more = launches.create(by=petra, name=f"More {number}", products=[product], owner=petra)
        playbooks.apply(playbooks.put_item(ours, BELL | {"title": f"Bell {number}"}, by=alice), more, by=petra)
        playbooks.copy(ours, by=alice)
    assert [queries(client, address) for address in addresses] == few
