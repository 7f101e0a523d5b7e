"""Asking for what is guessed: passwords, tokens, links."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from launchhub.lib.limits import PATIENCE, PREFIX, valkey

LOGIN, RESET = "/accounts/login/", "/accounts/password/reset/"
MEMBERS = "/api/v1/harbour/members/"
ALICE = "alice@example.com"
OFFICE = "198.51.100.1"


@pytest.fixture
def counted_anew(settings: Any) -> Iterator[None]:
    """Nobody has tried anything yet, and each request names its client as the nearest proxy does."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    settings.WRONG_TOKENS_PER_MINUTE = settings.SECRET_LINKS_PER_MINUTE = 60
    _forget()
    yield
    _forget()


def _forget() -> None:
    if keys := valkey(PATIENCE).keys(f"{PREFIX}*"):
        valkey(PATIENCE).delete(*keys)


def sign_in(email: str = ALICE, password: str = "wrong", address: str = OFFICE) -> Any:  # noqa: S107
    """Send the form of the login page from an address."""
    return Client().post(LOGIN, {"login": email, "password": password}, headers={"X-Forwarded-For": address})


def ask(token: str) -> Any:
    """Ask for the members of Harbour with an API token."""
    return Client(headers={"authorization": f"Bearer {token}", "X-Forwarded-For": OFFICE}).get(MEMBERS)
