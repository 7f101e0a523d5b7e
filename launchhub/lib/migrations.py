"""Migration operations for what PostgreSQL itself must keep: tenancy, ledgers, partitions.

Each migration that creates tenant tables ends with `ProtectTenant("model", …)`; a test fails for a tenant
table without a policy. All operations are reversible and change no row.
"""

import datetime as dt
from typing import Any

from django.contrib.postgres.operations import NotInTransactionMixin
from django.db.migrations.operations import RunSQL
from django.db.migrations.operations.base import Operation
from django.db.migrations.operations.models import CreateModel

SETTING = "current_setting('launchhub.workspace', true)"
# NULLIF keeps the cast safe whichever side of OR the planner tries first: '' and '*' become NULL.
OWN_ROWS = f"workspace_id = NULLIF(NULLIF({SETTING}, ''), '*')::uuid OR {SETTING} = '*'"


def protect(table: str) -> str:
    """Return the SQL that lets a table be read and written only inside its workspace, by its owner too."""
    return (
        f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY; ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY; '
        f'DROP POLICY IF EXISTS tenant ON "{table}"; '
        f'CREATE POLICY tenant ON "{table}" USING ({OWN_ROWS}) WITH CHECK ({OWN_ROWS});'
    )


def unprotect(table: str) -> str:
    """Return the SQL that undoes `protect`."""
    return (
        f'DROP POLICY IF EXISTS tenant ON "{table}"; '
        f'ALTER TABLE "{table}" NO FORCE ROW LEVEL SECURITY; ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY;'
    )


def refuse(table: str) -> str:
    """Return the SQL that makes PostgreSQL refuse UPDATE and DELETE of a ledger's rows."""
    return (
        "CREATE OR REPLACE FUNCTION launchhub_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$BEGIN RAISE EXCEPTION '% is a ledger: % is refused', TG_TABLE_NAME, TG_OP "
        "USING ERRCODE = 'restrict_violation'; END$$; "
        f'CREATE TRIGGER ledger BEFORE UPDATE OR DELETE ON "{table}" '
        "FOR EACH ROW EXECUTE FUNCTION launchhub_refuse();"
    )


class RunBesideTraffic(NotInTransactionMixin, RunSQL):
    """Runs what PostgreSQL does CONCURRENTLY, and therefore in no transaction."""

    atomic = False

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Run the SQL."""
        self._ensure_not_in_transaction(schema_editor)
        super().database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Run the SQL that undoes it."""
        self._ensure_not_in_transaction(schema_editor)
        super().database_backwards(app_label, schema_editor, from_state, to_state)


class _TableOperation(Operation):
    """Runs one piece of SQL for each named model's table, and another one backwards."""

    reversible = True

    def __init__(self, *models: str) -> None:
        self.models = models

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Nothing here is part of Django's model state."""

    def _run(self, sql: Any, app_label: str, editor: Any, state: Any) -> None:
        for name in self.models:
            # Without parameters, so that a percent sign in the SQL stays one.
            editor.execute(sql(state.apps.get_model(app_label, name)._meta.db_table), params=None)


class ProtectTenant(_TableOperation):
    """Put the named models' tables under row-level security."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        self._run(protect, app_label, schema_editor, to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        self._run(unprotect, app_label, schema_editor, from_state)

    def describe(self) -> str:
        return f"Row-level security on {', '.join(self.models)}"


class KeepLedger(_TableOperation):
    """Make PostgreSQL refuse to change or delete rows of the named models."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        self._run(refuse, app_label, schema_editor, to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        self._run(lambda table: f'DROP TRIGGER ledger ON "{table}"', app_label, schema_editor, from_state)

    def describe(self) -> str:
        return f"Rows of {', '.join(self.models)} are never changed or deleted"


class CreatePartitionedModel(CreateModel):
    """Create a model's table partitioned by month of its UUIDv7 primary key, with a default partition."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        plain = schema_editor.sql_create_table
        schema_editor.sql_create_table = f"{plain} PARTITION BY RANGE (id)"
        try:
            super().database_forwards(app_label, schema_editor, from_state, to_state)
        finally:
            schema_editor.sql_create_table = plain
        table = to_state.apps.get_model(app_label, self.name)._meta.db_table
        schema_editor.execute(f'CREATE TABLE "{table}_default" PARTITION OF "{table}" DEFAULT; ')
        schema_editor.execute(protect(f"{table}_default"))


def first_id(month: dt.date) -> str:
    """Return the smallest UUIDv7 of a month: its first 48 bits are milliseconds since 1970 (RFC 9562), never fewer."""
    start = dt.datetime(month.year, month.month, 1, tzinfo=dt.UTC)
    return f"{max(int(start.timestamp() * 1000), 0):012x}" + "0" * 20


def add_partition(table: str, month: dt.date) -> str:
    """Return the SQL that gives a partitioned table its partition for a month, unless it is there."""
    name = f"{table}_{month:%Y_%m}"
    after = (month.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
    return (
        f'CREATE TABLE IF NOT EXISTS "{name}" PARTITION OF "{table}" '
        f"FOR VALUES FROM ('{first_id(month)}') TO ('{first_id(after)}'); {protect(name)}"
    )
