"""A delivery's way: claimed by one worker, sent, and written down; or given back.

Every change says `WHERE claim = …`, so a worker that was too slow finds that its deliveries are no longer its own.
"""

from __future__ import annotations

import datetime as dt
import logging
import uuid
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import FloatField, Value
from django.db.models.functions import Cast, Now, Random

from launchhub.events.models import Event
from launchhub.events.record import wake
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
PAUSE = dt.timedelta(seconds=5)
"""What was claimed and not reached waits this long."""

ATTEMPTS = """
INSERT INTO delivery_attempts (id, workspace_id, delivery_id, status, latency_ms, response, error)
SELECT launchhub_new_id(), made.* FROM unnest(
    %s::uuid[], %s::uuid[], %s::smallint[], %s::integer[], %s::text[], %s::text[]
) AS made
"""


def claim(token: uuid.UUID, channel: str, ids: Sequence[str]) -> list[Claimed]:
    """Take the queued deliveries among `ids`, and return what this claim has, events at hand."""
    with every_workspace():
        queued = Delivery.objects.filter(pk__among=ids, channel=channel, status=Status.QUEUED)
        queued.update(status=Status.SENDING, claim=token, lease_until=Now() + LEASE)
        rows = _claimed(ids=ids, claim=token)
        events = {event.pk: event for event in _events(ids=list({row[2] for row in rows}))}
    return [Claimed(pk, workspace_id, events[event_id], *rest) for pk, workspace_id, event_id, *rest in rows]


@prepared
def _claimed(ids: Any, claim: Any) -> Any:
    rows = Delivery.objects.filter(pk__among=ids, claim=claim).order_by("pk")
    return rows.values_list("pk", "workspace_id", "event_id", "channel", "target", "attempts")


@prepared
def _events(ids: Any) -> Any:
    return Event.objects.select_related("workspace", "actor__user").filter(pk__among=ids)


def finish(token: uuid.UUID, outcomes: Sequence[Outcome], channel: Outgoing) -> None:
    """Write down what came of claimed deliveries, and when those that failed are tried again."""
    alike: dict[tuple[Result, int, str, float], list[uuid.UUID]] = defaultdict(list)
    for outcome in outcomes:
        attempts = outcome.delivery.attempts + outcome.was_tried
        alike[outcome.result, attempts, outcome.error, outcome.retry_after].append(outcome.delivery.pk)
    tried = [outcome for outcome in outcomes if outcome.was_tried]
    with every_workspace():
        _note_attempts(tried)
        for (result, attempts, error, retry_after), ids in alike.items():
            _write(token, ids, result, attempts, error, dt.timedelta(seconds=retry_after))
        channel.conclude(tried)
        wake()
    for outcome in outcomes:
        _tell(outcome)


def give_back(token: uuid.UUID) -> None:
    """Let go of everything still claimed."""
    with every_workspace():
        claimed = Delivery.objects.filter(claim=token, status=Status.SENDING)
        claimed.update(status=Status.PENDING, claim=None, lease_until=None, next_attempt_at=Now() + PAUSE)


def _write(
    token: uuid.UUID, ids: Sequence[uuid.UUID], result: Result, attempts: int, error: str, retry_after: dt.timedelta
) -> None:
    rows = Delivery.objects.filter(pk__among=ids, claim=token)
    free = {"claim": None, "lease_until": None, "attempts": attempts, "error": error}
    match result:
        case Result.SENT:
            rows.update(status=Status.SENT, finished_at=Now(), **free)
        case Result.CANCELLED:
            rows.update(status=Status.CANCELLED, finished_at=Now(), **free)
        case Result.POSTPONED:
            rows.update(status=Status.PENDING, next_attempt_at=Now() + PAUSE, claim=None, lease_until=None)
        case Result.FAILED if attempts <= len(RETRIES):
            wait = max(RETRIES[attempts - 1], retry_after)
            rows.update(status=Status.PENDING, next_attempt_at=Now() + Value(wait) * _jitter(), **free)
        case _:
            rows.update(status=Status.DEAD, finished_at=Now(), **free)


def _tell(outcome: Outcome) -> None:
    """Say what came of one delivery. Not where it went, nor why: an address or an answer may hold a secret."""
    delivery = outcome.delivery
    level = logging.WARNING if outcome.result in (Result.FAILED, Result.REFUSED) else logging.INFO
    with about(workspace=delivery.event.workspace.slug, event=delivery.event_id, delivery=delivery.pk):
        log.log(level, "%s %s, status %s", delivery.channel, outcome.result.name.lower(), outcome.status)


def _jitter() -> Cast:
    return Cast(Value(1.0) + Random() * Value(JITTER), FloatField())


def _note_attempts(outcomes: Sequence[Outcome]) -> None:
    rows = [
        (made.delivery.workspace_id, made.delivery.pk, made.status, made.latency_ms, made.response, made.error)
        for made in outcomes
    ]
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(ATTEMPTS, [list(column) for column in zip(*rows, strict=True)])
