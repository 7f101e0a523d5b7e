"""What is still to come of each product."""

from __future__ import annotations

import uuid

from launchhub.accounts.models import Workspace
from roadmap.memory import counts, number_by
from roadmap.models import Feature, LaunchProduct
from roadmap.models.launches import AHEAD


def plans(workspace: Workspace) -> tuple[dict[uuid.UUID, int], dict[uuid.UUID, int]]:
    """Return how many features and how many launches are ahead, by product. Remembered while nothing happens."""
    features = Feature.objects.in_workspace(workspace).alive().open()
    launches = LaunchProduct.objects.filter(workspace=workspace, launch__deleted_at=None, launch__status__in=AHEAD)
    ahead = counts(
        workspace,
        features_of_products=lambda: number_by("product", features),
        launches_of_products=lambda: number_by("product", launches),
    )
    return ahead[0], ahead[1]
