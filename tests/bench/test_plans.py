"""Every list that REST gives takes few rows for a page, whatever it is filtered and put in order by.

PostgreSQL chooses its plans by itself here: in the wall of a workspace that holds most rows, beside some smaller ones.
The longest lists have 100,000 rows; `make plans` gives each so many, which takes a minute.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from launchhub.accounts.actions import workspaces
from launchhub.accounts.models import Member, Workspace
from launchhub.lib.wall import every_workspace
from tests.bench.filling import fill
from tests.bench.plans import FEW, MOST, faults, plan_of, wrong
from tests.cast import new_user
from tests.matrix.routes import COLLECTIONS, Route

pytestmark = pytest.mark.django_db

LONGEST = {"features/", "tasks/"}
MANY = int(os.environ.get("ROWS", "20000"))
SHARE = 200
"""Rows that each member, launch … has of them: lists of what is a member's own are full, too."""

LONG = [route for route in COLLECTIONS if route.view.cls.model._meta.db_table not in FEW]


def linked(models: Iterable[Any]) -> set[Any]:
    """Return these models and all those that their links lead to."""
    found, more = set(), set(models)
    while more:
        found |= more
        links = (field for model in more for field in model._meta.concrete_fields if field.remote_field)
        more = {link.related_model for link in links} - found - {Workspace}
    return found


@pytest.fixture
def shares(harbour: Workspace) -> list[str]:
    """The workspaces of ten rows."""
    others = [workspaces.create(name=name, slug=name, admin=new_user(name)) for name in ("rival", "north", "south")]
    return [str(harbour.pk)] * 7 + [str(admin.workspace_id) for admin in others]


@pytest.fixture
def crowd(shares: list[str]) -> Callable[..., Member]:
    """Return a function that fills the table of a model, and what hangs on it, and returns an admin among them."""

    def crowded(model: Any, rows: int) -> Member:
        long = [model, *(link.remote_field.through for link in model._meta.many_to_many)]
        sizes = dict.fromkeys(linked([Member, *long]), rows // SHARE) | dict.fromkeys(long, rows)
        with every_workspace():
            fill(sizes, shares)
        active = Member.objects.filter(workspace=shares[0], user__is_active=True)
        member: Member = active.select_related("user", "workspace").earliest("pk")  # with a share of the rows
        member.role = "admin"
        member.save(update_fields=["role"])
        return member

    return crowded


@pytest.mark.parametrize("route", LONG, ids=lambda route: route.below)
def test_a_page_takes_few_of_many_rows(route: Route, crowd: Any, api: Callable[..., Client]) -> None:
    client = api(crowd(route.view.cls.model, 100_000 if route.below in LONGEST else MANY))

    def ask(address: str) -> Any:
        answer = client.get(f"/api/v1/harbour/{address}")
        assert answer.status_code == 200, (address, answer.content)
        return answer.json()

    connection = connections["default"]  # not the proxy, on which nothing can be patched for a while
    with connection.cursor() as cursor:
        assert "\n".join(wrong(route, ask, connection, cursor)) == ""


def test_a_page_that_takes_many_rows_is_noticed() -> None:
    with connections["default"].cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE notes AS SELECT n AS note FROM generate_series(0, %s) n", [MOST])
        plan = plan_of(cursor, "SELECT * FROM notes ORDER BY note LIMIT 101")
    assert list(faults(plan)) == ["Seq Scan of 3,001 rows of notes"]
