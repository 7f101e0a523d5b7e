"""The wall between workspaces, as PostgreSQL keeps it: which rows the present transaction sees.

Row-level security admits rows of the workspace in `launchhub.workspace`, a setting that lasts for one
transaction. No context, no rows. Everything here is about the connection; the models are in `accounts`.
"""

import uuid
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

from django.db import connection, transaction


class HasId(Protocol):
    """A workspace, for what this module needs of it."""

    pk: uuid.UUID


EVERY = "*"


def enter(workspace_id: uuid.UUID | str) -> None:
    """Open the wall for one workspace until the present transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('launchhub.workspace', %s, true)", [str(workspace_id)])


@contextmanager
def _entered(value: str) -> Iterator[None]:
    is_within = connection.in_atomic_block
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT current_setting('launchhub.workspace', true), set_config('launchhub.workspace', %s, true)",
                [value],
            )
            (previous, _) = cursor.fetchone()
        yield
        # The end of the transaction restores the setting, and on an error the rollback to the savepoint.
        if is_within:
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('launchhub.workspace', %s, true)", [previous or ""])


def workspace_context(workspace: HasId | uuid.UUID) -> AbstractContextManager[None]:
    """Return a context manager: one transaction that sees the rows of this workspace only."""
    return _entered(str(getattr(workspace, "pk", workspace)))


def every_workspace() -> AbstractContextManager[None]:
    """Return a context manager: one transaction that sees all rows.

    Only for the relay, migrations, maintenance commands and the look-up of credentials.
    """
    return _entered(EVERY)
