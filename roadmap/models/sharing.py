"""What a guest was shown: guests see what they watch, and what belongs to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from launchhub.accounts.scoping import WorkspaceQuerySet
from launchhub.notifications.models import Watch

if TYPE_CHECKING:
    from launchhub.accounts.models import Member


def watched(member: Member, noun: str) -> Any:
    """Return the ids of the objects of this noun that the member watches, as a subquery."""
    return shared(member, noun).filter(muted=False)


def shared(member: Member, noun: str) -> Any:
    """Return the ids of the objects of this noun that a guest was shown, as a subquery.

    A guest who wants to be left alone about something (`muted`) still sees it.
    """
    return Watch.objects.filter(member=member, noun=noun).values("target_id")


class OfLaunchQuerySet(WorkspaceQuerySet):
    """Reads of what belongs to a launch and shares its fate: rows with a `launch`."""

    def alive(self) -> Self:
        """Rows that are not in the bin, nor their launch."""
        return super().alive().filter(launch__deleted_at__isnull=True)

    def shared_with(self, member: Member) -> Self:
        """Rows of launches shared with the guest."""
        from roadmap.models.launches import Launch

        return self.filter(launch__in=Launch.objects.visible_to(member).values("pk"))
