"""Who has no business in Harbour learns nothing of it, at no address and by no method, and changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from launchhub.imports.models import Upload
from tests.cast import WalledClient, browser, program
from tests.matrix.asking import Answer, answers, ask, leaks, wrong
from tests.matrix.routes import ROUTES
from tests.matrix.tenants import contents_of
from tests.matrix.world import HIDDEN, SHARED, World

OF_HARBOUR = f"{HIDDEN}|{SHARED}|(alice|petra|mark|quentin|vera)@"
"""Words that stand in Harbour only."""


@pytest.fixture(autouse=True)
def untouched(world: World) -> Iterator[None]:
    """Nothing is written in Harbour, whatever is asked."""
    before = contents_of(world.alice)
    yield
    assert contents_of(world.alice) == before


def is_sent_to_the_door(answer: Answer) -> bool:
    if answer.route.is_rest:
        return answer.status == 401
    return answer.status == 302 and answer.response.headers["Location"].startswith("/accounts/login/")


def is_not_there(answer: Answer) -> bool:
    gone = answer.route.model is Upload and answer.status == 302  # to the choice of a file
    return gone or answer.status in ((404,) if answer.route.is_rest else (404, 405))


def test_nobody_gets_in_without_signing_in(world: World, client: Client) -> None:
    given = list(answers(client, "harbour", world.of_harbour))
    assert wrong(given, is_sent_to_the_door) == ""
    assert leaks(given, OF_HARBOUR) == ""


@pytest.mark.parametrize("header", ["Bearer lh_none", "Bearer", "Basic YWxpY2U6eA==", "Token lh_", ""])
def test_a_credential_that_is_none_opens_nothing(world: World, header: str) -> None:
    response = WalledClient(headers={"authorization": header}).get("/api/v1/harbour/launches/")
    assert (response.status_code, response.headers["WWW-Authenticate"]) == (401, "Bearer")


@pytest.mark.parametrize("way", [browser, program])
def test_a_workspace_does_not_exist_for_members_of_another(world: World, way: Any) -> None:
    asked = [route for route in ROUTES if route.is_rest or way is browser]
    given = list(answers(way(world.mallory), "harbour", world.of_harbour, asked))
    assert wrong(given, lambda answer: answer.status == 404) == ""
    assert leaks(given, OF_HARBOUR) == ""


def test_nothing_of_another_workspace_is_found_by_its_id(world: World) -> None:
    asked = [route for route in ROUTES if route.is_about_one]
    given = list(answers(browser(world.mallory), "rival", world.of_harbour, asked))
    assert wrong(given, is_not_there) == ""
    assert leaks(given, OF_HARBOUR) == ""


def test_everything_else_of_ones_own_workspace_shows_nothing_of_another(world: World) -> None:
    given = list(answers(browser(world.mallory), "rival", world.of_rival))
    assert leaks(given, OF_HARBOUR) == ""
    assert len([answer for answer in given if answer.status < 300]) > 120


def test_no_other_method_gets_further(world: World) -> None:
    mallory, alice = program(world.mallory), browser(world.alice)
    for route in (route for route in ROUTES if route.is_rest):
        address = route.address("harbour", world.of_harbour(route.model) if route.is_about_one else "")
        for method in ("put", "options", "trace"):
            assert ask(alice, method, address).status_code == 405, (method, address)
        head = ask(mallory, "head", address)
        assert (head.status_code in (404, 405), head.content) == (True, b""), address
