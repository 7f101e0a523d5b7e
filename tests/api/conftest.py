"""What the tests of the REST base ask with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

HARBOUR = "/api/v1/harbour"
MEMBERS, TOKENS, EVENTS = f"{HARBOUR}/members/", f"{HARBOUR}/tokens/", f"{HARBOUR}/events/"


@pytest.fixture
def alices(api: Callable[..., Client], alice: Any) -> Client:
    """A client with a token of Alice, for everything."""
    return api(alice)


@pytest.fixture
def document(db: None) -> dict[str, Any]:
    """The OpenAPI description."""
    response = Client().get("/api/schema/")
    assert response.status_code == 200
    body: dict[str, Any] = response.json()
    return body


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield the path and method of each operation, and the operation."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation
