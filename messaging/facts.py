"""What is so now, in the form that the pure rules take: a fixed number of queries for any number of rows.

`dates` answers "what if": the launches named in it have that date instead of their own.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from messaging.claims import ClaimVerdict, FeatureFacts, Obstacle, claim_verdict
from messaging.models import Asset, Claim, ClaimFeature
from messaging.staleness import DepictedFeature, MadeAgainst, Present, staleness
from roadmap.models import Feature, FeatureStatus, Launch
from roadmap.readiness import obstacles

Key = TypeVar("Key", bound=Hashable)
Dates = Mapping[uuid.UUID, dt.date]


@dataclass(frozen=True)
class Promise:
    """What a claim relies on: its features, and its own launch for those that have none."""

    features: Collection[uuid.UUID]
    launch: Launch | None = None


def promises(claims: Iterable[Claim]) -> dict[uuid.UUID, Promise]:
    """Return what each claim relies on. Their launches are to be joined already."""
    claims = list(claims)
    named: dict[uuid.UUID, list[uuid.UUID]] = defaultdict(list)
    for claim_id, feature_id in ClaimFeature.objects.filter(claim__in=claims).values_list("claim", "feature"):
        named[claim_id].append(feature_id)
    return {claim.pk: Promise(named[claim.pk], claim.launch) for claim in claims}


def claim_verdicts(made: Mapping[Key, Promise], today: dt.date, dates: Dates | None = None) -> dict[Key, ClaimVerdict]:
    """Return the verdict on each promise as things stand `today`."""
    feature_ids = {feature_id for promise in made.values() for feature_id in promise.features}
    features = {row.pk: row for row in Feature.objects.filter(pk__in=feature_ids).select_related("launch")}
    in_the_way = obstacles(feature_ids)

    def facts(feature: Feature, promise: Promise) -> FeatureFacts:
        launch = feature.launch or promise.launch
        return FeatureFacts(
            title=feature.title,
            # A promise about what is no longer on the roadmap cannot be kept.
            status=FeatureStatus.CUT if feature.deleted_at else feature.status,
            target=feature.target,
            launch_date=_date(launch, dates),
            obstacles=tuple(Obstacle(found.kind, found.title) for found in in_the_way.get(feature.pk, ())),
        )

    return {
        key: claim_verdict([facts(features[pk], promise) for pk in promise.features if pk in features], today)
        for key, promise in made.items()
    }


def made_against(asset: Asset) -> dict[str, Any]:
    """Return what a version written now is made against, as an `AssetVersion` keeps it."""
    launch = asset.launch
    shown = asset.features.alive().order_by("title", "pk").values_list("pk", "ui_revision")
    said = asset.claims.alive().order_by("text", "pk").values_list("pk", "text")
    return {
        "features": {str(pk): revision for pk, revision in shown},
        "claims": {str(pk): text for pk, text in said},
        "date": launch.date.isoformat() if launch.date else None,
        "precision": launch.precision,
    }


def stale_reasons(assets: Sequence[Asset], dates: Dates | None = None) -> dict[uuid.UUID, list[str]]:
    """Return why each asset's approved version is stale. Their approved versions and launches are to be joined."""
    versions = {asset.pk: asset.approved_version.made_against for asset in assets if asset.approved_version}
    feature_ids = {pk for made in versions.values() for pk in made["features"]}
    claim_ids = {pk for made in versions.values() for pk in made["claims"]}
    looks = Feature.objects.alive().filter(pk__in=feature_ids).values_list("pk", "title", "ui_revision")
    features = {str(pk): DepictedFeature(title, revision) for pk, title, revision in looks}
    texts = Claim.objects.alive().filter(pk__in=claim_ids).values_list("pk", "text")
    claims = {str(pk): text for pk, text in texts}
    return {
        asset.pk: staleness(
            _made(versions[asset.pk], asset.prints_date),
            Present(features, claims, _date(asset.launch, dates), asset.launch.precision),
        )
        if asset.pk in versions
        else []
        for asset in assets
    }


def _made(kept: Mapping[str, Any], prints_date: bool) -> MadeAgainst[str]:
    date = dt.date.fromisoformat(kept["date"]) if prints_date and kept["date"] else None
    return MadeAgainst(kept["features"], kept["claims"], date, kept["precision"])


def _date(launch: Launch | None, dates: Dates | None) -> dt.date | None:
    if launch is None:
        return None
    return (dates or {}).get(launch.pk, launch.date)
