"""Outboxes: rows in PostgreSQL that wait for a worker. The relay leads each of them to the workers.

A lease says until when a worker may take; then the row is led out again. So nothing is lost when a worker dies or
the broker forgets, and a worker has to bear getting the same row twice.
"""

from __future__ import annotations

import datetime as dt
import uuid
from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count, Min, Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from launchhub.events.bus import handlers_of
from launchhub.events.models import Event

LEASE = dt.timedelta(seconds=90)
BATCH = 100
TRIES = 10
FIRST_WAIT, LONGEST_WAIT = dt.timedelta(seconds=5), dt.timedelta(hours=1)

FIRST, LATER = 0, 6
"""Priorities of tasks in the broker's queue: people wait for what events bring, machines for the rest."""


@dataclass(frozen=True)
class Batch:
    """One Celery task to queue: its name and arguments, and how to give its rows back if it can't be queued."""

    task: str
    args: tuple[Any, ...]
    give_back: Callable[[], None]
    priority: int = FIRST


@dataclass(frozen=True)
class Backlog:
    """What waits in an outbox: rows to be led out, the oldest of them in seconds, and rows given up."""

    name: str
    pending: int
    oldest: float
    dead: int


class Outbox(ABC):
    """One kind of waiting rows. Its methods are called inside `every_workspace()`."""

    @abstractmethod
    def lease(self) -> list[Batch]:
        """Lease due rows and return them as tasks to queue."""

    @abstractmethod
    def take_back(self) -> None:
        """Let what was led out be led out again at once: the broker has forgotten it, or a worker gets it twice."""

    @abstractmethod
    def backlog(self) -> list[Backlog]:
        """Count what waits."""


def due() -> Q:
    """Return the condition for rows that nobody holds at present."""
    return Q(lease_until=None) | Q(lease_until__lt=Now())


def wait_after(tries: int) -> dt.timedelta:
    """Return how long to wait after so many failures: 5 s, 10 s, 20 s … up to an hour."""
    return min(FIRST_WAIT * int(2 ** (tries - 1)), LONGEST_WAIT)


NOTHING: dict[str, Any] = {"pending": 0, "oldest": None, "dead": 0}


def backlog_line(name: str, counts: Mapping[str, Any]) -> Backlog:
    """Return a backlog from the counts of a query and the instant at which the oldest row began to wait."""
    seconds = (timezone.now() - counts["oldest"]).total_seconds() if counts["oldest"] else 0
    return Backlog(name, counts["pending"], round(max(seconds, 0), 1), counts["dead"])


def backlog_of(name: str, rows: QuerySet[Any], age: str) -> Backlog:
    """Count unfinished rows that have `attempts`, by the time in their column `age`."""
    dead = Q(attempts__gte=TRIES)
    found = rows.aggregate(
        pending=Count("pk", filter=~dead), oldest=Min(age, filter=~dead), dead=Count("pk", filter=dead)
    )
    return backlog_line(name, found)


class Events(Outbox):
    """Events whose consequences are not all drawn yet. They go out in the order of the seal."""

    def lease(self) -> list[Batch]:
        """Lease events for the handlers that have not heard them; what nobody hears is done with at once."""
        rows = Event.objects.unhandled().filter(due(), attempts__lt=TRIES, position__isnull=False).order_by("id")
        with transaction.atomic():
            leased = list(rows.select_for_update(skip_locked=True).only("id", "kind", "handled_by")[:BATCH])
            waiting = _by_handler(leased)
            heard = {pk for ids in waiting.values() for pk in ids}
            Event.objects.filter(pk__in=heard).update(lease_until=Now() + LEASE)
            Event.objects.filter(pk__in={event.pk for event in leased} - heard).update(handled_at=Now())
        return [_batch(handler, ids) for handler, ids in waiting.items()]

    def take_back(self) -> None:
        """Let go of leased events; those that have failed go on waiting."""
        Event.objects.unhandled().filter(lease_until__isnull=False, attempts=0).update(lease_until=None)

    def backlog(self) -> list[Backlog]:
        """Count events by the time when they were written."""
        return [backlog_of("events", Event.objects.unhandled(), "happened_at")]


def _by_handler(events: Iterable[Event]) -> dict[str, list[uuid.UUID]]:
    waiting = defaultdict(list)
    for event in events:
        for handler in handlers_of(event.kind):
            if handler not in event.handled_by:
                waiting[handler].append(event.pk)
    return waiting


def _batch(handler: str, ids: Sequence[uuid.UUID]) -> Batch:
    return Batch("events.handle", (handler, list(map(str, ids))), lambda: let_go(ids))


def let_go(ids: Iterable[uuid.UUID | str]) -> None:
    """Give leased events back, to be led out again at once."""
    Event.objects.filter(pk__in=ids).update(lease_until=None)


OUTBOXES: list[Outbox] = [Events()]


def register(outbox: Outbox) -> None:
    """Let the relay serve another outbox."""
    OUTBOXES.append(outbox)
