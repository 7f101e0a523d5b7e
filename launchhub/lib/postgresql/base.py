"""Django's PostgreSQL backend, whose schema changes wait for no lock for long, and whose sessions keep plans.

A change of a table in use waits for whoever reads it, and everybody else then waits behind the change. After
`lock_timeout` it gives up instead: the migration is rolled back, nothing has changed, and it may be run again.

To plan a look-up takes PostgreSQL up to ten times as long as to do it, so a session can keep the plan.
"""

from select import POLLIN, poll
from typing import Any, Self

from django.db.backends.postgresql import base, schema

LOCK_TIMEOUT = "5s"
MOST_PLANS = 200
"""Plans that a session keeps, of some 100 KiB each: `?fields=` makes new statements without end."""


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
    connection: Any
    keeps_plans = False

    def connect(self) -> None:
        """Begin a session. It keeps plans unless a pooler hands it to others, too."""
        self._plans: dict[str, str] = {}
        super().connect()
        # A pooler makes up the number of the process that a connection is said to lead to.
        [[process]] = self._ask("SELECT pg_backend_pid()")
        self.keeps_plans = process == self.connection.info.backend_pid
        if self.keeps_plans:
            self._ask("SET plan_cache_mode = force_generic_plan")

    def plan(self, statement: str) -> str | None:
        """Return the name under which the session keeps the plan of a statement, with `$1`, `$2` … for its values.

        None when it keeps none, or no more.
        """
        self.ensure_connection()
        if not self.keeps_plans:
            return None
        if statement not in self._plans and len(self._plans) < MOST_PLANS:
            name = f"launchhub_{len(self._plans)}"
            self._ask(f"PREPARE {name} AS {statement}")
            self._plans[statement] = name
        return self._plans.get(statement)

    def is_usable(self) -> bool:
        """Say whether the session may go on after an error: not with plans, which a migration may have outdated."""
        return not self._plans and super().is_usable()

    def _ask(self, statement: str) -> list[Any]:
        """Ask PostgreSQL for what is no query of the work in hand, and is not counted."""
        with self.wrap_database_errors, self.connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []

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
