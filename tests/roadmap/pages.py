"""What the tests of the pages share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from launchhub.accounts.models import Member
from tests.cast import share

__all__ = ["HTMX", "SignIn", "at", "queries", "share", "text"]

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}
SignIn = Callable[[Member], Client]


def at(name: str, *, workspace: str = "harbour", **kwargs: Any) -> str:
    """Return the address of a page in Harbour, or in another workspace."""
    return reverse(name, kwargs={"workspace": workspace, **kwargs})


def text(response: Any) -> str:
    """Return what was answered."""
    return str(response.content.decode())


def queries(client: Client, address: str) -> int:
    """Return how many queries a page takes, once what is cached for good is cached."""
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)
