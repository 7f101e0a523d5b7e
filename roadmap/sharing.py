"""What of roadmap can be shared with guests, and what they see of it then."""

from __future__ import annotations

from launchhub.accounts.rights import Right
from launchhub.accounts.scoping import EditableModel
from launchhub.accounts.sharing import Shareable, register_shareable
from roadmap.models import Feature, Launch


def around_launch(launch: Launch) -> list[EditableModel]:
    """Return what shows the launch as well when it is shared: its products."""
    return list(launch.products.alive().order_by("name", "pk"))


def around_feature(feature: Feature) -> list[EditableModel]:
    """Return what shows the feature as well when it is shared: its launch, the products of that, and its own."""
    launch = feature.launch if feature.launch and feature.launch.deleted_at is None else None
    found = [launch, *around_launch(launch), feature.product] if launch else [feature.product]
    return list(dict.fromkeys(found))


register_shareable(
    launch=Shareable(
        Right.EDIT_ROADMAP,
        "Guests read the launch with its features, plan, dates and why they moved, gates, claims, assets, briefs, "
        "decisions, files and discussions, and may comment. They see no other launch, and neither goals, insights, "
        "scores, defects nor the evidence behind a gate.",
        around_launch,
    ),
    feature=Shareable(
        Right.EDIT_ROADMAP,
        "Guests read the feature with its dates, history, files and discussion, and may comment. They see neither its "
        "launch, nor goals, insights and scores.",
        around_feature,
    ),
    product=Shareable(
        Right.EDIT_ROADMAP,
        "Guests read every feature and every launch of the product, also those that are added later, may comment on "
        "them and propose ideas. They see neither goals, insights, scores nor defects.",
    ),
)
