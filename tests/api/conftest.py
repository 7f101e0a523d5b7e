"""What the tests of the REST base ask with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

HARBOUR = "/api/v1/harbour"
MEMBERS, TOKENS, EVENTS = f"{HARBOUR}/members/", f"{HARBOUR}/tokens/", f"{HARBOUR}/events/"


@pytest.fixture
def alices(api: Callable[..., Client], alice: Any) -> Client:
    """A client with a token of Alice, for everything."""
    return api(alice)
