"""Webhooks: signed requests to other systems (Standard Webhooks)."""

from __future__ import annotations

import json
import uuid
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from time import monotonic
from typing import Any

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.db import connection
from django.utils import timezone
from standardwebhooks import Webhook as Signature

from launchhub.events.models import Event
from launchhub.events.shape import shape
from launchhub.lib.prepared import prepared
from launchhub.lib.safe_http import OutboundError, Reply, Sender
from launchhub.lib.wall import every_workspace
from launchhub.notifications.actions import webhooks
from launchhub.notifications.channels.base import Claimed, Outcome, Outgoing, Result
from launchhub.notifications.channels.courses import reported, side_by_side
from launchhub.notifications.events import WEBHOOK_TESTED
from launchhub.notifications.models import Webhook

TIMEOUT = 15  # seconds for one request, all told
LONGEST_WAIT = 24 * 60 * 60  # seconds
BUSY = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)
DONE_WITH = (*BUSY, HTTPStatus.GONE)
"""Statuses of a receiver that wants nothing more for now, or for good."""

LINE_UP = """
INSERT INTO deliveries (id, workspace_id, event_id, channel, target, lane, next_attempt_at)
SELECT launchhub_new_id(), %s, %s, 'webhook', hook.id, hook.id::text, GREATEST(now(), hook.held_until)
FROM ({webhooks}) AS hook
ORDER BY hook.id ON CONFLICT (workspace_id, event_id, channel, target) DO NOTHING
"""


@dataclass(frozen=True)
class Parcel:
    """A delivery with all that its request needs. `signatures`: by every secret in use, none if it can't be read."""

    delivery: Claimed
    hook: Webhook
    body: str
    signatures: list[Signature]


class Webhooks(Outgoing):
    """Tells systems of every event that their filter lets through."""

    def spread(self, event: Event) -> None:
        """Line up one delivery for each webhook that hears the event; a test goes to the tested one alone."""
        rows = Webhook.objects.in_workspace(event.workspace_id)
        if event.kind == str(WEBHOOK_TESTED):
            rows = rows.filter(pk=event.subject_id, disabled_at=None)
        else:
            rows = rows.hearing(event.kind)
        sql, params = rows.values("id", "held_until").query.sql_with_params()
        with connection.cursor() as cursor:
            cursor.execute(LINE_UP.format(webhooks=sql), [event.workspace_id, event.pk, *params])

    def send(self, deliveries: Sequence[Claimed], deadline: float) -> Iterator[list[Outcome]]:
        """Send to several hosts at once, and to each host one request after the other on a connection kept for all."""
        parcels = _pack(deliveries)
        gone = {delivery.pk for delivery in deliveries} - {parcel.delivery.pk for parcel in parcels}
        if gone:
            yield [Outcome(delivery, Result.CANCELLED) for delivery in deliveries if delivery.pk in gone]
        by_host: dict[str, list[Parcel]] = defaultdict(list)
        for parcel in parcels:
            by_host[parcel.hook.host].append(parcel)
        yield from side_by_side([reported(_to_host(each, deadline)) for each in by_host.values()])

    def conclude(self, outcomes: Sequence[Outcome]) -> None:
        """Hold, release or switch off the webhooks concerned."""
        failed: dict[uuid.UUID, Outcome] = {}
        answered = set()
        for outcome in outcomes:
            if outcome.result is Result.SENT:
                answered.add(outcome.delivery.target)
            elif outcome.was_tried:
                failed[outcome.delivery.target] = outcome
        webhooks.note_success(answered - failed.keys())
        for target, outcome in failed.items():
            gone = outcome.result is Result.REFUSED
            is_mute = outcome.status is None or outcome.status in BUSY
            webhooks.note_failure(target, is_gone=gone, is_mute=is_mute, retry_after=outcome.retry_after)


