"""What roadmap's clashes ask: which features does some activity tell of?"""

from __future__ import annotations

import uuid
from collections.abc import Collection

from messaging.models import Activity
from roadmap.clashes import register_told


@register_told
def told_by_activities(feature_ids: Collection[uuid.UUID]) -> Collection[uuid.UUID]:
    """Features that an asset of an activity shows, or makes a claim about."""
    shown, claimed = "assets__features", "assets__claims__features"
    alive = Activity.objects.alive().filter(assets__deleted_at__isnull=True)
    return [
        pk
        for path in (shown, claimed)
        for pk in alive.filter(**{f"{path}__among": feature_ids}).values_list(path, flat=True).distinct()
    ]
