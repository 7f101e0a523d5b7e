"""Every list of what people wrote words for is searched by them, over REST."""

from __future__ import annotations

import pytest

from tests.cast import program
from tests.matrix.asking import ask
from tests.matrix.routes import COLLECTIONS, Route
from tests.matrix.world import HIDDEN, RIVAL, World

NOT_SEARCHED = {
    "events/": "too many for what no index finds; `search/` finds what they are about",
    "notifications/": "their words are those of events",
    "deliveries/": "their words are those of events",
    "date_moves/": "guests do not read each note, and a search would give it away",
    "test_runs/": "too many; suite, build, source and commit are filters that an index serves",
    **dict.fromkeys(
        ("shares/", "preferences/", "watches/", "column_limits/", "rankings/", "dependencies/"), "have no words"
    ),
}
"""Lists without `?search=`, and why."""

SEARCHED = [route for route in COLLECTIONS if route.view.cls.search_fields]


def test_a_list_without_a_search_has_a_reason() -> None:
    assert {route.below for route in COLLECTIONS if route not in SEARCHED} == set(NOT_SEARCHED)


@pytest.mark.parametrize("workspace", ["harbour", "rival"])
def test_each_finds_its_own_words_and_none_of_another_workspace(world: World, workspace: str) -> None:
    admin, own, strange = {
        "harbour": (world.alice, HIDDEN, RIVAL),
        "rival": (world.mallory, RIVAL, HIDDEN),
    }[workspace]
    client = program(admin)

    def found(route: Route, words: str) -> int:
        return len(ask(client, "get", route.address(workspace, None), {"search": words}).json()["results"])

    written = [route for route in SEARCHED if route.below != "members/"]  # people go by the names of the cast
    assert [route.below for route in written if not found(route, own.upper())] == []
    assert [route.below for route in SEARCHED if found(route, strange) or found(route, f"{own} {strange}")] == []
