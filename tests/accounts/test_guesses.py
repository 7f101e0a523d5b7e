"""What guessing is counted for, and what those who are refused are told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client

from launchhub.accounts.models import Member
from launchhub.accounts.models.tokens import new_token
from launchhub.lib.limits import valkey
from tests.accounts.guessing import ALICE, RESET, ask, counted_anew, sign_in
from tests.cast import PASSWORD, new_user

__all__ = ["counted_anew"]
pytestmark = pytest.mark.usefixtures("counted_anew", "alice")

TEN_AND_NO_MORE = [200] * 10 + [429]


def test_whoever_guesses_elsewhere_does_not_lock_a_person_out() -> None:
    assert [sign_in().status_code for _ in range(11)] == TEN_AND_NO_MORE
    assert sign_in(password=PASSWORD, address="203.0.113.7").status_code == 302


def test_the_right_password_costs_nothing() -> None:
    assert {sign_in(password=PASSWORD).status_code for _ in range(11)} == {302}
    assert [sign_in().status_code for _ in range(11)] == TEN_AND_NO_MORE


def test_right_passwords_in_between_win_no_guesses_back() -> None:
    new_user("Mallory")
    for _ in range(10):
        assert sign_in().status_code == 200
        assert sign_in("mallory@example.com", PASSWORD).status_code == 302
    assert sign_in().status_code == 429


@pytest.mark.parametrize(
    "spelling", ["SID@SHIP.EXAMPLE", " sid@ship.example ", "sid@\N{LATIN SMALL LETTER LONG S}hip.example"]
)
def test_another_spelling_is_the_same_account(spelling: str) -> None:
    assert [sign_in("sid@ship.example").status_code for _ in range(11)] == TEN_AND_NO_MORE
    assert sign_in(spelling).status_code == 429


def test_addresses_of_one_ipv6_network_are_one_client() -> None:
    answers = [sign_in(address=f"2001:db8:1:2::{number:x}") for number in range(11)]
    assert [answer.status_code for answer in answers] == TEN_AND_NO_MORE
    assert sign_in(address="2001:db8:1:3::1").status_code == 200


def test_only_the_nearest_proxy_is_believed_about_the_client() -> None:
    answers = [sign_in(address=f"203.0.113.{number}, 198.51.100.1") for number in range(11)]
    assert [answer.status_code for answer in answers] == TEN_AND_NO_MORE


def test_without_a_proxy_nobody_is_believed(settings: Any) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0
    answers = [sign_in(address=f"203.0.113.{number}") for number in range(11)]
    assert [answer.status_code for answer in answers] == TEN_AND_NO_MORE


def test_the_refusal_says_when_to_try_again() -> None:
    refused = [sign_in() for _ in range(11)][-1]
    assert 0 < int(refused.headers["Retry-After"]) <= 300
    assert "Try again in 5 minutes" in refused.content.decode()


def test_an_account_that_is_none_is_answered_like_one() -> None:
    def shown(email: str) -> list[tuple[int, int]]:
        answers = [sign_in(email) for _ in range(11)]
        return [(answer.status_code, answer.content.decode().count("not correct")) for answer in answers]

    assert shown(ALICE) == shown("nobody@example.com") == [(200, 1)] * 10 + [(429, 0)]


def test_a_reset_tells_nothing_about_who_is_known() -> None:
    known, unknown = (Client().post(RESET, {"email": email}) for email in (ALICE, "nobody@example.com"))
    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])


def test_an_open_session_is_no_way_to_guess_its_password(alice: Member) -> None:
    client = Client()
    client.force_login(alice.user)
    guess = {"oldpassword": "wrong", "password1": "a brand new phrase", "password2": "a brand new phrase"}
    answers = [client.post("/accounts/password/change/", guess).status_code for _ in range(11)]
    assert answers == TEN_AND_NO_MORE
    assert client.post("/accounts/reauthenticate/", {"password": PASSWORD}).status_code == 429


def test_of_the_codes_of_a_second_factor_5_are_looked_at(alice: Member) -> None:
    TOTP.activate(alice.user, "JBSWY3DPEHPK3PXP")
    code, *_ = RecoveryCodes.activate(alice.user).get_unused_codes()

    def enter(code: str) -> int:
        client = Client()
        client.post("/accounts/login/", {"login": ALICE, "password": PASSWORD})
        return int(client.post("/accounts/2fa/authenticate/", {"code": code}).status_code)

    assert enter(code) == 302
    assert [enter("none") for _ in range(6)] == [200] * 5 + [429]
    assert enter(code) == 429


@pytest.mark.parametrize("address", ["/accounts/unsubscribe/made-up/", "/accounts/password/reset/key/1-made-up/"])
def test_links_are_opened_60_times_a_minute(address: str) -> None:
    answers = [Client().get(address).status_code for _ in range(61)]
    assert 429 not in answers[:-1]
    assert answers[-1] == 429


@pytest.fixture
def no_valkey(settings: Any) -> Iterator[None]:
    """Valkey does not answer."""
    present, settings.REDIS_URL = settings.REDIS_URL, "redis://127.0.0.1:1/0"
    valkey.cache_clear()
    yield
    settings.REDIS_URL = present
    valkey.cache_clear()


def test_without_valkey_nothing_can_be_guessed_and_open_sessions_go_on(
    alice: Member, signed_in: Any, no_valkey: None
) -> None:
    refused = sign_in(password=PASSWORD)
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5")
    assert signed_in(alice).get("/harbour/members/").status_code == 200
    assert ask(new_token()).status_code == 401
    assert Client().get("/invitations/made-up/").status_code == 404
