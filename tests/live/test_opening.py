"""How a stream begins: who may have it, and what it catches up with."""

import json
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from launchhub.accounts.models import Member
from launchhub.events.models import Event
from launchhub.events.seal import seal_all
from roadmap.actions import goals, products

pytestmark = pytest.mark.django_db

ADDRESS = "/api/v1/harbour/stream/"


def sent(response: Any) -> list[str]:
    """Return the kinds of the events in an answer."""
    lines = response.content.decode().splitlines()
    return [line.removeprefix("event: ") for line in lines if line.startswith("event: ")]


@pytest.fixture
def three_products(petra: Member) -> None:
    for key in ("PAY", "SHP", "APP"):
        products.create(by=petra, name=key, key=key)
    while seal_all():
        pass


def test_a_page_hears_of_what_happened_after_its_rows_were_read(petra: Member, signed_in: Any, api: Any) -> None:
    seal_all()
    read = False

    def meanwhile(execute: Any, sql: str, *rest: Any) -> Any:
        nonlocal read
        found = execute(sql, *rest)
        if not read and 'FROM "roadmap_goal"' in sql:
            read = True
            goals.create(by=petra, owner=petra, title="Fewer refunds", metric="Refunds a day", target=20)
            seal_all()
        return found

    with connection.execute_wrapper(meanwhile):
        page = signed_in(petra).get("/harbour/goals/").content.decode()
    assert read
    assert "Fewer refunds" not in page
    [position] = re.findall(r'data-position="(\d+)"', page)
    assert sent(api(petra).get(f"{ADDRESS}?after={position}")) == ["goal.created"]


@pytest.mark.usefixtures("three_products")
def test_it_begins_with_now(alice: Member, api: Any) -> None:
    answer = api(alice).get(ADDRESS)
    assert answer.headers["Content-Type"] == "text/event-stream"
    assert answer.content == b"retry: 1000\n\n"


@pytest.mark.usefixtures("three_products")
@pytest.mark.parametrize("where", ["header", "position", "id"])
def test_it_begins_where_the_client_was(where: str, alice: Member, api: Any) -> None:
    first = Event.objects.get(position=1)
    headers = {"Last-Event-ID": "1"} if where == "header" else {}
    query = {"header": "", "position": "?after=1", "id": f"?after={first.pk}"}[where]
    everything = sent(api(alice).get(ADDRESS + "?after=0"))
    assert sent(api(alice).get(ADDRESS + query, headers=headers)) == everything[1:]
    assert everything[-3:] == ["product.created"] * 3


@pytest.mark.usefixtures("three_products")
def test_it_is_narrowed_down_like_the_spine(alice: Member, api: Any) -> None:
    answer = api(alice).get(ADDRESS + "?after=0&kind=product.created")
    assert sent(answer) == ["product.created"] * 3


@pytest.mark.usefixtures("three_products")
def test_its_slim_form_says_what_changed_and_never_the_data(alice: Member, petra: Member, api: Any) -> None:
    seal_all()
    answer = api(alice).get(ADDRESS + "?form=slim&after=0&kind=product.created").content.decode()
    [_, first, *_] = answer.split("\n\n")
    position, data = first.splitlines()
    event = Event.objects.get(position=int(position.removeprefix("id: ")))
    assert json.loads(data.removeprefix("data: ")) == {
        "kind": "product.created",
        "noun": "product",
        "id": str(event.subject_id),
        "launch": None,
        "actor": str(petra.pk),
    }
    assert "PAY" not in answer


@pytest.mark.parametrize(
    ("query", "header", "named"),
    [
        ("?form=fat", "", "form"),
        ("?kind=product.invented", "", "kind"),
        ("?launch=x", "", "launch"),
        ("?after=-1", "", "after"),
        ("?colour=red", "", "colour"),
        ("", "yesterday", "Last-Event-ID"),
        ("", "9" * 30, "Last-Event-ID"),
    ],
)
def test_bad_input_is_named(query: str, header: str, named: str, alice: Member, api: Any) -> None:
    answer = api(alice).get(ADDRESS + query, headers={"Last-Event-ID": header} if header else {})
    assert answer.status_code == 400
    assert [error["parameter"] for error in answer.json()["errors"]] == [named]


def test_guests_have_no_feed(vera: Member, api: Any) -> None:
    assert api(vera).get(ADDRESS).status_code == 403


def test_a_token_needs_the_scope(alice: Member, api: Any) -> None:
    assert api(alice, "qa:write").get(ADDRESS).status_code == 403


def test_nobody_else_learns_that_it_exists(mallory: Member, api: Any, client: Client) -> None:
    assert api(mallory).get(ADDRESS).status_code == 404
    assert client.get(ADDRESS).status_code == 401


def test_the_number_of_queries_is_constant(alice: Member, petra: Member, api: Any) -> None:
    client = api(alice)
    client.get(ADDRESS)
    counts = []
    for keys in (["PAY"], ["SHP", "APP"]):
        for key in keys:
            products.create(by=petra, name=key, key=key)
        seal_all()
        with CaptureQueriesContext(connection) as queries:
            client.get(ADDRESS + "?after=0")
        counts.append(len(queries))
    assert counts[0] == counts[1]
