"""Asking for the kernel's pages as a browser does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from launchhub.accounts.models import Member
from tests.roadmap.conftest import launch, product, refunds

__all__ = ["Ask", "ask", "launch", "product", "queries", "refunds", "text"]

Ask = Callable[..., Any]


@pytest.fixture
def ask(signed_in: Callable[[Member], Client]) -> Ask:
    """Return a function that gets a page of Harbour as a member, or posts a form to it; `fragment` asks as htmx."""
    clients: dict[Any, Client] = {}

    def asked(
        member: Member, path: str, data: Any = None, *, fragment: bool = False, workspace: str = "harbour"
    ) -> Any:
        client = clients.setdefault(member.pk, signed_in(member))
        headers = {"HX-Request": "true", "HX-Request-Type": "partial"} if fragment else {}
        address = path if path.startswith("/") else f"/{workspace}/{path}"
        if data is None:
            return client.get(address, headers=headers)
        return client.post(address, data, headers=headers)

    return asked


@pytest.fixture
def queries(ask: Ask) -> Callable[[Member, str], int]:
    """Return a function that counts the queries of a page, once the session is warm."""

    def count(member: Member, path: str) -> int:
        ask(member, path)
        with CaptureQueriesContext(connection) as captured:
            assert ask(member, path).status_code == 200
        return len(captured)

    return count


def text(response: Any) -> str:
    """Return the page as text."""
    return str(response.content.decode())
