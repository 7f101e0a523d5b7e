"""What a guest was shown, and what belongs to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from launchhub.accounts.models import Share
from launchhub.accounts.scoping import WorkspaceQuerySet

if TYPE_CHECKING:
    from launchhub.accounts.models import Member


def shared(member: Member, noun: str) -> Any:
    """Return the ids of the objects of this noun that are shared with the guest, as a subquery."""
    return Share.objects.filter(member=member, target_noun=noun).values("target_id")


class OfLaunchQuerySet(WorkspaceQuerySet):
    """Reads of what belongs to a launch and shares its fate: rows with a `launch`."""

    def alive(self) -> Self:
        """Rows that are not in the bin, nor their launch."""
        return super().alive().filter(launch__deleted_at__isnull=True)

    def shared_with(self, member: Member) -> Self:
        """Rows of launches shared with the guest."""
        from roadmap.models.launches import Launch

        return self.filter(launch__in=Launch.objects.visible_to(member).values("pk"))
