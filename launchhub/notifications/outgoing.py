"""From a delivery that is due to one that is sent: led out by the relay, sent by a worker."""

from __future__ import annotations

import logging
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from time import monotonic

from django.db import DatabaseError, connection
from django.db.models import Count, Min, Q
from django.db.models.functions import Now

from launchhub.events.outbox import BATCH, LEASE, NOTHING, Backlog, Batch, Outbox, backlog_line
from launchhub.events.record import wake
from launchhub.lib.patience import outliving_restart
from launchhub.notifications.actions import deliveries
from launchhub.notifications.channels import OUTGOING
from launchhub.notifications.channels.base import Outcome, Result
from launchhub.notifications.models import Channel, Delivery, Status
from launchhub.notifications.models.deliveries import UNDER_WAY, DeliveryQuerySet

log = logging.getLogger(__name__)

TIME = 30
"""Seconds after which nothing more is sent: with the last request's 15 s that is less than a task's 50 s."""

PRIORITY = 3
LEASED_TOGETHER = 1000

# One lane has one batch under way, so a slow receiver keeps nobody waiting but itself; and one relay leases at a
# time, so that two do not each begin a batch of the same lane. The index leads from the first of a lane to the first
# of the next: to look for the lanes among all that waits would take longer the more there is. NOT IN is hashed whatever
# the planner believes of a table that changes so fast; NOT EXISTS became a nested loop that took twenty times as long.
LEASE_DUE = """
WITH RECURSIVE lanes AS (
    (SELECT lane, next_attempt_at FROM deliveries WHERE status = 'pending' ORDER BY lane, next_attempt_at LIMIT 1)
    UNION ALL
    SELECT following.* FROM lanes CROSS JOIN LATERAL (
        SELECT lane, next_attempt_at FROM deliveries WHERE status = 'pending' AND lane > lanes.lane
        ORDER BY lane, next_attempt_at LIMIT 1
    ) following
), free AS (
    SELECT lane FROM lanes WHERE next_attempt_at <= statement_timestamp()
        AND lane NOT IN (SELECT lane FROM deliveries WHERE status IN ('queued', 'sending'))
    LIMIT %(limit)s
), due AS (
    SELECT first.id FROM free CROSS JOIN LATERAL (
        SELECT id FROM deliveries
        WHERE lane = free.lane AND status = 'pending' AND next_attempt_at <= statement_timestamp()
        ORDER BY next_attempt_at LIMIT %(batch)s FOR UPDATE SKIP LOCKED
    ) first LIMIT %(limit)s
)
UPDATE deliveries SET status = 'queued', lease_until = statement_timestamp() + %(lease)s::interval FROM due
WHERE deliveries.id = due.id RETURNING channel, lane, deliveries.id::text
"""


class Deliveries(Outbox):
    """Deliveries that are due."""

    def lease(self) -> list[Batch]:
        """Take back what a worker has kept for too long, then lease what is due, in batches for each channel."""
        lost = Delivery.objects.filter(status__in=UNDER_WAY, lease_until__lt=Now())
        lost.update(status=Status.PENDING, claim=None, lease_until=None)
        channels: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended('lease deliveries', 0))")
            if cursor.fetchone()[0]:
                cursor.execute(LEASE_DUE, {"batch": BATCH, "limit": LEASED_TOGETHER, "lease": str(LEASE)})
                for channel, lane, pk in cursor.fetchall():
                    channels[channel][lane].append(pk)
        return [_batch(channel, ids) for channel, lanes in channels.items() for ids in _in_batches(lanes.values())]

    def take_back(self) -> None:
        """Let go of what no worker has claimed."""
        _let_go(Delivery.objects.all())

    def backlog(self) -> list[Backlog]:
        """Count deliveries by the time when they were lined up, for each channel."""
        dead = Q(status=Status.DEAD)
        rows = Delivery.objects.filter(~Q(status__in=(Status.SENT, Status.CANCELLED))).order_by().values("channel")
        found = rows.annotate(
            pending=Count("pk", filter=~dead), oldest=Min("created_at", filter=~dead), dead=Count("pk", filter=dead)
        )
        by_channel = {row["channel"]: row for row in found}
        return [backlog_line(channel, by_channel.get(channel, NOTHING)) for channel in Channel.values]


def _in_batches(lanes: Iterable[list[str]]) -> Iterator[list[str]]:
    """Pack lanes, each of them whole: one in two batches would be sent by two workers at once, in any order."""
    batch: list[str] = []
    for ids in lanes:
        if len(batch) + len(ids) > BATCH:
            yield batch
            batch = []
        batch = [*batch, *ids]
    if batch:
        yield batch


def _batch(channel: str, ids: list[str]) -> Batch:
    def give_back() -> None:
        _let_go(Delivery.objects.filter(pk__in=ids))

    return Batch("notifications.deliver", (channel, ids), give_back, PRIORITY)


def _let_go(rows: DeliveryQuerySet) -> None:
    """Let those deliveries be led out again that were, and that no worker has claimed."""
    rows.filter(status=Status.QUEUED).update(status=Status.PENDING, lease_until=None)


def deliver(channel_name: str, ids: Sequence[str]) -> None:
    """Send those of the deliveries that are queued; what can't be reached in time is given back.

    What was sent is written down even when the database was away in the meantime: it would be sent again otherwise.
    """
    channel, token = OUTGOING[channel_name], uuid.uuid4()
    claimed = outliving_restart(lambda: deliveries.claim(token, channel_name, ids))
    left = {delivery.pk: delivery for delivery in claimed}
    try:
        for outcomes in channel.send(claimed, monotonic() + TIME):
            outliving_restart(partial(deliveries.finish, token, outcomes, channel))
            for outcome in outcomes:
                del left[outcome.delivery.pk]
    except DatabaseError:  # our own trouble, and no attempt: nobody out there has failed
        log.exception("a batch of %s was broken off", channel_name)
        outliving_restart(lambda: deliveries.give_back(token))
    except Exception as error:
        log.exception("a batch of %s failed", channel_name)
        deliveries.finish(token, [Outcome(each, Result.FAILED, error=repr(error)) for each in left.values()], channel)
    outliving_restart(wake)  # its lanes are free
