"""Many at once: all or nothing, errors by index."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.api.conftest import HARBOUR
from tests.api.test_problems import expect, pointers

BULK = f"{HARBOUR}/invitations/bulk/"


def invitations(count: int) -> list[dict[str, Any]]:
    return [{"email": f"new{number}@example.com"} for number in range(count)]


def send(client: Client, data: Any) -> Any:
    return client.post(BULK, data, content_type="application/json")


def test_creates_all_in_the_order_given_and_shows_each_secret(alices: Client) -> None:
    response = send(alices, invitations(5))
    assert response.status_code == 201
    results = response.json()["results"]
    assert [row["email"] for row in results] == [row["email"] for row in invitations(5)]
    assert len({row["secret"] for row in results}) == 5


def test_the_limit_is_1000(alices: Client) -> None:
    assert len(send(alices, invitations(1000)).json()["results"]) == 1000
    expect(send(alices, invitations(1001)), 400)


@pytest.mark.parametrize("body", [[], {}, None, "x", [1], [[]], [None]])
def test_anything_but_a_list_of_objects_is_refused(alices: Client, body: Any) -> None:
    expect(send(alices, body), 400)


def test_every_error_is_told_by_its_place_and_nothing_is_made(alices: Client, petra: Any) -> None:
    body = [*invitations(2), {"email": "x"}, {"email": petra.email}, {"role": "boss"}]
    assert pointers(send(alices, body)) == ["/2/email", "/4/email", "/4/role"]
    del body[4], body[2]
    assert pointers(send(alices, body)) == ["/2/email"]
    assert alices.get(f"{HARBOUR}/invitations/").json()["results"] == []


def test_is_checked_without_a_query_per_object(alices: Client) -> None:
    wrong = [{"email": "x"}]
    send(alices, wrong)
    with CaptureQueriesContext(connection) as few:
        send(alices, wrong)
    with CaptureQueriesContext(connection) as many:
        send(alices, wrong * 500)
    assert len(many) == len(few)


def test_needs_the_right(signed_in: Any, petra: Any) -> None:
    expect(send(signed_in(petra), invitations(2)), 403)
