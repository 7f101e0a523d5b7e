"""A POST with an Idempotency-Key happens once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from launchhub.accounts.models import ApiToken
from launchhub.api import idempotency
from launchhub.api.models import FirstAnswer
from tests.api.conftest import HARBOUR, TOKENS
from tests.api.test_problems import expect

JSON = "application/json"
TOKEN = {"name": "CI", "scopes": ["roadmap:read"]}


def send(client: Client, data: Any = TOKEN, key: str = "k-1", url: str = TOKENS) -> Any:
    return client.post(url, data, content_type=JSON, headers={"Idempotency-Key": key})


def made(name: str = "CI") -> int:
    return int(ApiToken.objects.filter(name=name).count())


def test_a_repeat_gets_the_first_answer_and_does_nothing(alices: Client) -> None:
    first, repeat = send(alices), send(alices)
    assert repeat.json() == first.json()
    for name in ("Location", "ETag", "Content-Type"):
        assert repeat.headers[name] == first.headers[name]
    assert (repeat.status_code, made()) == (201, 1)


def test_another_key_or_none_is_another_request(alices: Client) -> None:
    send(alices), send(alices, key="k-2"), alices.post(TOKENS, TOKEN, content_type=JSON)
    assert made() == 3


def test_the_same_key_with_something_else_is_422(alices: Client) -> None:
    send(alices)
    expect(send(alices, TOKEN | {"name": "Other"}), 422)
    expect(send(alices, url=f"{TOKENS}?fields=id"), 422)
    expect(send(alices, {"email": "new@example.com"}, url=f"{HARBOUR}/invitations/"), 422)
    assert made("Other") == 0


def test_what_failed_may_be_tried_again_with_the_same_key(alices: Client) -> None:
    expect(send(alices, TOKEN | {"scopes": []}), 400)
    assert send(alices).status_code == 201


def test_keys_of_two_members_are_two_keys(alices: Client, signed_in: Any, petra: Any) -> None:
    assert send(alices).json()["id"] != send(signed_in(petra)).json()["id"]


def test_a_key_is_forgotten_after_a_day(alices: Client) -> None:
    send(alices)
    FirstAnswer.objects.update(created_at=timezone.now() - timedelta(hours=25))
    assert send(alices, TOKEN | {"name": "Next day"}).status_code == 201
    assert made("Next day") == 1
    assert idempotency.prune() == 0
    FirstAnswer.objects.update(created_at=timezone.now() - timedelta(hours=25))
    assert idempotency.prune() == 1


@pytest.mark.parametrize("key", ["", " ", "x" * 256, "ü", "a b"])
def test_a_key_is_visible_text(alices: Client, key: str) -> None:
    assert "Idempotency-Key" in str(expect(send(alices, key=key), 400)["errors"])


def test_a_secret_in_a_kept_answer_cannot_be_read_from_the_table(alices: Client) -> None:
    secret = send(alices).json()["token"]
    assert secret.encode() not in bytes(FirstAnswer.objects.get().body)


def test_a_kept_answer_is_read_after_the_secret_key_was_replaced(alices: Client, settings: Any) -> None:
    first = send(alices).json()
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "a new key", [settings.SECRET_KEY]
    assert send(alices).json() == first
