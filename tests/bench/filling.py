"""Fills tables with rows by the hundred thousand, in a transaction that is rolled back afterwards.

What stands in a column follows from its model: times follow the order in which rows were made, nothing else does. So
PostgreSQL's statistics look as they do in a large installation, and what it expects is wrong where it is wrong there.
Rows lie in several workspaces, and a link leads to a row of the same one.
"""

from __future__ import annotations

import json
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import Field, JSONField, Model, UUIDField

ID = "('00000000-0000-7000-8000-' || lpad(to_hex({}), 12, '0'))::uuid"
"""The id of row `n`: ids are in the order in which rows were made, as ours are."""

COUNTED_ID = "1000000 + {}"
"""The same where Django counts; beyond those that are there."""

VALUES = {
    "ArrayField": "ARRAY['{name} ' || g % 100]",
    "BigAutoField": COUNTED_ID.format("n"),
    "BinaryField": "NULL",
    "BooleanField": "g % 10 = 0",
    "CharField": "left('{name} ' || n, {length})",
    "DateField": "date '2026-01-01' + (n * 365 / {rows})::int",
    "DateTimeField": "timestamptz '2026-01-01 12:00Z' + n * interval '365 days' / {rows}",
    "FileField": "'{name}/' || n",
    "TextField": "repeat('{name} ', 10) || n",
    "UUIDField": ID.format("n"),
}
"""Kind of a column → what stands there in row `n`, the `g`-th of its workspace."""

NUMBER = "g * 7 % 1000"
EMPTY = "deleted_at"
"""The column that is empty in nearly all rows."""

CONSTRAINTS = """
SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I', conrelid::regclass, conname) FROM pg_constraint
WHERE contype IN ('f', 'c', 'u') AND conparentid = 0 AND conrelid = ANY(%s::regclass[])
"""
INDEXES = """
SELECT format('DROP INDEX IF EXISTS %%s', indexrelid::regclass),
    replace(replace(pg_get_indexdef(indexrelid), ' ON ONLY ', ' ON '), 'CREATE UNIQUE', 'CREATE')
FROM pg_index WHERE NOT indisprimary AND indrelid = ANY(%s::regclass[])
"""
"""How to drop the indexes of tables, and how to make them again; what is unique there need not be so here."""


def fill(sizes: dict[type[Model], int], workspaces: list[str]) -> None:
    """Write so many rows for each model and let PostgreSQL look at them.

    `workspaces` are the ids of those that the rows are dealt out to, in turns; one that is there twice gets twice as
    many. Indexes are built afterwards, each at once.
    """
    tables = [model._meta.db_table for model in sizes]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL maintenance_work_mem = '256MB'; SET LOCAL default_statistics_target = 30")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # nothing may wait to be checked while tables change
        cursor.execute(INDEXES, [tables])
        indexes = cursor.fetchall()
        cursor.execute(CONSTRAINTS, [tables])
        for drop in [*(drop for (drop,) in cursor.fetchall()), *(drop for drop, _ in indexes)]:
            cursor.execute(drop)
        for model, rows in sizes.items():
            cursor.execute(_insert(model, rows, sizes, len(workspaces)), [workspaces])
        for _, build in indexes:
            cursor.execute(build)
        cursor.execute(f"ANALYZE {', '.join(tables)}")


def _insert(model: Any, rows: int, sizes: dict[type[Model], int], turns: int) -> str:
    columns = {f'"{field.column}"': _value(field, rows, sizes, turns) for field in model._meta.concrete_fields}
    return (
        f'INSERT INTO "{model._meta.db_table}" ({", ".join(columns)}) SELECT {", ".join(columns.values())} '  # noqa: S608
        f"FROM (SELECT n, n / {turns} AS g, (%s::uuid[])[1 + n % {turns}] AS workspace "
        f"FROM generate_series(0, {rows - 1}) n) numbered".replace(" % ", " %% ")
    )


def _value(field: Field[Any, Any], rows: int, sizes: dict[type[Model], int], turns: int) -> str:
    if field.name == "workspace":
        return "workspace"
    if field.remote_field:
        return _link(field, sizes, turns)
    if field.name == EMPTY:
        return "NULL"
    if field.choices:
        choices = ", ".join(f"'{value}'" for value, _ in field.flatchoices)
        return f"((ARRAY[{choices}])[1 + g % {len(field.flatchoices)}])::{field.db_type(connection)}"
    if isinstance(field, ArrayField) and isinstance(field.base_field, UUIDField):
        return f"ARRAY[{ID.format('n')}]"
    if isinstance(field, JSONField):
        return f"'{json.dumps(field.get_default())}'"
    return VALUES.get(field.get_internal_type(), NUMBER).format(name=field.name, length=field.max_length, rows=rows)


def _link(field: Field[Any, Any], sizes: dict[type[Model], int], turns: int) -> str:
    if field.related_model not in sizes:
        return "NULL" if field.null else ID.format("n")
    is_counted = field.target_field.get_internal_type() == "BigAutoField"
    there = f"n % {turns} + {turns} * ((g + {field.creation_counter}) % {sizes[field.related_model] // turns})"
    return (COUNTED_ID if is_counted else ID).format(there)
