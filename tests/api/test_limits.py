"""So many requests a minute, and no more."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from launchhub.api import limits
from launchhub.lib.limits import valkey
from tests.api.conftest import MEMBERS
from tests.api.test_problems import expect


@pytest.fixture
def three(settings: Any) -> None:
    settings.API_RATE_PER_MINUTE = 3


def left(response: Any) -> int:
    found = re.fullmatch(r'"default";r=(\d+);t=(\d+)', response.headers["RateLimit"])
    assert found
    assert 0 < int(found[2]) <= limits.WINDOW
    return int(found[1])


def test_tells_how_much_is_left(three: None, alices: Client) -> None:
    answers = [alices.get(MEMBERS) for _ in range(3)]
    assert [left(answer) for answer in answers] == [2, 1, 0]
    assert {answer.headers["RateLimit-Policy"] for answer in answers} == {'"default";q=3;w=60'}


def test_past_the_limit_is_429_and_told_when_to_come_back(three: None, alices: Client) -> None:
    for _ in range(3):
        assert alices.get(MEMBERS).status_code == 200
    response = alices.get(MEMBERS)
    expect(response, 429)
    assert 0 < int(response.headers["Retry-After"]) <= limits.WINDOW
    assert left(response) == 0


def test_each_token_and_each_person_has_their_own(
    three: None, api: Any, signed_in: Any, alice: Any, petra: Any
) -> None:
    clients = [api(alice), api(alice), signed_in(alice), signed_in(petra)]
    for client in clients:
        assert [client.get(MEMBERS).status_code for _ in range(3)] == [200, 200, 200]


def test_two_browsers_of_one_person_share_it(three: None, signed_in: Any, alice: Any) -> None:
    assert left(signed_in(alice).get(MEMBERS)) == left(signed_in(alice).get(MEMBERS)) + 1


def test_without_valkey_nobody_is_refused(three: None, alices: Client, settings: Any) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    valkey.cache_clear()
    try:
        answers = [alices.get(MEMBERS) for _ in range(5)]
    finally:
        valkey.cache_clear()
    assert [answer.status_code for answer in answers] == [200] * 5
    assert "RateLimit" not in answers[0].headers
