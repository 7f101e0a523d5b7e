"""Every list that REST gives is read and put in order by an index, so that it is as quick at 100,000 rows as at ten.

Here PostgreSQL is forbidden to read whole tables and to sort, which it does all the same where there is no index. What
it chooses by itself among 100,000 features is checked by `make bench ARGS=plans`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from launchhub.accounts.models import Member
from tests.bench.plans import faults, wrong
from tests.matrix.routes import COLLECTIONS, Route

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(api: Callable[..., Client], alice: Member) -> Callable[[str], int]:
    """Return a function that asks for an address below the workspace and returns the status."""
    client = api(alice)
    return lambda address: client.get(f"/api/v1/harbour/{address}").status_code


def forbid(*ways: str) -> None:
    """Let PostgreSQL go these ways only where there is no other."""
    with connection.cursor() as cursor:
        for way in ways:
            cursor.execute(f"SET LOCAL enable_{way} = off")


@pytest.mark.parametrize("route", COLLECTIONS, ids=lambda route: route.below)
def test_a_list_is_read_and_put_in_order_by_indexes(route: Route, ask: Any) -> None:
    forbid("seqscan", "sort")
    with connection.cursor() as cursor:
        assert list(wrong(route, ask, connection, cursor)) == []


def test_an_order_without_an_index_is_noticed() -> None:
    forbid("seqscan", "sort")
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (FORMAT JSON) SELECT * FROM roadmap_task ORDER BY note LIMIT 101")
        (found,) = cursor.fetchone()
    plan = (json.loads(found) if isinstance(found, str) else found)[0]["Plan"]
    assert list(faults(plan, is_filtered=False)) == ["puts all rows in order by note", "reads all of roadmap_task"]
