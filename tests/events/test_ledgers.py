"""PostgreSQL itself keeps the ledgers: to the application's own role no row of them is ever changed or taken out."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import DatabaseError, connection, transaction

from launchhub.accounts.models import Member
from launchhub.events.models import Event
from launchhub.events.partitions import create_partitions
from launchhub.lib.wall import workspace_context
from messaging.models import AssetVersion, Review
from qa.models import SignOff, TestRun
from roadmap.models import DateMove
from tests.matrix.rows import Team, plan

PROMISED = (Event, DateMove, SignOff, TestRun, AssetVersion, Review)
"""What domain.md and api.md say is never changed or deleted."""

GUARDED = """
SELECT class.relname FROM pg_trigger JOIN pg_class class ON class.oid = tgrelid JOIN pg_proc ON pg_proc.oid = tgfoid
WHERE NOT tgisinternal AND tgenabled <> 'D' AND proname LIKE 'launchhub\\_%%'
    AND class.relnamespace = 'public'::regnamespace AND tgtype & %s = %s
"""
ROW, BEFORE, DELETE, UPDATE = 1, 2, 8, 16
"""Bits of `pg_trigger.tgtype`."""


def guarded(*bits: int) -> set[str]:
    """Return the tables with such a guard, partitions too, as PostgreSQL's catalogue knows them."""
    with connection.cursor() as cursor:
        cursor.execute(GUARDED, [sum(bits), sum(bits)])
        return {name for (name,) in cursor.fetchall()}


def ledgers() -> set[str]:
    """Return the tables whose rows PostgreSQL never lets go."""
    return guarded(ROW, BEFORE, DELETE)


def run(statement: str) -> int:
    """Run a statement, undo it, and return how many rows it reached."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
        transaction.set_rollback(True)
        return int(cursor.rowcount)


@pytest.fixture
def filled(petra: Member, mark: Member, quentin: Member) -> Iterator[None]:
    """A row in each ledger."""
    plan(Team(petra, mark, quentin), "numbat")
    Event.objects.filter(position=None).order_by("id").update(position=1)
    with workspace_context(petra.workspace):
        yield


def test_every_promised_ledger_is_one(db: None) -> None:
    assert {model._meta.db_table for model in PROMISED} <= ledgers()
    assert guarded(ROW, BEFORE, UPDATE) == ledgers()


def test_what_has_nothing_to_edit_it_by_is_a_ledger(db: None) -> None:
    """A row that tells who did what and when, and has no version, is a line of a ledger."""
    lines = set()
    for model in apps.get_models():
        try:
            model._meta.get_field("workspace"), model._meta.get_field("created_at")
        except FieldDoesNotExist:
            continue
        names = {field.name for field in model._meta.get_fields()}
        if "version" not in names and names & {"actor", "author", "reviewer", "decision"}:
            lines.add(model._meta.db_table)
    assert lines
    assert lines - {"shares"} <= ledgers(), "what is shared is taken back as well"


def test_no_row_of_a_ledger_is_deleted(filled: None) -> None:
    tried = [table for table in sorted(ledgers()) if run(f'SELECT 1 FROM "{table}"')]  # noqa: S608
    assert len(tried) >= len(PROMISED)
    for table in tried:
        with pytest.raises(DatabaseError, match="is a ledger"):
            run(f'DELETE FROM "{table}"')  # noqa: S608


OTHER = {
    "uuid": "gen_random_uuid()",
    "text": "'x'",
    "character varying": "'x'",
    "integer": "COALESCE({0}, 0) + 1",
    "bigint": "COALESCE({0}, 0) + 1",
    "double precision": "COALESCE({0}, 0) + 1",
    "date": "COALESCE({0}, '2026-01-01') + 1",
    "timestamp with time zone": "COALESCE({0}, now()) + interval '1 day'",
    "boolean": "NOT {0}",
    "jsonb": """'{{"other": 1}}'""",
    "bytea": "'other'",
    "ARRAY": "COALESCE({0}, '{{}}') || '{{other}}'",
}
"""For each type of PostgreSQL another value than that of the column."""


def columns_of(table: str) -> list[tuple[str, str]]:
    """Return the columns of a table, each with a statement that would change it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT column_name, data_type FROM information_schema.columns WHERE table_name = %s", [table])
        return [
            (name, f'UPDATE "{table}" SET "{name}" = {OTHER[kind].format(f"{chr(34)}{name}{chr(34)}")}')  # noqa: S608
            for name, kind in cursor.fetchall()
        ]


def answer_to(statement: str) -> str:
    """Return what PostgreSQL says to a statement that reaches rows: why it refuses it, or "taken"."""
    try:
        return "taken" if run(statement) else "nothing is there"
    except DatabaseError as error:
        return "refused" if "is a ledger" in str(error) else str(error)


def test_no_column_of_a_ledger_is_changed(filled: None) -> None:
    """But for what the outbox notes beside an event: whether it was handled, and by whom."""
    answers = {
        (table.removesuffix("_default"), name): answer_to(statement)
        for table in ledgers()
        if run(f'SELECT 1 FROM "{table}"')  # noqa: S608
        for name, statement in columns_of(table)
    }
    beside = {name for (table, name), answer in answers.items() if answer == "taken"}
    assert beside <= {"handled_by", "handled_at", "lease_until", "attempts", "error"}
    assert all(table.startswith("events") for (table, _), answer in answers.items() if answer == "taken")
    assert set(answers.values()) == {"taken", "refused"}


def test_an_event_is_sealed_once(filled: None) -> None:
    """The seal is the only thing that is still to be written when an event is recorded."""
    for statement in ("UPDATE events SET position = position + 1", "UPDATE events SET position = NULL"):
        with pytest.raises(DatabaseError, match="is a ledger"):
            run(statement)


def test_partitions_to_come_are_guarded_as_well(db: None) -> None:
    create_partitions()
    partitions = {name for name in ledgers() if name.startswith("delivery_attempts_")}
    assert len(partitions) >= 3
