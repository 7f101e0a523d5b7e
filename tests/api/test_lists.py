"""Lists: pages, order, filters, search, and what of a row is shown."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from launchhub.accounts.actions import members, tokens
from tests.api.conftest import MEMBERS, TOKENS
from tests.api.test_problems import expect

SOON = dt.datetime(2040, 1, 1, tzinfo=dt.UTC)


@pytest.fixture
def many(alice: Any) -> list[str]:
    """Seven tokens: names repeat, and some never expire."""
    rows = [
        tokens.create(
            by=alice,
            name=f"Token {number % 3}",
            scopes=["qa:read"],
            expires_at=SOON + dt.timedelta(days=number) if number % 2 else None,
        )[0]
        for number in range(7)
    ]
    return [str(row.pk) for row in rows]


def walk(client: Client, url: str, towards: str) -> list[list[str]]:
    """Return the ids of each page from an address on."""
    pages = []
    while url:
        page = client.get(url).json()
        pages.append([row["id"] for row in page["results"]])
        url = page[towards]
    return pages


@pytest.mark.parametrize("ordering", ["id", "-id", "name", "-name", "expires_at", "-expires_at", "-name,expires_at"])
def test_pages_hold_each_row_once_and_lead_back(alices: Client, many: list[str], ordering: str) -> None:
    url = f"{TOKENS}?ordering={ordering}"
    whole = [row["id"] for row in alices.get(url).json()["results"]]
    assert set(many) <= set(whole)
    pages = walk(alices, f"{url}&page_size=3", "next")
    assert list(itertools.chain(*pages)) == whole
    last = f"{url}&page_size=3"
    while following := alices.get(last).json()["next"]:
        last = following
    assert walk(alices, last, "previous")[::-1] == pages


def test_rows_without_a_value_come_last(alices: Client, many: list[str]) -> None:
    for ordering in ("expires_at", "-expires_at"):
        values = [row["expires_at"] for row in alices.get(TOKENS, {"ordering": ordering}).json()["results"]]
        given = [value for value in values if value]
        assert values == sorted(given, reverse=ordering.startswith("-")) + [None] * (len(values) - len(given))


def test_a_page_stays_in_place_when_rows_come_and_go(alices: Client, many: list[str], alice: Any) -> None:
    first = alices.get(TOKENS, {"page_size": 3, "ordering": "-id"}).json()
    tokens.create(by=alice, name="New", scopes=["qa:read"])
    second = alices.get(first["next"]).json()
    assert not {row["id"] for row in first["results"]} & {row["id"] for row in second["results"]}


@pytest.mark.parametrize("size", ["0", "1001", "-1", "ten", "", "1.5", "٣", "9" * 50])
def test_a_page_has_1_to_1000_rows(alices: Client, size: str) -> None:
    problem = expect(alices.get(TOKENS, {"page_size": size}), 400)
    assert problem["errors"] == [{"parameter": "page_size", "detail": "Write a number from 1 to 1000."}]


@pytest.mark.parametrize("cursor", ["x", "W10", "bnVsbA", "WzFd", "%00", "W2ZhbHNlLFtdXQ", "W2ZhbHNlLCJub25lIl0"])
def test_a_cursor_that_is_none_is_refused(alices: Client, cursor: str) -> None:
    assert expect(alices.get(f"{TOKENS}?cursor={cursor}"), 400)["errors"][0]["parameter"] == "cursor"


def test_a_cursor_of_another_order_is_refused(alices: Client, many: list[str]) -> None:
    following = alices.get(TOKENS, {"page_size": 1, "ordering": "name"}).json()["next"]
    expect(alices.get(following.replace("ordering=name", "ordering=expires_at,name")), 400)


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("colour=red", "colour"),
        ("ordering=digest", "ordering"),
        ("ordering=user__password", "ordering"),
        ("fields=digest", "fields"),
        ("expand=user", "expand"),
        ("role=boss", "role"),
        ("id=1", "id"),
        ("updated_after=yesterday", "updated_after"),
        ("updated_after=9999-12-31T23:59:59-20:00", "updated_after"),
        ("search=a%00b", "search"),
        ("role=admin&role=guest", "role"),
        ("user__password=x", "user__password"),
    ],
)
def test_a_parameter_that_makes_no_sense_is_refused_by_name(alices: Client, query: str, parameter: str) -> None:
    problem = expect(alices.get(f"{MEMBERS}?{query}"), 400)
    assert [error["parameter"] for error in problem["errors"]] == [parameter]
    assert parameter in problem["detail"]


def names(response: Any) -> list[str]:
    assert response.status_code == 200, response.content
    return [row["name"] for row in response.json()["results"]]


def test_filters_by_any_of_several_values(alices: Client, petra: Any, mark: Any, vera: Any) -> None:
    assert names(alices.get(MEMBERS, {"role": "admin,guest"})) == ["Alice", "Vera"]
    assert names(alices.get(MEMBERS, {"hats": "product"})) == ["Alice", "Petra"]
    assert names(alices.get(MEMBERS, {"hats": "product,qa"})) == ["Alice"]
    assert names(alices.get(MEMBERS, {"id": f"{mark.pk},{vera.pk}"})) == ["Mark", "Vera"]


def test_filters_by_when_something_changed(alices: Client, petra: Any) -> None:
    moment = petra.updated_at.isoformat()
    assert names(alices.get(MEMBERS, {"updated_after": moment})) == ["Petra"]


def test_what_changed_in_a_period_comes_in_that_order_unless_told(alices: Client, alice: Any, petra: Any) -> None:
    moment = alice.updated_at.isoformat()
    members.update(alice, by=alice, hats=["qa"])
    assert names(alices.get(MEMBERS, {"updated_after": moment})) == ["Petra", "Alice"]
    assert names(alices.get(MEMBERS, {"updated_after": moment, "ordering": "id"})) == ["Alice", "Petra"]


def test_an_instant_may_have_any_offset(alices: Client) -> None:
    """RFC 3339 knows offsets that PostgreSQL does not."""
    assert alices.get(MEMBERS, {"updated_after": "7884-08-31T09:28:36+20:15"}).json()["results"] == []


def test_who_asks_first_does_not_decide_what_the_next_one_sees(
    signed_in: Callable[[Any], Client], alice: Any, petra: Any, vera: Any, mallory: Any, many: list[str]
) -> None:
    """A query is compiled once for all who may see the same, and for nobody else."""
    for asking in (alice, petra, vera, alice):
        client = signed_in(asking)
        emails = {row["id"]: row["email"] for row in client.get(MEMBERS).json()["results"]}
        assert emails[str(alice.pk)] == ("" if asking == vera else "alice@example.com")
        assert client.get(f"{MEMBERS}{alice.pk}/").json()["email"] == emails[str(alice.pk)]
        assert bool(client.get(TOKENS).json()["results"]) == (asking == alice)
    rival = "/api/v1/rival/members/"
    assert [row["id"] for row in signed_in(mallory).get(rival).json()["results"]] == [str(mallory.pk)]
    assert signed_in(mallory).get(f"{rival}{alice.pk}/").status_code == 404


def test_searches_for_all_words(alices: Client, petra: Any, mark: Any) -> None:
    assert names(alices.get(MEMBERS, {"search": "PETRA example"})) == ["Petra"]
    assert names(alices.get(MEMBERS, {"search": "petra mark"})) == []


def test_shows_only_the_fields_named(alices: Client, petra: Any) -> None:
    assert alices.get(f"{MEMBERS}{petra.pk}/", {"fields": "name,version"}).json() == {"name": "Petra", "version": 1}
    rows = alices.get(MEMBERS, {"fields": "name", "ordering": "-email"}).json()["results"]
    assert rows == [{"name": "Petra"}, {"name": "Alice"}]


def test_puts_whole_objects_in_the_place_of_links(alices: Client, alice: Any, many: list[str]) -> None:
    whole = alices.get(f"{MEMBERS}{alice.pk}/").json()
    listed = alices.get(TOKENS, {"expand": "member"}).json()["results"]
    assert [row["member"] for row in listed] == [whole] * len(listed)
    assert alices.get(f"{TOKENS}{many[0]}/", {"expand": "member", "fields": "member"}).json() == {"member": whole}


def test_expanding_costs_one_query_however_many_rows(
    alices: Client, many: list[str], django_assert_num_queries: Any
) -> None:
    alices.get(TOKENS)
    with CaptureQueriesContext(connection) as plain:
        alices.get(TOKENS)
    with django_assert_num_queries(len(plain) + 1):
        alices.get(TOKENS, {"expand": "member"})
