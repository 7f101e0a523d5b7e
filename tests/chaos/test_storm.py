"""A short storm over the real processes; `make chaos` is the long one, which waits for the leases to run out."""

from __future__ import annotations

import time
from pathlib import Path
from random import Random

from launchhub.embedded.addresses import free_ports
from tests.chaos.endpoints import BROKEN, BUSY, ENDLESS, GONE
from tests.chaos.house import House, running
from tests.chaos.plan import draw
from tests.chaos.scenes import forget, revive
from tests.chaos.storm import Storm
from tests.chaos.verdict import Trial
from tests.chaos.world import receivers, settle_down

SLIPS, GATES, LAUNCHES = 12, 4, 3
FAULTS = [
    *("worker killed", "pool process of the worker killed", "relay killed", "process of web killed"),
    *("PostgreSQL killed", "Valkey killed", "FLUSHALL"),
    *(BROKEN, BUSY, ENDLESS, GONE),
]
IN_PEACE = 5  # seconds in which a task that nothing has happened to is done
PATIENCE = 300  # seconds: a busy machine needs its time

# What a process is writing is passed over: two that lock the same rows in different orders would wait for each other.
LATER = """
UPDATE events SET lease_until = now() WHERE id IN (
  SELECT id FROM events WHERE handled_at IS NULL AND lease_until > now() FOR UPDATE SKIP LOCKED);
UPDATE deliveries SET lease_until = now() WHERE id IN (
  SELECT id FROM deliveries WHERE lease_until > now() FOR UPDATE SKIP LOCKED);
UPDATE deliveries SET next_attempt_at = now() WHERE id IN (
  SELECT id FROM deliveries WHERE status = 'pending' AND next_attempt_at > now() FOR UPDATE SKIP LOCKED);
"""


def let_time_pass(house: House, storm: Storm) -> None:
    """Let leases and pauses be over again and again, until nothing is under way."""
    end = time.monotonic() + PATIENCE
    while not storm.calm_down(IN_PEACE):
        assert time.monotonic() < end, f"{storm.under_way()} things are still under way"
        house.ask(LATER)


def test_whatever_is_killed_every_change_reaches_exactly_those_whom_it_concerns(
    tmp_path: Path, static_root: str
) -> None:
    smtp, port = free_ports(2)
    options = {
        "EMAIL_URL": f"smtp://127.0.0.1:{smtp}",
        "OUTBOUND_ALLOW": "127.0.0.0/8",
        "STATIC_ROOT": static_root,
    }
    rolls = Random(1)  # noqa: S311
    with receivers(smtp) as (endpoints, mailbox), running(tmp_path / "data", [port], options, rolls) as house:
        world = settle_down(house.homes[0], endpoints, launches=LAUNCHES, gates=GATES)
        storm = Storm(house, world, endpoints)
        forget(storm, endpoints, mailbox)
        log = storm.rage(draw(1, world, SLIPS, FAULTS))
        let_time_pass(house, storm)
        assert list(revive(storm)) == []
        # Here a worker may have been called dead that was only slow: how much may come twice, `make chaos` says.
        assert Trial(house, world, endpoints, mailbox, log, repeats=1).judge().broken == []
        assert len(log.incidents) == len(FAULTS)
