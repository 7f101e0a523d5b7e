"""Webhooks: made, changed, tested, replayed, and switched off when nobody answers for too long."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Coalesce, Greatest, Now
from django.utils import timezone

from launchhub.accounts.models import Member
from launchhub.accounts.rights import Right, require
from launchhub.events import changes
from launchhub.events.models import Event
from launchhub.events.record import record
from launchhub.notifications.events import WEBHOOK_DISABLED, WEBHOOK_REPLAYED, WEBHOOK_ROTATED, WEBHOOK_TESTED
from launchhub.notifications.models import Channel, Delivery, Status, Webhook
from launchhub.notifications.models.deliveries import WAITING
from launchhub.notifications.secrets import new_concealed

GIVEN_UP_AFTER = dt.timedelta(days=5)
"""An endpoint that fails for so long is switched off (api.md, "Webhooks")."""

SHORTEST_HOLD, LONGEST_HOLD = dt.timedelta(seconds=5), dt.timedelta(minutes=5)

# What the webhook hears of what was sealed since an instant, once more or for the first time.
REPLAY = """
INSERT INTO deliveries (id, workspace_id, event_id, channel, target, lane)
SELECT launchhub_new_id(), workspace_id, id, 'webhook', %(webhook)s::uuid, %(webhook)s::text FROM events
WHERE workspace_id = %(workspace)s AND NOT quiet AND position IS NOT NULL AND happened_at >= %(since)s
    AND (%(kinds)s::text[] = '{}' OR kind = ANY(%(kinds)s::text[]))
