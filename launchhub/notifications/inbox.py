"""The inbox as people see it: notifications gathered by what they are about."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field

from launchhub.accounts.models import Member
from launchhub.notifications.models import Notification

LENGTH = 200
"""How many notifications the inbox looks back."""


@dataclass
class Thread:
    """All that an inbox says about one object, newest first."""

    noun: str
    id: uuid.UUID
    title: str
    launch_id: uuid.UUID | None
    notifications: list[Notification] = field(default_factory=list)

    @property
    def newest(self) -> Notification:
        """The latest."""
        return self.notifications[0]

    @property
    def unread(self) -> int:
        """How many are unread."""
        return sum(each.read_at is None for each in self.notifications)


def unread_count(member: Member) -> int:
    """Count what waits to be read now."""
    count: int = Notification.objects.visible_to(member).unread().count()
    return count


def threads(member: Member, *, unread_only: bool = False) -> list[Thread]:
    """Return the member's inbox by subject, the latest first, with few queries. What is put off stays out."""
    rows = Notification.objects.visible_to(member).awake().with_events()
    found: dict[uuid.UUID, Thread] = {}
    for row in (rows.filter(read_at=None) if unread_only else rows)[:LENGTH]:
        event = row.event
        thread = Thread(event.subject_type, event.subject_id, event.subject_title, event.launch_id)
        found.setdefault(event.subject_id, thread).notifications.append(row)
    return list(found.values())
