"""Kept connections: whether one has ended is seen before a request goes out on it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection


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
