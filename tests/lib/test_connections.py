"""Kept connections: whether one has ended is seen before a request goes out on it, and its session keeps plans."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from django.db import NotSupportedError, connection
from pytest_django.fixtures import Settings

from launchhub.embedded import addresses
from launchhub.lib.connections import direct
from launchhub.lib.postgresql.base import MOST_PLANS


@pytest.fixture
def kept(db: None) -> Iterator[Any]:
    """A connection that an earlier request has left open."""
    kept = connection.copy()
    kept.settings_dict |= {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
    yield kept
    kept.close()


def process_of(kept: Any) -> int:
    """Begin a request on the connection and return the PostgreSQL process that answers it."""
    kept.close_if_unusable_or_obsolete()
    with kept.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    return int(pid)


def test_a_connection_is_kept_while_its_other_end_is_there(kept: Any) -> None:
    assert len({process_of(kept) for _ in range(3)}) == 1


def test_a_connection_that_postgresql_ended_is_replaced(kept: Any) -> None:
    before = process_of(kept)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 30000)", [before])  # waits until it is gone
    assert process_of(kept) != before


@pytest.mark.skipif(not hasattr(socket, "TCP_USER_TIMEOUT"), reason="this system has no such limits")
@pytest.mark.parametrize("is_elsewhere", [False, True], ids=["the same server", "a server of its own"])
def test_who_asks_and_who_listens_notice_within_a_minute_that_the_server_has_vanished(
    kept: Any, settings: Settings, is_elsewhere: bool
) -> None:
    kept.ensure_connection()
    settings.RELAY_DATABASE_URL = addresses.database_url(settings.DATA_DIR) if is_elsewhere else ""
    with closing(direct()) as listening:
        for each in (kept.connection, listening):
            assert seconds_until_noticed(each) <= 60


def seconds_until_noticed(session: Any) -> float:
    """Return how long the system waits for a silent server: after something was sent to it, and when nothing is."""
    with socket.socket(fileno=os.dup(session.fileno())) as ours:
        at = socket.IPPROTO_TCP
        assert ours.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
        sent = ours.getsockopt(at, socket.TCP_USER_TIMEOUT) / 1000 or float("inf")
        probes = ours.getsockopt(at, socket.TCP_KEEPINTVL) * ours.getsockopt(at, socket.TCP_KEEPCNT)
        return max(sent, ours.getsockopt(at, socket.TCP_KEEPIDLE) + probes)


def found(kept: Any, note: int) -> int:
    """Return how many notes there are like this one, by a statement that the session keeps planned."""
    with kept.cursor() as cursor:
        name = kept.plan("SELECT count(*) FROM notes WHERE note = $1")
        cursor.execute(f"EXECUTE {name} (%s)", [note])
        (number,) = cursor.fetchone()
    return int(number)


@pytest.fixture
def notes(kept: Any) -> Any:
    """The same connection, with a table of its own."""
    with kept.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE notes AS SELECT 1 AS note")
    return kept


def test_a_session_plans_a_statement_once(notes: Any) -> None:
    assert [found(notes, each) for each in (1, 2, 1)] == [1, 0, 1]
    with notes.cursor() as cursor:
        cursor.execute("SELECT name, generic_plans, custom_plans FROM pg_prepared_statements")
        assert cursor.fetchall() == [("launchhub_0", 3, 0)]


def test_a_plan_outlives_what_is_undone(notes: Any) -> None:
    notes.set_autocommit(False)
    assert found(notes, 1) == 1
    notes.rollback()
    assert found(notes, 1) == 1


def test_a_session_keeps_so_many_plans_and_no_more(kept: Any) -> None:
    kept.connect()
    names = [kept.plan(f"SELECT {number}") for number in range(MOST_PLANS + 2)]
    assert len({name for name in names if name}) == MOST_PLANS
    assert names[MOST_PLANS:] == [None, None]
    assert kept.plan("SELECT 7") == names[7]


def test_a_session_whose_plans_a_migration_has_outdated_is_replaced(notes: Any) -> None:
    before, statement = process_of(notes), "SELECT note FROM notes"
    with notes.cursor() as cursor:
        cursor.execute(f"EXECUTE {notes.plan(statement)}")
        cursor.execute("ALTER TABLE notes ALTER note TYPE text")
        with pytest.raises(NotSupportedError, match="must not change result type"):
            cursor.execute(f"EXECUTE {notes.plan(statement)}")
    assert process_of(notes) != before
    assert notes.plan("SELECT 1") == "launchhub_0"
