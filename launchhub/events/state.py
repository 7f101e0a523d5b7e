"""What state a workspace is in, by the name of all that has happened there, and how far that has come."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import connection
from django.utils import timezone

from launchhub.lib.migrations import first_id
from launchhub.lib.prepared import Given, LookUp

RECENTLY = dt.timedelta(days=31)
"""Longer than any transaction, and than anybody may rely on a state: only the latest partitions are looked into."""

BEGINNING = str(uuid.UUID(int=0))

SPINE = LookUp(
    """
    SELECT
      pg_current_xact_id_if_assigned() IS NULL
        AND NOT EXISTS (SELECT FROM events WHERE workspace_id = %s AND position IS NULL AND id >= %s),
      last.position, last.digest
    FROM (VALUES (1)) one LEFT JOIN LATERAL (
      SELECT position, digest FROM events WHERE workspace_id = %s AND position IS NOT NULL AND id >= %s
      ORDER BY position DESC LIMIT 1
    ) last ON true
    """,
    [Given("workspace"), Given("since")] * 2,
)


def settled_state(workspace_id: uuid.UUID) -> bytes | None:
    """Return what names the present state of the workspace, or None while nothing does.

    Every change of state is an event that commits with it, and the digest of the last sealed event is one over all
    sealed events. So two moments with the same digest show the same rows, and no other history leads to it, not even
    one after a backup was restored. While an event waits for its seal the digest does not tell of it, and a transaction
    that has written anything sees more than what has been committed: there is no such name for either.
    """
    is_settled, position, digest = _ask(workspace_id, _recently())
    if is_settled and position is None:  # it has been quiet for long
        is_settled, _, digest = _ask(workspace_id, BEGINNING)
    return bytes(digest) if is_settled and digest else None


def latest_position(workspace_id: uuid.UUID) -> int:
    """Return the position of the last sealed event of a workspace, 0 before the first.

    To ask the partitions of years takes ten times as long as to ask the latest: only where it has been quiet for long.
    """
    _, position, _ = _ask(workspace_id, _recently())
    if position is None:
        _, position, _ = _ask(workspace_id, BEGINNING)
    return position or 0


def _recently() -> str:
    return first_id((timezone.now() - RECENTLY).date().replace(day=1))


def _ask(workspace_id: uuid.UUID, since: str) -> tuple[bool, int | None, memoryview | None]:
    with connection.cursor() as cursor:
        cursor.execute(*SPINE.filled({"workspace": workspace_id, "since": since}))
        is_settled, position, digest = cursor.fetchone()
    return is_settled, position, digest
