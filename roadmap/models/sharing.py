"""What a guest was shown: guests see what they watch, and what belongs to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from launchhub.notifications.models import Watch

if TYPE_CHECKING:
    from launchhub.accounts.models import Member


def watched(member: Member, noun: str) -> Any:
    """Return the ids of the objects of this noun that the member watches, as a subquery."""
    return Watch.objects.filter(member=member, noun=noun, muted=False).values("target_id")
