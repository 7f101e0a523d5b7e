"""What messaging knows that stands in the way of a launch, or of publishing an asset."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Case, DateField, Q, Value, When

from launchhub.accounts.models import Hat, Member
from launchhub.accounts.models.members import name_at
from launchhub.lib.prepared import planned
from messaging import facts
from messaging.models import Asset, AssetClaim, AssetStatus, Claim, ClaimState
from messaging.models.claims import claims_by_launch
from roadmap.models import Launch
from roadmap.readiness import Finding, Severity, TickState, register_findings, register_ticks, state_of

STALE_WITHIN = dt.timedelta(days=7)
"""How soon a stale asset has to be due to be a risk (domain.md, section 8)."""

CLAIM_TICKS: Mapping[str, TickState] = {ClaimState.BACKED: "passed", ClaimState.BROKEN: "failed"}

ByLaunch = dict[uuid.UUID, list[Finding]]


@register_findings
def claims(launches: Sequence[Launch], today: dt.date) -> ByLaunch:
    """Blockers: broken claims that assets make; risks: claims at risk."""
    found: ByLaunch = defaultdict(list)
    ids = [launch.pk for launch in launches]
    for launch_id, asset, *claim in _broken_claims(launch_ids=ids):
        found[launch_id].append(_on_claim("broken_claim", f"is made by “{asset}” and is broken", "blocker", *claim))
    for launch_id, *claim in sorted(_claims_at_risk(launch_ids=ids), key=lambda row: row[2]):
        found[launch_id].append(_on_claim("claim_at_risk", "is at risk", "risk", *claim))
    return found


@planned
def _broken_claims(launch_ids: Any) -> Any:
    rows = AssetClaim.objects.filter(
        asset__launch__among=launch_ids, asset__deleted_at=None, claim__deleted_at=None, claim__state=ClaimState.BROKEN
    )
    claim = ("claim", "claim__text", "claim__reasons", "claim__owner", name_at("claim__owner"))
    return rows.order_by("claim", "asset").values_list("asset__launch", "asset__title", *claim)


@planned
def _claims_at_risk(launch_ids: Any) -> Any:
    def columns(path: str) -> tuple[Any, ...]:
        return (*(f"{path}{name}" for name in ("id", "text", "reasons", "owner")), name_at(f"{path}owner"))

    first, *others = claims_by_launch(launch_ids, columns, state=ClaimState.AT_RISK)
    return first.union(*others)


@register_findings
def stale_assets(launches: Sequence[Launch], today: dt.date) -> ByLaunch:
    """Risks: stale assets that are soon due."""
    found: ByLaunch = defaultdict(list)
    for launch_id, *asset in _stale_assets(launch_ids=[launch.pk for launch in launches], until=today + STALE_WITHIN):
        found[launch_id].append(_stale(*asset))
    return found


@planned
def _stale_assets(launch_ids: Any, until: Any) -> Any:
    rows = Asset.objects.alive().filter(launch__among=launch_ids, is_stale=True, due__lte=until).order_by("due", "pk")
    return rows.values_list("launch", "pk", "title", "stale_reasons", "owner", name_at("owner"))


@register_ticks
def asset_ticks(launch_ids: Any) -> Iterator[Any]:
    """One tick in the marketing track for each asset."""
    is_done = Q(status__in=[AssetStatus.APPROVED, AssetStatus.PUBLISHED])
    state = Case(When(is_stale=True, then=Value("stale")), When(is_done, then=Value("passed")), default=Value("open"))
    rows = Asset.objects.alive().filter(launch__among=launch_ids)
    yield rows.values_list("launch", Value(Hat.MARKETING), state, "title", Value(Asset.noun), "pk", "due")


@register_ticks
def claim_ticks(launch_ids: Any) -> list[Any]:
    """One tick in the marketing track for each claim."""

    def columns(path: str) -> tuple[Any, ...]:
        state = state_of(f"{path}state", CLAIM_TICKS)
        undated = Value(None, DateField())
        return (Value(Hat.MARKETING), state, f"{path}text", Value(Claim.noun), f"{path}id", undated)

    return claims_by_launch(launch_ids, columns)


def against_publishing(asset: Asset) -> list[Finding]:
    """Return why an asset should not be published as things are: it is stale, or makes a claim that is broken."""
    reasons_of = facts.stale_reasons([asset])
    found = [_stale(asset.pk, asset.title, why, *_holder(asset.owner)) for why in reasons_of.values() if why]
    claims = list(asset.claims.alive().select_related("launch", "owner__user").order_by("pk"))
    verdicts = facts.claim_verdicts(facts.promises(claims), asset.workspace.today())
    for claim in claims:
        if verdicts[claim.pk].state == ClaimState.BROKEN:
            said = (claim.pk, claim.text, verdicts[claim.pk].reasons, *_holder(claim.owner))
            found.append(_on_claim("broken_claim", "is broken", "blocker", *said))
    return found


def _stale(pk: uuid.UUID, title: str, reasons: Sequence[str], owner_id: uuid.UUID | None, owner_name: str) -> Finding:
    detail = f"is stale: it {'; it '.join(reasons)}"
    return Finding("stale_asset", detail, "risk", Asset.noun, pk, title, owner_id, owner_name, names_others=True)


def _on_claim(
    kind: str,
    what: str,
    severity: Severity,
    pk: uuid.UUID,
    text: str,
    reasons: Sequence[str],
    owner_id: uuid.UUID | None,
    owner_name: str,
) -> Finding:
    detail = f"{what}: {' '.join(reasons)}"
    return Finding(kind, detail, severity, Claim.noun, pk, text, owner_id, owner_name, names_others=True)


def _holder(owner: Member | None) -> tuple[uuid.UUID | None, str]:
    return (owner.pk, owner.name) if owner else (None, "")
