"""Whoever asks whether somebody has an account learns nothing: the same answer, for the same work.

The work that takes long enough to be measured from outside is hashing a password and sending an e-mail. Both are
counted; no clock is asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core import mail
from django.test import Client

from launchhub.accounts.actions import invitations
from launchhub.accounts.models import Member
from tests.accounts.guessing import ALICE, LOGIN, RESET, counted_anew
from tests.cast import PASSWORD

__all__ = ["counted_anew"]
pytestmark = pytest.mark.usefixtures("counted_anew")

NOBODY = "nobody@example.com"
SIGN_UP = "/accounts/signup/"


class CountingHasher(Argon2PasswordHasher):
    """The hasher that LaunchHub uses, which counts how often it is set to work."""

    runs = 0

    def encode(self, password: str, salt: str) -> str:
        """Hash a password."""
        CountingHasher.runs += 1
        return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        """Hash a password, to compare it."""
        CountingHasher.runs += 1
        return bool(super().verify(password, encoded))


@pytest.fixture
def guessed(alice: Member, settings: Any) -> Member:
    """Alice, whose password is hashed as it is everywhere but in these tests."""
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    alice.user.set_password(PASSWORD)
    alice.user.save()
    return alice


def seen(ask: Callable[[str], Any], email: str) -> tuple[Any, ...]:
    """Return what somebody learns who asks about an e-mail address: the answer, and the work that it took."""
    CountingHasher.runs, letters = 0, len(mail.outbox)
    answer = ask(email)
    page = re.sub(r'csrf\w*" value="\w+"', "", answer.content.decode().replace(email, "…"))
    headers = sorted(answer.headers), answer.headers.get("Location")
    return answer.status_code, headers, page, CountingHasher.runs, len(mail.outbox) - letters


def sign_in(email: str) -> Any:
    return Client().post(LOGIN, {"login": email, "password": "wrong"})


def reset(email: str) -> Any:
    return Client().post(RESET, {"email": email})


def sign_up(email: str, client: Client | None = None) -> Any:
    form = {"name": "Mallory", "email": email, "password1": PASSWORD, "password2": PASSWORD}
    return (client or Client()).post(SIGN_UP, form)


@pytest.mark.parametrize(("ask", "hashes", "letters"), [(sign_in, 1, 0), (reset, 0, 1), (sign_up, 0, 0)])
def test_an_address_that_has_no_account_is_treated_like_one_that_has(
    guessed: Member, ask: Callable[[str], Any], hashes: int, letters: int
) -> None:
    assert seen(ask, ALICE)[-2:] == (hashes, letters)
    assert seen(ask, NOBODY) == seen(ask, ALICE)


@pytest.mark.parametrize("lacking", ["is_active", "password"])
def test_an_account_that_nobody_can_sign_in_to_is_treated_like_any_other(guessed: Member, lacking: str) -> None:
    if lacking == "password":
        guessed.user.set_unusable_password()
    else:
        guessed.user.is_active = False
    guessed.user.save()
    assert seen(sign_in, ALICE) == seen(sign_in, NOBODY)


def test_an_invitation_is_no_way_to_ask_about_others(guessed: Member) -> None:
    _, secret = invitations.create(by=guessed, email="quentin@example.com")
    client = Client()
    client.get(f"/invitations/{secret}/", follow=True)
    known, unknown = (seen(lambda email: sign_up(email, client), email) for email in (ALICE, NOBODY))
    assert "The invitation is for quentin@example.com" in known[2]
    assert known == unknown
