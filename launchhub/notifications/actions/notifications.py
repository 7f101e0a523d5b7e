"""Reading one's inbox. Nobody else is concerned, so no event is recorded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from launchhub.accounts.models import Member
from launchhub.notifications.models import Notification

LONGEST_SNOOZE = dt.timedelta(days=365)


def mark_read(ids: Collection[Any] | None = None, *, by: Member) -> int:
    """Mark these of the member's notifications as read, or all; return how many were unread."""
    rows = Notification.objects.visible_to(by).filter(read_at=None)
    if ids is not None:
        rows = rows.filter(pk__in=ids)
    count: int = rows.order_by().update(read_at=timezone.now(), snoozed_until=None)
    return count


def mark_unread(ids: Collection[Any], *, by: Member) -> int:
    """Mark these of the member's notifications as unread again; return how many were read."""
    rows = Notification.objects.visible_to(by).filter(pk__in=ids, read_at__isnull=False)
    count: int = rows.order_by().update(read_at=None)
    return count


def snooze(ids: Collection[Any], *, until: dt.datetime, by: Member) -> int:
    """Put these of the member's notifications off until an instant (aware), then they are unread again."""
    if not timezone.now() < until < timezone.now() + LONGEST_SNOOZE:
        raise ValidationError({"snoozed_until": "Choose an instant within the next year."})
    rows = Notification.objects.visible_to(by).filter(pk__in=ids)
    count: int = rows.order_by().update(snoozed_until=until, read_at=None)
    return count


def update(
    notification: Notification,
    *,
    by: Member,
    expected_version: int | None = None,
    is_read: bool | None = None,
    **fields: Any,
) -> None:
    """Mark as read or unread by `is_read`, or put off by `snoozed_until` (None wakes it)."""
    if is_read is not None:
        (mark_read if is_read else mark_unread)([notification.pk], by=by)
    if "snoozed_until" in fields:
        if fields["snoozed_until"] is None:
            Notification.objects.visible_to(by).filter(pk=notification.pk).order_by().update(snoozed_until=None)
        else:
            snooze([notification.pk], until=fields["snoozed_until"], by=by)
