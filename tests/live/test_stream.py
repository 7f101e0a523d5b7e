"""The stream as a client has it: open for as long as it likes, and nothing is missed."""

import datetime as dt
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from typing import Any

import orjson
import psycopg2
import pytest
import requests
from allauth.usersessions.models import UserSession
from django.db import connection
from django.test import Client
from django.utils import timezone
from psycopg2 import sql

from launchhub.accounts.actions import members, tokens, workspaces
from launchhub.accounts.models import ApiToken, Member, User
from launchhub.events.models import Event
from launchhub.events.seal import seal_all
from launchhub.lib.wall import workspace_context
from roadmap.actions import products
from tests.cast import PASSWORD, new_user
from tests.processes import PATIENCE, RELAY, Start, wait_for

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("processes")]


AT_ONCE = 10
"""Seconds, on a busy machine: less than it takes until a quiet stream is told that it is alive."""


class Listener:
    """A client of the stream that has read everything sent so far."""

    def __init__(self, response: requests.Response) -> None:
        self.response = response
        self._lines = response.iter_lines(decode_unicode=True)

    def next_event(self) -> tuple[int, str, dict[str, Any]]:
        """Return id, kind and data of the next event; wait for it."""
        fields: dict[str, str] = {}
        for line in self._lines:
            name, _, value = line.partition(": ")
            if line and name in ("id", "event", "data"):
                fields[name] = value
            elif not line and "data" in fields:
                return int(fields["id"]), fields["event"], orjson.loads(fields["data"])
        raise AssertionError("the stream has ended")

    def ends(self) -> bool:
        """Wait for the end of the stream; say whether it came at once and without an event."""
        begun = time.monotonic()
        return all(not line.startswith("data") and time.monotonic() - begun < AT_ONCE for line in self._lines)


@pytest.fixture
def alice() -> Member:
    """Admin of Harbour, committed."""
    return workspaces.create(name="Harbour", slug="harbour", admin=new_user("Alice"))


@pytest.fixture
def token(alice: Member) -> tuple[ApiToken, str]:
    """A token of Alice's that may read events."""
    with workspace_context(alice.workspace_id):
        return tokens.create(by=alice, name="Feed", scopes=["events:read"])


@pytest.fixture
def server(start: Start) -> str:
    """The address of a running ASGI server."""
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    start(["-m", "granian", "--interface", "asginl", "--port", str(port), "--no-ws", "launchhub.asgi:asgi"])

    def answers() -> bool:
        try:
            return requests.get(f"http://127.0.0.1:{port}/healthz", timeout=PATIENCE).ok
        except requests.ConnectionError:
            return False

    wait_for(answers)
    return f"http://127.0.0.1:{port}"


@pytest.fixture
def listen(server: str, token: tuple[ApiToken, str]) -> Iterator[Callable[..., Listener]]:
    """Return a function that opens a stream."""
    opened = []

    def open_stream(query: str = "", **headers: str) -> Listener:
        headers["Authorization"] = f"Bearer {token[1]}"
        url = f"{server}/api/v1/harbour/stream/{query}"
        opened.append(requests.get(url, headers=headers, stream=True, timeout=PATIENCE))
        return Listener(opened[-1])

    yield open_stream
    for response in opened:
        response.close()


def make(alice: Member, *keys: str) -> None:
    with workspace_context(alice.workspace_id):
        for key in keys:
            products.create(by=alice, name=f"Product {key}", key=key)


def test_an_event_arrives_as_the_spine_gives_it(
    start: Start, alice: Member, server: str, listen: Any, token: tuple[ApiToken, str]
) -> None:
    start(RELAY)
    listener = listen()
    make(alice, "PAY")
    position, kind, data = listener.next_event()
    while kind != "product.created":  # what made the workspace may still be on its way
        position, kind, data = listener.next_event()
    spine = requests.get(
        f"{server}/api/v1/harbour/events/?after={position - 1}",
        headers={"Authorization": f"Bearer {token[1]}"},
        timeout=PATIENCE,
    )
    [same] = spine.json()["results"]
    assert {name: (data[name], same[name]) for name in same if data.get(name) != same[name]} == {}
    assert data == same
    assert data["position"] == position


def test_who_comes_back_with_the_last_id_misses_nothing(alice: Member, listen: Any) -> None:
    make(alice, "PAY", "SHP")
    seal_all()
    listener = listen(**{"Last-Event-ID": "1"})
    positions = [listener.next_event()[0]]
    with workspace_context(alice.workspace_id):
        last = Event.objects.latest("position").position
    while positions[-1] < last:
        positions.append(listener.next_event()[0])
    assert positions == list(range(2, last + 1))
    make(alice, "APP")
    seal_all()
    assert listener.next_event()[0] == last + 1


def test_many_at_once_arrive_in_order(alice: Member, listen: Any) -> None:
    seal_all()
    listeners = [listen(), listen("?kind=product.created")]
    make(alice, *(f"P{number}" for number in range(600)))  # more than is held for those who are behind
    while seal_all():
        pass
    for listener in listeners:
        seen = [listener.next_event() for _ in range(600)]
        assert [data["subject"]["title"] for _, _, data in seen] == [f"Product P{number}" for number in range(600)]


