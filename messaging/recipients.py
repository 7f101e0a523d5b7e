"""Whom an event concerns because of what messaging knows, and why.

Each source answers with pairs of a member and the reason, as a query that runs inside PostgreSQL.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import F, QuerySet, TextField, Value
from django.db.models.functions import Concat

from launchhub.events.models import Event
from messaging.models import Activity, Asset, AssetClaim, AssetFeature, Claim
from messaging.models.claims import ClaimQuerySet
from messaging.reviewing import wearers

Pairs = QuerySet[Any, Any]


def because(*parts: str | F) -> Concat:
    """Return the SQL that writes a reason from words and columns."""
    words = (part if isinstance(part, F) else Value(part) for part in parts)
    return Concat(*words, output_field=TextField())


def claim_owner(event: Event) -> Pairs:
    """Who owns the claim that the event is about."""
    return claim_owners(Claim.objects.filter(pk=event.subject_id))


def makers_of_claim(event: Event) -> Pairs:
    """Who owns an asset that makes the claim that the event is about."""
    return _making(Claim.objects.filter(pk=event.subject_id))


def asset_owner(event: Event) -> Pairs:
    """Who owns the asset that the event is about."""
    owned = Asset.objects.alive().filter(pk=event.subject_id, owner__isnull=False)
    return owned.values_list("owner", because("you own the asset “", F("title"), "”"))


def activity_owner(event: Event) -> Pairs:
    """Who owns the activity that the event is about."""
    owned = Activity.objects.alive().filter(pk=event.subject_id, owner__isnull=False)
    return owned.values_list("owner", because("you own the activity “", F("title"), "”"))


def reviewers(event: Event) -> list[tuple[Any, str]]:
    """Who is asked for a verdict: the reviewers named, and everyone whose hat has to approve such assets.

    Where nobody is named, everyone who wears a hat that reviews them.
    """
    asset = Asset.objects.get(pk=event.subject_id)
    named = [(pk, f"you review the asset “{asset}”") for pk in asset.reviewers.values_list("pk", flat=True)]
    return [*named, *_wearing(asset, asset.approving_hats if named else asset.reviewing_hats)]


def still_asked(event: Event) -> list[tuple[Any, str]]:
    """Whose hat had yet to approve the asset when somebody else's had."""
    return _wearing(Asset.objects.get(pk=event.subject_id), event.data["asked"])


def _wearing(asset: Asset, hats: Collection[str]) -> list[tuple[Any, str]]:
    return [
        (member.pk, f"you wear the {hat} hat, which reviews assets like “{asset}”")
        for member in wearers(asset.workspace_id, hats)
        for hat in hats
        if hat in member.hats
    ]


def owners_of_claims_broken_by_gate(event: Event) -> Pairs:
    """Who owns a claim that a failed gate breaks: it names a feature that the gate covers (see `messaging.claims`).

    The event says which features those are, so the answer is the same before and after the claims are reassessed.
    """
    return claim_owners(_naming(event.data["features"]), ", which this breaks")


def makers_of_claims_broken_by_gate(event: Event) -> Pairs:
    """Who owns an asset that makes a claim which a failed gate breaks."""
    return _making(_naming(event.data["features"]))


def owners_of_claims_naming(event: Event) -> Pairs:
    """Who owns a claim that names the feature that the event is about."""
    return claim_owners(_naming([event.subject_id]), ", which names ", event.subject_title)


def makers_of_claims_naming(event: Event) -> Pairs:
    """Who owns an asset that makes a claim about the feature that the event is about."""
    return _making(_naming([event.subject_id]))


def owners_of_assets_depicting(event: Event) -> Pairs:
    """Who owns an asset that shows the feature that the event is about."""
    return asset_owners_by_link(
        AssetFeature.objects.filter(feature=event.subject_id), ", which shows ", event.subject_title
    )


def owners_of_assets_printing_date(event: Event) -> Pairs:
    """Who owns an asset whose approved version states the date of the launch that moved."""
    printed = Asset.objects.alive().filter(launch=event.subject_id, owner__isnull=False).printing_date()
    return printed.values_list("owner", because("your asset “", F("title"), "” prints the date"))


def claim_owners(claims: ClaimQuerySet, *rest: str | F) -> Pairs:
    """Return the owners of claims, each with the claim's words and the rest of the reason."""
    owned = claims.alive().filter(owner__isnull=False)
    return owned.values_list("owner", because("you own the claim “", F("text"), "”", *rest))


def asset_owners_by_link(links: Pairs, *rest: str | F) -> Pairs:
    """Return the owners of the assets at one end of links, each with the asset's title and the rest of the reason."""
    owned = links.filter(asset__in=Asset.objects.alive(), asset__owner__isnull=False)
    return owned.values_list("asset__owner", because("you own the asset “", F("asset__title"), "”", *rest))


def _making(claims: ClaimQuerySet) -> Pairs:
    links = AssetClaim.objects.filter(claim__in=claims.alive())
    return asset_owners_by_link(links, ", which makes the claim “", F("claim__text"), "”")


def _naming(feature_ids: Collection[Any]) -> ClaimQuerySet:
    claims: ClaimQuerySet = Claim.objects.alive().naming(feature_ids)
    return claims


ALSO_TOLD = {
    "gate.failed": [owners_of_claims_broken_by_gate, makers_of_claims_broken_by_gate],
    "feature.cut": [owners_of_claims_naming, makers_of_claims_naming, owners_of_assets_depicting],
    "feature.late": [owners_of_claims_naming, makers_of_claims_naming, owners_of_assets_depicting],
    "feature.ui_changed": [owners_of_assets_depicting],
    "launch.date_moved": [owners_of_assets_printing_date],
}
"""Kinds that other apps speak → whom they concern because of what messaging knows."""