def _pack(deliveries: Sequence[Claimed]) -> list[Parcel]:
    """Fetch where the deliveries go; each event's body is built once."""
    with every_workspace():
        hooks = {hook.pk: hook for hook in _enabled(ids=[delivery.target for delivery in deliveries])}
    bodies = {event.pk: body(event) for event in {delivery.event for delivery in deliveries}}
    return [
        Parcel(delivery, hook, bodies[delivery.event_id], _signatures(hook))
        for delivery in deliveries
        if (hook := hooks.get(delivery.target))
    ]


def _signatures(hook: Webhook) -> list[Signature]:
    try:
        return [Signature(secret) for secret in hook.secrets]
    except InvalidToken:
        return []


@prepared
def _enabled(ids: Any) -> Any:
    rows = Webhook.objects.alive().filter(pk__among=ids, disabled_at=None)
    return rows.only("url", "secret", "previous_secret")


def body(event: Event) -> str:
    """Return the request's body: `{"type", "timestamp", "data"}`."""
    data = shape(event)
    payload = {"type": event.kind, "timestamp": data["happened_at"], "data": data}
    return json.dumps(payload, ensure_ascii=False, separators=(",", ":"))


def _to_host(parcels: Sequence[Parcel], deadline: float) -> Iterator[list[Outcome]]:
    """Send one host's parcels, and yield each outcome together with what has to wait because of it."""
    left = deque(parcels)
    with Sender(",".join(settings.OUTBOUND_ALLOW)) as sender:
        while left and monotonic() <= deadline:
            parcel = left.popleft()
            outcome, is_mute = _send(sender, parcel)
            waiting: list[Parcel] = []
            if is_mute or outcome.status in DONE_WITH:
                waiting = [each for each in left if is_mute or each.hook is parcel.hook]
                left = deque(each for each in left if not is_mute and each.hook is not parcel.hook)
            yield [outcome, *_postponed(waiting)]
    yield _postponed(left)


def _postponed(parcels: Iterable[Parcel]) -> list[Outcome]:
    return [Outcome(parcel.delivery, Result.POSTPONED) for parcel in parcels]


def _send(sender: Sender, parcel: Parcel) -> tuple[Outcome, bool]:
    """Send one parcel. Returns its outcome, and whether its host gives no answer."""
    if not parcel.signatures:
        why = "Its secret can't be read with the present SECRET_KEY."
        return Outcome(parcel.delivery, Result.FAILED, error=why), False
    started = monotonic()
    try:
        reply = sender.post(parcel.hook.url, parcel.body.encode(), _headers(parcel), timeout=TIMEOUT)
    except OutboundError as error:
        latency = round((monotonic() - started) * 1000)
        return Outcome(parcel.delivery, Result.FAILED, latency_ms=latency, error=str(error)), True
    return _judge(parcel.delivery, reply), False


def _judge(delivery: Claimed, reply: Reply) -> Outcome:
    if reply.is_success:
        result, error = Result.SENT, ""
    else:
        result = Result.REFUSED if reply.status == HTTPStatus.GONE else Result.FAILED
        error = f"The receiver answered with status {reply.status}."
    retry_after = wait_of(reply.retry_after) if reply.status in BUSY else 0
    return Outcome(delivery, result, reply.status, reply.latency_ms, reply.head, error, retry_after)


def wait_of(retry_after: str) -> float:
    """Return the seconds that a `Retry-After` header asks for: a number or a date (RFC 9110, 10.2.3), at most a day."""
    try:
        seconds = float(retry_after)
    except ValueError:
        try:
            seconds = parsedate_to_datetime(retry_after).timestamp() - timezone.now().timestamp()
        except (ValueError, OverflowError):
            return 0
    return min(max(0.0, seconds), LONGEST_WAIT)  # in this order, "nan" is 0


def _headers(parcel: Parcel) -> dict[str, str]:
    """Sign with every secret in use: during a rotation the receiver may check either."""
    now, event_id = timezone.now(), str(parcel.delivery.event_id)
    return {
        "Content-Type": "application/json",
        "webhook-id": event_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(each.sign(event_id, now, parcel.body) for each in parcel.signatures),
    }
