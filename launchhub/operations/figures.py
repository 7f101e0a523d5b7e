"""The figures of `/metrics`, as Prometheus reads them.

What a web process does, it counts itself: several processes share a folder, `PROMETHEUS_MULTIPROC_DIR`, so that
whichever is asked tells of all. What waits and what was sent is read from PostgreSQL, so it is true whatever worker did
it. No label has more values than the code has names: no ids, no addresses, no workspaces.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from django.db import Error as DatabaseError
from django.db import connection, transaction
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from launchhub.events.outbox import OUTBOXES
from launchhub.lib.wall import every_workspace
from launchhub.operations.attempts import ATTEMPTS

SHARED = os.environ.get("PROMETHEUS_MULTIPROC_DIR", "")
if SHARED:
    Path(SHARED).mkdir(parents=True, exist_ok=True)

METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)

OWN = CollectorRegistry()
REQUESTS = Counter("launchhub_requests", "Requests answered.", ["route", "method", "status"], registry=OWN)
DURATION = Histogram(
    "launchhub_request_seconds", "Time until the answer began.", ["route", "method"], buckets=SECONDS, registry=OWN
)
QUERIES = Counter("launchhub_queries", "Statements that requests sent to PostgreSQL.", ["route"], registry=OWN)


def count_request(route: str, method: str, status: int, seconds: float, queries: int) -> None:
    """Count a request that was answered."""
    method = method if method in METHODS else "other"
    REQUESTS.labels(route, method, str(status)).inc()
    DURATION.labels(route, method).observe(seconds)
    QUERIES.labels(route).inc(queries)


def exposition() -> bytes:
    """Return all figures in Prometheus' text format."""
    registry = CollectorRegistry()
    registry.register(MultiProcessCollector(None, SHARED) if SHARED else OWN)  # type: ignore[no-untyped-call]
    registry.register(Spine())
    return generate_latest(registry)


class Spine(Collector):
    """What waits, what was given up and what was tried, out of all workspaces."""

    def collect(self) -> Iterable[Metric]:
        """Read the figures; without PostgreSQL there is only the word that it does not answer."""
        answers = GaugeMetricFamily("launchhub_database_up", "Whether PostgreSQL answered when these were read.")
        try:
            with transaction.atomic(), every_workspace():
                found = [*self._waiting(), self._attempts()]
        except DatabaseError:
            answers.add_metric([], 0)
            return [answers]
        answers.add_metric([], 1)
        return [answers, *found]

    def _waiting(self) -> list[Metric]:
        pending = GaugeMetricFamily("launchhub_outbox_pending", "Rows that wait.", labels=["outbox"])
        oldest = GaugeMetricFamily("launchhub_outbox_oldest_seconds", "How long the oldest waits.", labels=["outbox"])
        dead = GaugeMetricFamily("launchhub_outbox_dead", "Rows given up.", labels=["outbox"])
        for outbox in OUTBOXES:
            for line in outbox.backlog():
                for family, value in ((pending, line.pending), (oldest, line.oldest), (dead, line.dead)):
                    family.add_metric([line.name], value)
        return [pending, oldest, dead]

    def _attempts(self) -> Metric:
        family = CounterMetricFamily(
            "launchhub_delivery_attempts", "Attempts to deliver.", labels=["channel", "outcome"]
        )
        with connection.cursor() as cursor:
            for (channel, outcome), count in ATTEMPTS.totals(cursor).items():
                family.add_metric([channel, outcome], count)
        return family
