"""Events that were told, for pages that show what was told."""

from __future__ import annotations

from typing import Any

from launchhub.accounts.models import Member
from launchhub.events.models import Event
from launchhub.events.record import record
from launchhub.notifications.models import Delivery, Notification


def told(member: Member, because: str = "you own it", *, subject: Any = None, **data: Any) -> Notification:
    """Return what an inbox holds of an event about `subject` (or the workspace's admin, joining)."""
    event = record("member.joined", subject or member, by=None, **data)
    row: Notification = Notification.objects.create(
        workspace=member.workspace, event=event, member=member, because=because
    )
    return row


def sent(event: Event, channel: str, target: Any, **fields: Any) -> Delivery:
    """Return a delivery of an event."""
    row: Delivery = Delivery.objects.create(
        workspace_id=event.workspace_id, event=event, channel=channel, target=target, lane=channel, **fields
    )
    return row
