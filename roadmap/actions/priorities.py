"""What follows from the ranking: features above a line are promoted to the roadmap, those below it parked."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.core.exceptions import ValidationError
from django.db import transaction

from launchhub.accounts.models import Member
from launchhub.accounts.rights import Right, require
from launchhub.events import changes
from roadmap.actions import features
from roadmap.models import Feature, FeatureStatus
from roadmap.models.features import PARKED, PROMOTED


def promote(chosen: Sequence[Feature], *, by: Member | None) -> list[Feature]:
    """Make ideas planned: all of them, or none when one is no idea any longer. Each is an event."""
    return _decide(chosen, PROMOTED, FeatureStatus.PLANNED, "", by)


def park(chosen: Sequence[Feature], *, reason: str, by: Member | None) -> list[Feature]:
    """Park ideas and what is planned, all for one reason: all of them, or none when one is neither any longer."""
    return _decide(chosen, PARKED, FeatureStatus.PARKED, reason, by)


def _decide(
    chosen: Sequence[Feature], present: Collection[str], to: FeatureStatus, reason: str, by: Member | None
) -> list[Feature]:
    """Bring features into another state. Raises `ValidationError` for `features`, with all whose state has changed."""
    require(by, Right.EDIT_ROADMAP)
    with transaction.atomic():
        locked = [changes.lock(feature) for feature in sorted(chosen, key=lambda each: each.pk)]  # in one order
        if moved := [each for each in locked if each.status not in present]:
            words = [f"“{each}” is {each.get_status_display().lower()} by now." for each in moved]
            raise ValidationError({"features": [*words, "Nothing was changed: look again."]})
        return [features.transition(each, to=to, reason=reason, by=by) for each in locked]
