"""The same matrix while the application forgets whose rows are whose: PostgreSQL's own wall stands alone, and holds."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from launchhub.lib.wall import enter, workspace_context
from tests.cast import browser
from tests.matrix.asking import answers, leaks, wrong
from tests.matrix.routes import COLLECTIONS, ROUTES
from tests.matrix.tenants import contents_of, select, tables, tenant_models
from tests.matrix.test_strangers import OF_HARBOUR, is_not_there
from tests.matrix.world import World


@pytest.mark.usefixtures("forgetful")
def test_nothing_leaks_through_any_address(world: World) -> None:
    before, client = contents_of(world.alice), browser(world.mallory)
    by_id = list(answers(client, "rival", world.of_harbour, [route for route in ROUTES if route.is_about_one]))
    assert wrong(by_id, is_not_there) == ""
    given = list(answers(client, "rival", world.of_rival, methods=["get"]))
    assert leaks([*by_id, *given], OF_HARBOUR) == ""
    assert contents_of(world.alice) == before


@pytest.mark.usefixtures("forgetful", "open_wall")
def test_it_is_the_wall_that_held(world: World) -> None:
    """The counter-check: with scoping off and the wall open, the same questions are answered."""
    given = list(answers(browser(world.mallory), "rival", world.of_harbour, COLLECTIONS, ["get"]))
    assert len([answer for answer in given if answer.said(OF_HARBOUR)]) > 20


def test_no_model_of_any_app_reaches_across(world: World) -> None:
    with workspace_context(world.mallory.workspace):
        for model in tenant_models():
            found = set(model._base_manager.values_list("workspace", flat=True))
            assert found <= {world.mallory.workspace.pk}, model


@pytest.mark.parametrize("inside", ["rival", "nowhere"])
def test_no_table_and_no_partition_reaches_across(world: World, inside: str) -> None:
    enter(world.mallory.workspace.pk if inside == "rival" else "")
    harbour = world.alice.workspace.pk
    seen = 0
    for table in tables():
        rows = select(f'SELECT workspace_id FROM "{table}"')  # noqa: S608 - a name from the catalogue
        assert (harbour,) not in rows, table
        seen += len(rows)
    assert (seen > 0) == (inside == "rival")


@pytest.mark.parametrize("statement", ['UPDATE "{}" SET workspace_id = workspace_id WHERE workspace_id = %s',
                                       'DELETE FROM "{}" WHERE workspace_id = %s'])  # fmt: skip
def test_no_statement_touches_a_row_of_another_workspace(world: World, statement: str) -> None:
    with workspace_context(world.mallory.workspace), connection.cursor() as cursor:
        for table in tables():
            cursor.execute(statement.format(table), [world.alice.workspace.pk])
            assert cursor.rowcount == 0, table


def given_away(table: str, workspace: Any) -> str:
    """Try to give all rows of a table to a workspace; return why that was refused, "taken" if it was not."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f'UPDATE "{table}" SET workspace_id = %s', [workspace])  # noqa: S608
            return "taken" if cursor.rowcount else "nothing is there"
    except DatabaseError as error:
        return str(error)


def test_no_row_is_given_to_another_workspace(world: World) -> None:
    with workspace_context(world.mallory.workspace):
        answered = {table: given_away(table, world.alice.workspace.pk) for table in tables()}
    assert [table for table, why in answered.items() if why == "taken"] == []
    assert len([why for why in answered.values() if "row-level security" in why]) > 20


def test_the_application_has_no_way_round_the_wall(world: World) -> None:
    roles = "SELECT rolname FROM pg_roles WHERE pg_has_role(current_user, oid, 'member')"
    assert select(f"{roles} AND (rolsuper OR rolbypassrls OR rolcreaterole)") == []
    definers = "SELECT proname FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace"
    assert select(definers) == [], "functions that run with the rights of whoever made them"
    views = "SELECT relname FROM pg_class WHERE relkind IN ('v', 'm') AND relnamespace = 'public'::regnamespace"
    assert select(views) == [], "views read with the rights of whoever made them"
    unforced = (
        "SELECT relname FROM pg_class WHERE relname = ANY(%s) AND relnamespace = 'public'::regnamespace "
        "AND NOT (relrowsecurity AND relforcerowsecurity)"
    )
    assert select(unforced, [tables()]) == []
