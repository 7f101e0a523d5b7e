"""Guessing passwords, tokens and links: so often and no more, however many try at the same moment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.test import Client

from launchhub.accounts.actions import tokens, workspaces
from launchhub.accounts.models import Member
from launchhub.accounts.models.tokens import new_token
from launchhub.lib.wall import workspace_context
from tests.accounts.guessing import ALICE, RESET, ask, counted_anew, sign_in
from tests.cast import PASSWORD, new_user
from tests.concurrency.together import at_once

__all__ = ["counted_anew"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("counted_anew")]

ATTEMPTS = 200


@pytest.fixture
def alice() -> Member:
    """Admin of a workspace that other connections see too."""
    return workspaces.create(name="Harbour", slug="harbour", admin=new_user("Alice"))


def statuses(attempts: Sequence[Callable[[], Any]]) -> Counter[int]:
    return Counter(answer.status_code for answer in at_once(attempts))


def test_of_200_passwords_10_are_looked_at(alice: Member) -> None:
    assert statuses([sign_in] * ATTEMPTS) == {200: 10, 429: 190}
    assert sign_in(password=PASSWORD).status_code == 429


def test_of_200_passwords_for_as_many_accounts_50_are_looked_at() -> None:
    attempts = [lambda number=number: sign_in(f"person{number}@example.com") for number in range(ATTEMPTS)]
    assert statuses(attempts) == {200: 50, 429: 150}


def test_of_200_passwords_from_as_many_addresses_100_are_looked_at(alice: Member) -> None:
    attempts = [lambda number=number: sign_in(address=f"198.51.100.{number}") for number in range(ATTEMPTS)]
    assert statuses(attempts) == {200: 100, 429: 100}


def test_of_200_resets_5_are_sent(alice: Member, mailoutbox: list[Any]) -> None:
    assert statuses([lambda: Client().post(RESET, {"email": ALICE})] * ATTEMPTS) == {302: 5, 429: 195}
    assert len(mailoutbox) == 5


@pytest.mark.parametrize("guess", [new_token, lambda: "lh_mistyped"])
def test_of_200_tokens_so_many_are_answered_and_a_right_one_always(alice: Member, guess: Callable[[], str]) -> None:
    with workspace_context(alice.workspace):
        _, right = tokens.create(by=None, member=alice, name="CI", scopes=["roadmap:read"])
    assert statuses([lambda: ask(guess())] * ATTEMPTS) == {401: 60, 429: 140}
    refused = ask(guess())
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert 0 < int(refused.headers["Retry-After"]) <= 60
    assert ask(right).status_code == 200


def test_of_200_links_60_are_opened() -> None:
    assert statuses([lambda: Client().get("/invitations/made-up/")] * ATTEMPTS) == {404: 60, 429: 140}
