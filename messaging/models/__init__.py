"""What we promise to whom, what says so, and the steps by which they hear it."""

from messaging.models.activities import Activity, ActivityStatus, Channel
from messaging.models.assets import Asset, AssetKind, AssetStatus, AssetVersion, Review, Verdict
from messaging.models.claims import Claim, ClaimState
from messaging.models.links import (
    ActivityAsset,
    AssetClaim,
    AssetFeature,
    AssetReviewer,
    ClaimFeature,
    ClaimPersona,
)
from messaging.models.personas import Persona

__all__ = [
    "Activity",
    "ActivityAsset",
    "ActivityStatus",
    "Asset",
    "AssetClaim",
    "AssetFeature",
    "AssetKind",
    "AssetReviewer",
    "AssetStatus",
    "AssetVersion",
    "Channel",
    "Claim",
    "ClaimFeature",
    "ClaimPersona",
    "ClaimState",
    "Persona",
    "Review",
    "Verdict",
]
