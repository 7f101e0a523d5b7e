"""Django's PostgreSQL backend, whose schema changes wait for no lock for long.

A change of a table in use waits for whoever reads it, and everybody else then waits behind the change. After
`lock_timeout` it gives up instead: the migration is rolled back, nothing has changed, and it may be run again.
"""

from typing import Self

from django.db.backends.postgresql import base, schema

LOCK_TIMEOUT = "5s"


class SchemaEditor(schema.DatabaseSchemaEditor):
    """Sets `lock_timeout` first, for its transaction alone."""

    def __enter__(self) -> Self:
        super().__enter__()
        if self.atomic_migration:
            self.execute(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'")
        return self


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's, with our editor of schemas."""

    SchemaEditorClass = SchemaEditor
