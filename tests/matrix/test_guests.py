"""A guest sees what is shared with them and what belongs to it: a launch, and not what it hangs together with."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from launchhub.accounts.models import Member
from launchhub.lib.wall import workspace_context
from qa.actions import defects
from qa.models import Gate
from roadmap.models import Dependency, Feature, Launch
from tests.cast import browser, program
from tests.matrix.asking import Answer, answers, ask, leaks, wrong
from tests.matrix.routes import COLLECTIONS, ROUTES, Route
from tests.matrix.tenants import contents_of
from tests.matrix.world import HIDDEN, SHARED, World

UNSHARED = f"{HIDDEN}|(alice|petra|mark|quentin)@"
"""Words of what is not shared with Vera, and addresses that are not hers."""

OWN = ("watches", "preferences", "notifications", "tokens", "inbox", "members/", "previews/", "here/", "saved")
"""What everybody has for themselves, a guest too; the names of the others; and what writes nothing."""

PARTS = ("launches/<uuid:pk>/", "features/<uuid:pk>/", "gates/<uuid:pk>/", "tasks/<uuid:pk>/", "milestones/<uuid:pk>/")
"""Pages that a guest opens of what is shared with them."""


@pytest.fixture
def vera(world: World) -> Client:
    """Vera's browser."""
    return browser(world.vera)


def shared(world: World) -> Any:
    return lambda model: (world.shared.get(model) or world.hidden[model]).pk


def test_finds_nothing_by_its_id_that_was_not_shared(world: World, vera: Client) -> None:
    def is_right(answer: Answer) -> bool:
        refused = answer.status in (400, 403, 404, 405, 415)
        to_choose_a_file = answer.status == 302 and answer.route.below.startswith("imports/files/")
        return refused or to_choose_a_file or answer.route.model is Member

    given = list(answers(vera, "harbour", world.of_harbour, [route for route in ROUTES if route.is_about_one]))
    assert wrong(given, is_right) == ""
    assert leaks(given, UNSHARED) == ""


def test_no_list_tells_of_what_was_not_shared(world: World, vera: Client) -> None:
    given = list(answers(vera, "harbour", world.of_harbour, [route for route in ROUTES if not route.is_about_one]))
    assert leaks(given, UNSHARED) == ""
    assert leaks(given, SHARED) != "", "what is shared is there"


def test_what_is_shared_does_not_name_what_it_hangs_together_with(world: World, vera: Client) -> None:
    asked = [route for route in ROUTES if route.is_about_one]
    given = list(answers(vera, "harbour", shared(world), asked, ["get"]))
    assert leaks(given, UNSHARED) == ""
    opened = {answer.route.below for answer in given if answer.status == 200}
    assert set(PARTS) <= opened


def test_writes_nothing_but_what_is_their_own(world: World, vera: Client) -> None:
    asked = [route for route in ROUTES if not route.below.startswith(OWN)]
    before = contents_of(world.alice)
    given = list(answers(vera, "harbour", shared(world), asked, ["post", "patch", "delete"]))
    assert wrong(given, lambda answer: answer.status in (302, 400, 403, 404, 405, 415, 422)) == ""
    assert contents_of(world.alice) == before


def test_no_search_no_order_and_no_expansion_gives_it_away(world: World, vera: Client) -> None:
    for route in COLLECTIONS:
        view, address = route.view.cls, route.address("harbour", None)
        for word in (HIDDEN, "petra@", "alice@example.com") if view.search_fields else ():
            found = ask(vera, "get", address, {"search": word}).json()
            assert found.get("results", []) == [], (route.below, word)
        queries = [{"expand": name} for name in view.expandable()] + [{"ordering": name} for name in view.orderings()]
        for query in queries:
            given = Answer(f"{route.below} {query}", route, "get", ask(vera, "get", address, query))
            assert given.said(UNSHARED) == [], given.asked


def test_readiness_keeps_its_verdict_and_does_not_say_whose_fault_it_is(world: World) -> None:
    address = Route("api/v1/<slug:workspace>/launches/<uuid:pk>/", None).address("harbour", world.shared[Launch].pk)
    seen, known = (program(who).get(address).json()["readiness"] for who in (world.vera, world.alice))
    assert seen["verdict"] == known["verdict"] == "no_go"
    assert [len(seen[part]) for part in ("blockers", "risks")] == [len(known[part]) for part in ("blockers", "risks")]
    assert seen["tracks"] == known["tracks"]
    unnamed = [finding for finding in seen["blockers"] if "not shared with you" in finding["detail"]]
    assert {finding["kind"] for finding in unnamed} == {"dependency", "open_blocker", "broken_claim"}
    assert {finding["object"]["title"] for finding in unnamed} == {f"{SHARED} launch"}
    assert any(finding["object"]["title"] == f"{SHARED} gate" for finding in seen["blockers"])


def test_a_dependency_shows_when_both_of_its_ends_do(world: World) -> None:
    links = program(world.vera).get("/api/v1/harbour/dependencies/").json()["results"]
    assert links == []
    with workspace_context(world.alice.workspace):
        other = Feature.objects.create(
            workspace=world.alice.workspace, title="Near", product=world.shared[Feature].product,
            launch=world.shared[Launch],
        )  # fmt: skip
        edge = Dependency.objects.create(
            workspace=world.alice.workspace, from_feature=world.shared[Feature], to_feature=other
        )
    [link] = program(world.vera).get("/api/v1/harbour/dependencies/").json()["results"]
    assert link["id"] == str(edge.pk)


def test_sees_names_and_no_addresses_but_their_own(world: World) -> None:
    people = program(world.vera).get("/api/v1/harbour/members/?ordering=email").json()["results"]
    assert {person["name"]: person["email"] for person in people} == {
        "Alice": "", "Petra": "", "Mark": "", "Quentin": "", "Vera": "vera@example.com", "Wanda": "",
    }  # fmt: skip
    assert program(world.petra).get(f"/api/v1/harbour/members/{world.vera.pk}/").json()["email"] == "vera@example.com"


def test_sees_the_verdict_of_the_room_and_not_its_hidden_reasons(world: World, vera: Client) -> None:
    page = vera.get(f"/harbour/launches/{world.shared[Launch].pk}/").content.decode()
    assert "is held up by something that is not shared with you" in page
    assert "No-go" in page


def test_hidden_reasons_of_one_kind_are_said_once(world: World) -> None:
    address = f"/api/v1/harbour/launches/{world.shared[Launch].pk}/"
    with workspace_context(world.alice.workspace):
        [gate] = Gate.objects.filter(launch=world.shared[Launch])
        for title in ("A crash", "Another crash"):
            defects.create(by=world.quentin, title=title, gate=gate, severity="blocker")
    seen, known = (program(who).get(address).json()["readiness"]["blockers"] for who in (world.vera, world.alice))
    assert [len([each for each in found if each["kind"] == "open_blocker"]) for found in (seen, known)] == [1, 3]
