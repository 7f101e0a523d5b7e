"""Django's PostgreSQL backend, whose schema changes wait for no lock for long.

A change of a table in use waits for whoever reads it, and everybody else then waits behind the change. After
`lock_timeout` it gives up instead: the migration is rolled back, nothing has changed, and it may be run again.
"""

from select import POLLIN, poll
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
    """Django's, with our editor of schemas, and without the way to PostgreSQL that tells whether it is still there.

    An idle connection has nothing to read, unless its other end has closed it. So before each request we look
    whether there is anything, and only then let Django ask PostgreSQL.
    """

    SchemaEditorClass = SchemaEditor
    health_check_done: bool

    def close_if_health_check_failed(self) -> None:
        """Close a connection that is no longer one."""
        if not self.health_check_done and self._is_quiet():
            self.health_check_done = True
        super().close_if_health_check_failed()

    def _is_quiet(self) -> bool:
        if self.connection is None or self.connection.closed:
            return False
        waiting = poll()
        waiting.register(self.connection, POLLIN)
        return not waiting.poll(0)
