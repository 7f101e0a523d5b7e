"""The relay: seals new events and leads what waits in the outboxes to the workers.

It is the clock as well. Any number of relays may run: leases and advisory locks keep them out of each other's way.
PostgreSQL holds everything; when the broker is away, what could not be queued is given back and queued later.
"""

from __future__ import annotations

import logging
import select
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg2
from django.core.cache import cache
from django.db import Error as DatabaseError
from django.db import connection
from kombu.exceptions import OperationalError as BrokerError
from redis import RedisError

from launchhub.celery import app
from launchhub.events.ear import listen
from launchhub.events.outbox import OUTBOXES, Batch
from launchhub.events.record import CHANNEL
from launchhub.events.seal import seal_all
from launchhub.lib.wall import every_workspace

log = logging.getLogger(__name__)

POLL = 1.0  # seconds
MARK = "launchhub.relay"
"""Stands in Valkey as long as that remembers what was queued."""

Publish = Callable[[Batch], None]


def queue(batch: Batch) -> None:
    """Queue a task for the workers. Raises `BrokerError` when the broker is away."""
    app.send_task(batch.task, args=batch.args, priority=batch.priority, retry=False)


def run_once(publish: Publish = queue) -> bool:
    """Make one pass: seal, lease, queue. Returns whether there was anything to do."""
    busy = seal_all()
    if _has_forgotten():
        with every_workspace():
            for outbox in OUTBOXES:
                outbox.take_back()
        cache.set(MARK, True, timeout=None)
    for outbox in OUTBOXES:
        with every_workspace():
            batches = outbox.lease()
        busy = busy or bool(batches)
        for place, batch in enumerate(batches):
            try:
                publish(batch)
            except BrokerError:
                _give_back(batches[place:])
                raise
    return busy


def _has_forgotten() -> bool:
    """Say whether the broker has lost its memory, and with it the tasks that no worker has begun.

    The leases would bring them back as well, but later, and hold up everything that goes the same way.
    """
    try:
        return cache.get(MARK) is None
    except RedisError:
        return False  # it is away; whether it has forgotten can be seen when it is back


def _give_back(batches: list[Batch]) -> None:
    with every_workspace():
        for batch in batches:
            batch.give_back()


class Relay:
    """The relay as a process: passes as long as there is work, then sleeps until it is woken or a second is over.

    `heartbeat` names a file that is touched after each pass that went well, for whoever watches from outside.
    """

    def __init__(self, heartbeat: Path | None = None) -> None:
        self.stopped = False
        self._heartbeat = heartbeat
        self._trouble = ""
        self._ear: Any = None

    def run(self) -> None:
        """Run until `stopped`. Trouble with database or broker is told once, and outlived."""
        while not self.stopped:
            try:
                self._listen()
                busy = run_once()
            except (DatabaseError, psycopg2.Error, BrokerError, RedisError) as error:
                self._note(f"{type(error).__name__}: {error}")
                self._sleep_deaf()
            else:
                self._note("")
                if self._heartbeat:
                    self._heartbeat.touch()
                if not busy:
                    self._sleep()

    def _listen(self) -> None:
        if self._ear is None or self._ear.closed:
            self._ear = listen(CHANNEL)

    def _sleep(self) -> None:
        select.select([self._ear], [], [], POLL)
        self._ear.poll()
        self._ear.notifies.clear()

    def _sleep_deaf(self) -> None:
        """Wait after trouble, and let go of connections that may be broken."""
        select.select([], [], [], POLL)
        connection.close()
        if self._ear is not None:
            self._ear.close()

    def _note(self, trouble: str) -> None:
        if trouble and not self._trouble:
            log.warning("the relay goes on trying: %s", " ".join(trouble.split()))
        elif self._trouble and not trouble:
            log.warning("the relay is back at work")
        self._trouble = trouble
