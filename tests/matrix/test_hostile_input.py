"""What a browser can send that no text holds: a clear answer, nothing half written, never a 500.

What REST takes as JSON is tried in `tests/api`.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from qa.models import Gate
from tests.cast import browser
from tests.matrix.asking import ask
from tests.matrix.routes import ROUTES
from tests.matrix.tenants import contents_of
from tests.matrix.world import World

TYPED = {
    "NUL": "a\0b",
    "escape": "a\x1b[31mb",
    "lone surrogate": "a\ud800b",
    "huge number": "9" * 400,
}
LANDED = (200, 204, 302, 400, 403, 404, 405, 409, 412, 413, 415, 422)
PAGES = [route for route in ROUTES if not route.is_rest]


@pytest.fixture
def alice(world: World) -> Client:
    """Alice's browser, which gets a breakdown as an answer."""
    client = browser(world.alice)
    client.raise_request_exception = False
    return client


def as_bytes(value: str) -> Any:
    """Return a text as a browser could send it, halves of surrogate pairs too."""
    return value.encode("utf-8", "surrogatepass")


@pytest.mark.parametrize("what", ["NUL", "escape", "lone surrogate"])
def test_what_no_text_holds_is_refused_at_its_field_and_not_written(world: World, alice: Client, what: str) -> None:
    before = contents_of(world.alice)
    for address, field in (
        ("/harbour/products/new/", "name"), ("/harbour/launches/new/", "name"), ("/harbour/tokens/new/", "name"),
        (f"/harbour/gates/{world.of_harbour(Gate)}/edit/", "name"),
    ):  # fmt: skip
        response = alice.post(address, {field: as_bytes(TYPED[what])})
        assert response.status_code == 422, (address, what)
    assert contents_of(world.alice) == before


@pytest.mark.parametrize("what", ["NUL", "lone surrogate", "huge number"])
def test_no_parameter_of_a_page_breaks_it(world: World, alice: Client, what: str) -> None:
    names = ("q", "page", "status", "owner", "tier", "product", "ahead", "state", "launch", "kind", "after", "channel",
             "unread", "noun", "target", "date", "reason", "cascade", "suite", "next", "item", "hat")  # fmt: skip
    value = TYPED[what]
    for route in PAGES:
        if "uuid:pk" in route.path and route.below.count("/") > 2:
            continue
        address = route.address("harbour", world.of_harbour(route.model) if route.is_about_one else None)
        response = ask(alice, "get", address, dict.fromkeys(names, as_bytes(value)))
        assert response.status_code in LANDED, (address, what)
