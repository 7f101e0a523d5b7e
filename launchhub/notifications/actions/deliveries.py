"""A delivery's way: claimed by one worker, sent, and written down; or given back.

Every change says `WHERE claim = …`, so a worker that was too slow finds that its deliveries are no longer its own.
"""

from __future__ import annotations

import datetime as dt
import logging
import uuid
from collections.abc import Sequence
from random import SystemRandom
from typing import Any

from django.db import connection
from django.db.models.functions import Now

from launchhub.events.models import Event
from launchhub.lib.logs import about
from launchhub.lib.prepared import prepared
from launchhub.lib.wall import every_workspace
from launchhub.notifications.channels.base import Claimed, Outcome, Outgoing, Result
from launchhub.notifications.models import Delivery, Status

log = logging.getLogger(__name__)

LEASE = dt.timedelta(seconds=90)
"""Longer than a task may live (60 s), which is longer than one request may take (15 s)."""

RETRIES = [
    dt.timedelta(seconds=5),
    dt.timedelta(minutes=5),
    dt.timedelta(minutes=30),
    *(dt.timedelta(hours=hours) for hours in (2, 5, 10, 14, 20, 24)),
]
"""How long after the first, second … attempt the next one comes (api.md, "Webhooks"); then it is given up."""

JITTER = 0.1  # up to so much longer, so that receivers do not get everything at the same moment
_random = SystemRandom()

PAUSE = dt.timedelta(seconds=5)
"""What was claimed and not reached waits this long."""

# A claim that is not known to have been kept may be made again.
CLAIM = """
UPDATE deliveries SET status = 'sending', claim = %(token)s, lease_until = statement_timestamp() + %(lease)s::interval
WHERE id = ANY(%(ids)s::uuid[]) AND channel = %(channel)s AND (status = 'queued' OR claim = %(token)s)
RETURNING id, workspace_id, event_id, channel, target, attempts
"""

# `wait`: seconds until it is due again; null for what is over. What was not tried keeps the error of its last attempt.
FINISH = """
WITH made AS (
    SELECT * FROM unnest(%s::uuid[], %s::uuid[], %s::boolean[], %s::text[], %s::float8[],
                         %s::smallint[], %s::integer[], %s::text[], %s::text[])
    AS made (id, workspace_id, was_tried, fate, wait, answer, latency_ms, response, error)
), noted AS (
    INSERT INTO delivery_attempts (id, workspace_id, delivery_id, status, latency_ms, response, error)
    SELECT launchhub_new_id(), workspace_id, id, answer, latency_ms, response, error FROM made WHERE was_tried
)
UPDATE deliveries SET status = made.fate, claim = NULL, lease_until = NULL,
    attempts = attempts + made.was_tried::integer,
    error = CASE WHEN made.was_tried THEN made.error ELSE deliveries.error END,
    next_attempt_at = COALESCE(statement_timestamp() + made.wait * interval '1 second', next_attempt_at),
    finished_at = CASE WHEN made.wait IS NULL THEN statement_timestamp() END
FROM made WHERE deliveries.id = made.id AND claim = %s
"""


def claim(token: uuid.UUID, channel: str, ids: Sequence[str]) -> list[Claimed]:
    """Take the queued deliveries among `ids`, and return what this claim has, in order and events at hand."""
    with every_workspace(), connection.cursor() as cursor:
        cursor.execute(CLAIM, {"token": token, "channel": channel, "ids": list(ids), "lease": str(LEASE)})
        rows = sorted(cursor.fetchall())
        events = {event.pk: event for event in _events(ids=list({row[2] for row in rows}))}
    return [Claimed(pk, workspace_id, events[event_id], *rest) for pk, workspace_id, event_id, *rest in rows]


@prepared
def _events(ids: Any) -> Any:
    return Event.objects.select_related("workspace", "actor__user").filter(pk__among=ids)


def finish(token: uuid.UUID, outcomes: Sequence[Outcome], channel: Outgoing) -> None:
    """Write down what came of claimed deliveries, and when those that failed are tried again."""
    if not outcomes:
        return
    columns = zip(*map(_row, outcomes), strict=True)
    with every_workspace():
        with connection.cursor() as cursor:
            cursor.execute(FINISH, [*map(list, columns), token])
        channel.conclude([outcome for outcome in outcomes if outcome.was_tried])
    for outcome in outcomes:
        _tell(outcome)


def give_back(token: uuid.UUID) -> None:
    """Let go of everything still claimed."""
    with every_workspace():
        claimed = Delivery.objects.filter(claim=token, status=Status.SENDING)
        claimed.update(status=Status.PENDING, claim=None, lease_until=None, next_attempt_at=Now() + PAUSE)


def _row(made: Outcome) -> tuple[Any, ...]:
    """Return an outcome as `FINISH` takes it."""
    fate, wait = _fate(made)
    seconds = None if wait is None else wait.total_seconds()
    to = made.delivery
    answer = (made.status, made.latency_ms, made.response, made.error)
    return (to.pk, to.workspace_id, made.was_tried, fate, seconds, *answer)


def _fate(made: Outcome) -> tuple[Status, dt.timedelta | None]:
    """Return what becomes of a delivery, and how long it waits until it is due again."""
    failures = made.delivery.attempts
    match made.result:
        case Result.SENT:
            return Status.SENT, None
        case Result.CANCELLED:
            return Status.CANCELLED, None
        case Result.POSTPONED:
            return Status.PENDING, PAUSE
        case Result.FAILED if failures < len(RETRIES):
            wait = max(RETRIES[failures], dt.timedelta(seconds=made.retry_after))
            return Status.PENDING, wait * _random.uniform(1, 1 + JITTER)
        case _:
            return Status.DEAD, None


def _tell(outcome: Outcome) -> None:
    """Say what came of one delivery. Not where it went, nor why: an address or an answer may hold a secret."""
    delivery = outcome.delivery
    level = logging.WARNING if outcome.result in (Result.FAILED, Result.REFUSED) else logging.INFO
    if log.isEnabledFor(level):
        with about(workspace=delivery.event.workspace.slug, event=delivery.event_id, delivery=delivery.pk):
            log.log(level, "%s %s, status %s", delivery.channel, outcome.result.name.lower(), outcome.status)
