"""What is played before and after a storm."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from statistics import median

from tests.chaos.endpoints import GONE, HANGING, Endpoint
from tests.chaos.house import wait_for
from tests.chaos.storm import Storm
from tests.chaos.verdict import Verdict
from tests.chaos.world import FIRST_DATE, STEADY
from tests.notifications.receivers import Mailbox

SAMPLE = 30  # slips
PATIENCE = 600  # seconds: a busy machine needs its time
MARGIN = 0.5  # seconds

SLIP = "SELECT id::text, extract(epoch FROM happened_at)::float AS at FROM events WHERE data->>'date_move' = %(move)s"


def forget(storm: Storm, endpoints: dict[str, Endpoint], mailbox: Mailbox) -> None:
    """Wait until everything that the set-up brought has been told, and let the receivers forget it."""
    storm.calm_down(PATIENCE)
    mailbox.envelopes.clear()
    for endpoint in endpoints.values():
        endpoint.taken.clear()


def revive(storm: Storm) -> Iterator[str]:
    """Switch on again the webhook that was switched off (410), and replay what it has missed."""
    alice, webhook = storm.world.people["Alice"], storm.world.webhooks[GONE]
    if alice.get(f"webhooks/{webhook}/")["is_enabled"]:
        yield "a webhook whose receiver is gone was not switched off"
        return
    endpoint = storm.endpoints[GONE]
    if not alice.get("notifications/", kind="webhook.disabled")["results"]:
        yield "no admin was told of the webhook that was switched off"
    endpoint.troubles.clear()
    taken = {event for event, _ in endpoint.taken}
    events = storm.house.ask(
        "SELECT id::text, happened_at FROM events WHERE happened_at >= to_timestamp(%(since)s) ORDER BY happened_at",
        since=storm.log.begun,
    )
    since = next(event["happened_at"] for event in events if event["id"] not in taken)
    again = {event["id"] for event in events if event["happened_at"] >= since}
    endpoint.taken[:] = [(event, at) for event, at in endpoint.taken if event not in again]
    alice.patch(f"webhooks/{webhook}/", is_enabled=True)
    alice.post(f"webhooks/{webhook}/replays/", since=since.isoformat())
    if not storm.calm_down(PATIENCE):
        yield "what was replayed did not arrive"


def slowed_down(storm: Storm, verdict: Verdict) -> Iterator[str]:
    """Compare how soon a healthy endpoint hears of slips while all are well, and while another one hangs."""
    calm = _latencies(storm, 0)
    storm.endpoints[HANGING].troubles += [HANGING] * 10 * SAMPLE
    hanging = _latencies(storm, SAMPLE)
    storm.calm_down(PATIENCE)
    verdict.figures["a healthy endpoint hears of a slip"] = (
        f"after {median(calm):.2f} s, at most {max(calm):.2f} s; "
        f"while another hangs after {median(hanging):.2f} s, at most {max(hanging):.2f} s"
    )
    if median(hanging) > 2 * median(calm) + MARGIN:
        yield "a dead endpoint slows the others down"


def _latencies(storm: Storm, number: int) -> list[float]:
    """Move launches one after the other; return after how many seconds the steady endpoint heard of each."""
    endpoint, petra = storm.endpoints[STEADY], storm.world.people["Petra"]
    found = []
    for day in range(number, number + SAMPLE):
        launch = storm.world.launches[day % len(storm.world.launches)]
        to = FIRST_DATE - dt.timedelta(days=1 + day)
        move = petra.post(f"launches/{launch}/date_moves/", date=to.isoformat(), reason="market")["date_move"]["id"]
        [event] = storm.house.ask(SLIP, move=move)
        came = wait_for(lambda: next((at for id_, at in reversed(endpoint.taken) if id_ == event["id"]), None))  # noqa: B023
        found.append(came - event["at"])
    return found
