"""What of messaging can be shared with guests, and what they see of it then."""

from __future__ import annotations

from launchhub.accounts.rights import Right
from launchhub.accounts.scoping import EditableModel
from launchhub.accounts.sharing import Shareable, register_shareable
from messaging.models import Asset, Claim
from roadmap.sharing import around_launch


def around(row: Asset | Claim) -> list[EditableModel]:
    """Return what shows an asset or a claim as well when it is shared: its launch, and the products of that."""
    launch = row.launch
    return [launch, *around_launch(launch)] if launch and launch.deleted_at is None else []


register_shareable(
    claim=Shareable(
        Right.EDIT_MESSAGING,
        "Guests read the claim, whether it holds, and the discussion about it, and may comment.",
        around,
    ),
    asset=Shareable(
        Right.EDIT_MESSAGING,
        "Guests read of the asset what it is, its state and dates, its files and its discussion, and may comment.",
        around,
    ),
)
