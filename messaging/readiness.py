"""What messaging knows that stands in the way of a launch, or of publishing an asset."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Sequence

from launchhub.accounts.models import Hat, Member
from messaging import facts
from messaging.models import Asset, AssetClaim, AssetStatus, Claim, ClaimState
from messaging.models.claims import claims_by_launch
from roadmap.models import Launch
from roadmap.readiness import Finding, Severity, Tick, TickState, register_findings, register_ticks

STALE_WITHIN = dt.timedelta(days=7)
"""How soon a stale asset has to be due to be a risk (domain.md, section 8)."""

CLAIM_TICKS: dict[str, TickState] = {ClaimState.BACKED: "passed", ClaimState.BROKEN: "failed"}

ByLaunch = dict[uuid.UUID, list[Finding]]


@register_findings
def findings(launches: Sequence[Launch], today: dt.date) -> ByLaunch:
    """Return blockers: broken claims that assets make; and risks: claims at risk, stale assets that are soon due."""
    found: ByLaunch = defaultdict(list)
    broken = AssetClaim.objects.filter(
        asset__launch__in=launches, asset__deleted_at=None, claim__deleted_at=None, claim__state=ClaimState.BROKEN
    )
    for link in broken.select_related("asset", "claim__owner__user").order_by("claim", "asset"):
        detail = f"is made by “{link.asset}” and is broken: {' '.join(link.claim.reasons)}"
        found[link.asset.launch_id].append(_on_claim(link.claim, "broken_claim", detail, "blocker"))
    for launch_id, claim in _claims(launches):
        if claim.state == ClaimState.AT_RISK:
            detail = f"is at risk: {' '.join(claim.reasons)}"
            found[launch_id].append(_on_claim(claim, "claim_at_risk", detail, "risk"))
    stale = Asset.objects.alive().filter(launch__in=launches, is_stale=True, due__lte=today + STALE_WITHIN)
    for asset in stale.select_related("owner__user").order_by("due", "pk"):
        found[asset.launch_id].append(_stale(asset, asset.stale_reasons))
    return found


@register_ticks
def ticks(launches: Sequence[Launch], today: dt.date) -> dict[uuid.UUID, list[Tick]]:
    """Return a tick for each asset and each claim, in the track of marketing."""
    found: dict[uuid.UUID, list[Tick]] = defaultdict(list)
    for asset in Asset.objects.alive().filter(launch__in=launches).order_by("due", "pk"):
        found[asset.launch_id].append(Tick(Hat.MARKETING, _tick(asset), asset.title, asset.noun, asset.pk, asset.due))
    for launch_id, claim in _claims(launches):
        state = CLAIM_TICKS.get(claim.state, "open")
        found[launch_id].append(Tick(Hat.MARKETING, state, claim.text, claim.noun, claim.pk))
    return found


def against_publishing(asset: Asset) -> list[Finding]:
    """Return why an asset should not be published as things are: it is stale, or makes a claim that is broken."""
    found = [_stale(asset, reasons) for reasons in facts.stale_reasons([asset]).values() if reasons]
    claims = list(asset.claims.alive().select_related("launch", "owner__user").order_by("pk"))
    verdicts = facts.claim_verdicts(facts.promises(claims), asset.workspace.today())
    for claim in claims:
        if verdicts[claim.pk].state == ClaimState.BROKEN:
            detail = f"is broken: {' '.join(verdicts[claim.pk].reasons)}"
            found.append(_on_claim(claim, "broken_claim", detail, "blocker"))
    return found


def _claims(launches: Sequence[Launch]) -> list[tuple[uuid.UUID, Claim]]:
    pairs = list(claims_by_launch([launch.pk for launch in launches]))
    rows = Claim.objects.alive().filter(pk__in={claim_id for _, claim_id in pairs}).select_related("owner__user")
    claims = {claim.pk: claim for claim in rows.worst_first()}
    order = {claim_id: place for place, claim_id in enumerate(claims)}
    known = [(launch_id, claim_id) for launch_id, claim_id in pairs if claim_id in claims]
    return [(launch_id, claims[claim_id]) for launch_id, claim_id in sorted(known, key=lambda pair: order[pair[1]])]


def _tick(asset: Asset) -> TickState:
    if asset.is_stale:
        return "stale"
    return "passed" if asset.status in (AssetStatus.APPROVED, AssetStatus.PUBLISHED) else "open"


def _stale(asset: Asset, reasons: Sequence[str]) -> Finding:
    detail = f"is stale: it {'; it '.join(reasons)}"
    holder = (asset.owner_id, _name(asset.owner))
    return Finding("stale_asset", detail, "risk", asset.noun, asset.pk, asset.title, *holder, names_others=True)


def _on_claim(claim: Claim, kind: str, detail: str, severity: Severity) -> Finding:
    holder = (claim.owner_id, _name(claim.owner))
    return Finding(kind, detail, severity, claim.noun, claim.pk, claim.text, *holder, names_others=True)


def _name(owner: Member | None) -> str:
    return owner.name if owner else ""
