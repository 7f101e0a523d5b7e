"""How many attempts to deliver there have been, by channel and outcome.

The ledger of attempts only grows, and its ids are in order of time: what is older than a few minutes is counted once by
each process and remembered, so that asking again costs no more than the last minutes do.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from threading import Lock
from typing import Any

from django.utils import timezone

from launchhub.notifications.models import Channel

SETTLED = dt.timedelta(minutes=5)
"""After this time no attempt with an earlier id is committed any more: its transaction takes seconds."""

FIRST, LAST = uuid.UUID(int=0), uuid.UUID(int=2**128 - 1)
OUTCOMES = ("sent", "failed")

COUNT = """
SELECT channel, CASE WHEN attempt.error = '' THEN 'sent' ELSE 'failed' END AS outcome, count(*)
FROM delivery_attempts attempt JOIN deliveries ON deliveries.id = attempt.delivery_id
WHERE attempt.id >= %s AND attempt.id < %s GROUP BY 1, 2
"""

Counts = Counter[tuple[str, str]]


class Attempts:
    """Counts the ledger of attempts, and remembers what it has counted."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._until = FIRST
        self._settled: Counts = Counter({(channel, outcome): 0 for channel in Channel.values for outcome in OUTCOMES})

    def totals(self, cursor: Any) -> Counts:
        """Return the number of attempts for each channel and outcome. Call it where all rows can be seen."""
        with self._lock:
            horizon = _id_at(timezone.now() - SETTLED)
            self._settled.update(_count(cursor, self._until, horizon))
            self._until = horizon
            totals = self._settled.copy()
        totals.update(_count(cursor, horizon, LAST))
        return totals


ATTEMPTS = Attempts()


def _count(cursor: Any, start: uuid.UUID, end: uuid.UUID) -> Counts:
    cursor.execute(COUNT, [start, end])
    return Counter({(channel, outcome): count for channel, outcome, count in cursor.fetchall()})


def _id_at(instant: dt.datetime) -> uuid.UUID:
    """Return the smallest UUIDv7 of an instant: its first 48 bits are milliseconds since 1970 (RFC 9562)."""
    return uuid.UUID(int=int(instant.timestamp() * 1000) << 80)