ON CONFLICT (workspace_id, event_id, channel, target) DO UPDATE
SET status = 'pending', attempts = 0, next_attempt_at = now(), finished_at = NULL, error = ''
WHERE deliveries.status IN ('sent', 'dead', 'cancelled')
"""

RECOVER = """
UPDATE webhooks SET failing_since = NULL, held_until = NULL WHERE id = ANY(%s::uuid[]) AND failing_since IS NOT NULL
"""


def create(
    *, by: Member, url: str, kinds: Collection[str] = (), is_enabled: bool = True, **fields: Any
) -> tuple[Webhook, str]:
    """Make a webhook. Returns it with its secret, which is shown only now.

    Raises `ValidationError` for a URL that may not be sent to, or a kind that nobody speaks.
    """
    require(by, Right.ADMINISTER)
    kinds = sorted(set(kinds))
    said = {"fields": {"kinds": kinds}}  # not the URL: its path may hold a key
    if not is_enabled:
        fields |= _switched_off(by)
    webhook = changes.create(Webhook, by=by, data=said, url=url, kinds=kinds, **fields)
    return webhook, webhook.secrets[0]


def update(
    webhook: Webhook,
    *,
    by: Member,
    expected_version: int | None = None,
    is_enabled: bool | None = None,
    **fields: Any,
) -> Webhook:
    """Change the URL or the kinds, or switch the webhook on or off."""
    require(by, Right.ADMINISTER)
    if is_enabled is True and webhook.disabled_at:
        fields |= {"disabled_at": None, "disabled_because": "", "failing_since": None, "held_until": None}
    elif is_enabled is False and not webhook.disabled_at:
        fields |= _switched_off(by)
    said = {"changes": {name: [_shown(getattr(webhook, name)), _shown(fields[name])] for name in fields}}
    with transaction.atomic():
        row = changes.change(webhook, by=by, expected_version=expected_version, data=said, **fields)
        if row.disabled_at:
            _cancel(row)
    return row


def delete(webhook: Webhook, *, by: Member, expected_version: int | None = None) -> Webhook:
    """Put a webhook into the bin; what was on its way to it is cancelled."""
    require(by, Right.ADMINISTER)
    with transaction.atomic():
        row = changes.remove(webhook, by=by, expected_version=expected_version)
        _cancel(row)  # after the webhook is locked, as everybody else does it
        return row


def restore(webhook: Webhook, *, by: Member) -> Webhook:
    """Take a webhook out of the bin."""
    require(by, Right.ADMINISTER)
    return changes.restore(webhook, by=by)


def rotate(webhook: Webhook, *, by: Member) -> tuple[Webhook, str]:
    """Replace the secret, and return the new one, shown only now. The one before signs too until the next rotation."""
    require(by, Right.ADMINISTER)
    with transaction.atomic():
        row = changes.lock(webhook)
        row.previous_secret, row.secret, row.rotated_at = row.secret, new_concealed(), timezone.now()
        changes.touch(row, "previous_secret", "secret", "rotated_at")
        record(WEBHOOK_ROTATED, row, by=by)
    return row, row.secrets[0]


def test(webhook: Webhook, *, by: Member) -> Event:
    """Send a `webhook.tested` event to this webhook alone, whatever its filter. Returns the event."""
    require(by, Right.ADMINISTER)
    require_enabled(webhook)
    return record(WEBHOOK_TESTED, webhook, by=by)


def replay(webhook: Webhook, *, by: Member, since: dt.datetime) -> int:
    """Send everything that the webhook hears and that happened since an instant, once more. Returns how many."""
    require(by, Right.ADMINISTER)
    require_enabled(webhook)
    params: dict[str, Any] = {
        "webhook": str(webhook.pk),
        "workspace": webhook.workspace_id,
        "since": since,
        "kinds": webhook.kinds,
    }
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(REPLAY, params)
        count = int(cursor.rowcount)
        record(WEBHOOK_REPLAYED, webhook, by=by, since=since, count=count)
    return count


def note_success(ids: Collection[uuid.UUID]) -> None:
    """Remember that these webhooks answer."""
    with connection.cursor() as cursor:
        cursor.execute(RECOVER, [list(ids)])


def note_failure(pk: uuid.UUID, *, is_gone: bool, is_mute: bool, retry_after: float) -> None:
    """Draw the conclusion from a failure of a webhook.

    `is_gone`: it said that it is gone for good (410). `is_mute`: it gave no answer or asked for a pause, so all its
    deliveries wait: for `retry_after` seconds, or half as long as it has been failing, up to five minutes.
    """
    Webhook.objects.filter(pk=pk).update(failing_since=Coalesce("failing_since", Now()))
    webhook: Webhook = Webhook.objects.select_for_update().get(pk=pk)
    failing_for = timezone.now() - (webhook.failing_since or timezone.now())
    if is_gone:
        _disable(webhook, "the receiver says that it is gone (410).")
    elif failing_for > GIVEN_UP_AFTER:
        _disable(webhook, "nothing could be delivered for five days.")
    elif is_mute:
        hold = min(max(failing_for / 2, SHORTEST_HOLD), LONGEST_HOLD)
        webhook.held_until = timezone.now() + max(hold, dt.timedelta(seconds=retry_after))
        webhook.save(update_fields=["held_until"])
        due = Greatest(F("next_attempt_at"), webhook.held_until)
        _waiting(webhook).update(status=Status.PENDING, next_attempt_at=due, lease_until=None)


def _switched_off(by: Member) -> dict[str, Any]:
    return {"disabled_at": timezone.now(), "disabled_because": f"{by} switched it off."}


def _disable(webhook: Webhook, why: str) -> None:
    if webhook.disabled_at is None:
        webhook.disabled_at, webhook.disabled_because = timezone.now(), why
        changes.touch(webhook, "disabled_at", "disabled_because")
        record(WEBHOOK_DISABLED, webhook, by=None, why=why)
    _cancel(webhook)


def _shown(value: Any) -> Any:
    """Return what an event may tell of a field: of a URL only the host, since its path may hold a key."""
    return urlsplit(value).netloc if isinstance(value, str) and "://" in value else value


def _cancel(webhook: Webhook) -> None:
    _waiting(webhook).update(status=Status.CANCELLED, finished_at=Now(), lease_until=None)


def _waiting(webhook: Webhook) -> Any:
    return Delivery.objects.to(Channel.WEBHOOK, webhook.pk).filter(status__in=WAITING)


def require_enabled(webhook: Webhook) -> None:
    """Raise `ValidationError` for a webhook that is switched off."""
    if webhook.disabled_at:
        raise ValidationError("This webhook is switched off. Switch it on first.")