def test_only_what_was_asked_for_arrives(alice: Member, listen: Any) -> None:
    make(alice, "OLD")
    seal_all()
    listener = listen("?kind=member.joined")
    make(alice, "PAY")
    with workspace_context(alice.workspace_id):
        members.add(new_user("Petra"), workspace=alice.workspace, by=alice)
    seal_all()
    assert listener.next_event()[1] == "member.joined"


def test_a_stream_ends_when_its_token_is_revoked(alice: Member, listen: Any, token: tuple[ApiToken, str]) -> None:
    seal_all()
    listener = listen()
    with workspace_context(alice.workspace_id):
        tokens.delete(token[0], by=alice)
    make(alice, "PAY")
    seal_all()
    assert listener.ends()


def test_a_stream_ends_when_its_token_has_run_out(alice: Member, listen: Any, token: tuple[ApiToken, str]) -> None:
    soon = timezone.now() + dt.timedelta(seconds=2)
    with workspace_context(alice.workspace_id):
        ApiToken.objects.filter(pk=token[0].pk).update(expires_at=soon)
    seal_all()
    listener = listen()
    wait_for(lambda: timezone.now() > soon)
    make(alice, "PAY")
    seal_all()
    assert listener.ends()


def test_a_stream_ends_at_once_when_who_has_it_is_signed_out_or_no_longer_let_in(alice: Member, server: str) -> None:
    names = ("Alice", "Petra", "Mark", "Quentin", "Mona")
    with workspace_context(alice.workspace_id):
        for name in names[1:]:
            members.add(new_user(name), workspace=alice.workspace, by=alice)
    seal_all()
    browsers = {name: signed_in(name) for name in names}
    streams = {name: listen_in(server, browser) for name, browser in browsers.items()}
    petras = User.objects.get(name="Petra")
    session = UserSession.objects.get(user=petras)
    assert signed_in("Petra").post(f"/accounts/sessions/{session.pk}/end/").status_code == 302
    browsers["Mark"].post("/accounts/logout/")
    quentin, mona = User.objects.get(name="Quentin"), User.objects.get(name="Mona")
    quentin.is_active = False
    quentin.save()
    mona.set_password("another of Mona's")
    mona.save()
    assert [name for name in names if name != "Alice" and not streams[name].ends()] == []
    make(alice, "PAY")
    seal_all()
    assert streams["Alice"].next_event()[1] == "product.created", "hers goes on"


def test_a_stream_ends_at_once_when_who_has_it_signed_out_while_it_was_opened(alice: Member, server: str) -> None:
    seal_all()
    browser = signed_in("Alice")
    listen_in(server, browser)  # from here on it is heard who signs out
    with ThreadPoolExecutor() as pool, held_up("events"):
        opening = pool.submit(listen_in, server, browser)
        wait_for(somebody_waits_for_a_lock)
        browser.post("/accounts/logout/")
    assert opening.result().ends()


@contextmanager
def held_up(table: str) -> Iterator[None]:
    """Let everybody wait who reads a table."""
    with closing(psycopg2.connect(**connection.get_connection_params())) as other, other, other.cursor() as cursor:
        cursor.execute(sql.SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE").format(sql.Identifier(table)))
        yield


def somebody_waits_for_a_lock() -> bool:
    """Say whether anybody waits in this database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_stat_activity "
            "WHERE wait_event_type = 'Lock' AND datname = current_database())"
        )
        return bool(cursor.fetchone()[0])


def signed_in(name: str) -> Client:
    """Return a browser in which somebody has just signed in."""
    client = Client()
    fields = {"login": f"{name.lower()}@example.com", "password": PASSWORD}
    assert client.post("/accounts/login/", fields).status_code == 302
    return client


def listen_in(server: str, browser: Client) -> Listener:
    """Open a stream in a browser."""
    cookies = {name: morsel.value for name, morsel in browser.cookies.items()}
    url = f"{server}/api/v1/harbour/stream/"
    response = requests.get(url, cookies=cookies, stream=True, timeout=PATIENCE)
    assert response.ok
    return Listener(response)


def test_nothing_of_another_workspace_arrives(alice: Member, listen: Any) -> None:
    mallory = workspaces.create(name="Rival", slug="rival", admin=new_user("Mallory"))
    seal_all()
    listener = listen()
    make(mallory, "EVIL")
    make(alice, "PAY")
    seal_all()
    assert listener.next_event()[2]["subject"]["title"] == "Product PAY"


def test_a_stream_outlives_the_connection_that_hears(alice: Member, listen: Any) -> None:
    seal_all()
    listener = listen()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    make(alice, "PAY")
    seal_all()
    assert listener.next_event()[2]["subject"]["title"] == "Product PAY"


def test_pages_are_served_beside(server: str) -> None:
    page = requests.get(f"{server}/accounts/login/", timeout=PATIENCE)
    assert page.ok
    assert "default-src" in page.headers["Content-Security-Policy"]
