"""Claims: what we promise, and whether it holds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction

from launchhub.accounts.rights import Right, require
from launchhub.events import changes
from launchhub.events.record import record
from messaging import facts
from messaging.events import CLAIM_AT_RISK, CLAIM_BACKED, CLAIM_BROKEN, CLAIM_PENDING, CLAIM_REASONS_CHANGED
from messaging.models import Claim, ClaimState

if TYPE_CHECKING:
    from launchhub.accounts.models import Member, Workspace
    from launchhub.events.models import Event
    from messaging.claims import ClaimVerdict

KINDS = {
    ClaimState.BROKEN: CLAIM_BROKEN,
    ClaimState.AT_RISK: CLAIM_AT_RISK,
    ClaimState.BACKED: CLAIM_BACKED,
    ClaimState.PENDING: CLAIM_PENDING,
}


def create(*, by: Member | None, workspace: Workspace | None = None, **fields: Any) -> Claim:
    """Return a new claim, in the state that its features give it. Raises `ValidationError` when it names none."""
    require(by, Right.EDIT_MESSAGING)
    _name_features(fields.get("features"))
    home = by.workspace if by else workspace
    assert home is not None
    promise = facts.Promise([feature.pk for feature in fields["features"]], fields.get("launch"))
    with transaction.atomic():
        verdict = facts.claim_verdicts({None: promise}, home.today())[None]
        return changes.create(Claim, by=by, workspace=home, state=verdict.state, reasons=verdict.reasons, **fields)


def update(claim: Claim, *, by: Member | None, expected_version: int | None = None, **fields: Any) -> Claim:
    """Change the given fields, reassess the claim and return it as it is now."""
    require(by, Right.EDIT_MESSAGING)
    if "features" in fields:
        _name_features(fields["features"])
    with transaction.atomic():
        row = changes.change(claim, by=by, expected_version=expected_version, **fields)
        if fields.keys() & {"features", "launch"}:
            (row,) = reassess([row], by=by)
        return row


def delete(claim: Claim, *, by: Member | None, expected_version: int | None = None) -> Claim:
    """Put the claim into the bin: nobody promises it any more."""
    require(by, Right.EDIT_MESSAGING)
    return changes.remove(claim, by=by, expected_version=expected_version)


def restore(claim: Claim, *, by: Member | None) -> Claim:
    """Take the claim out of the bin, in the state that its features give it now."""
    require(by, Right.EDIT_MESSAGING)
    with transaction.atomic():
        (row,) = reassess([changes.restore(claim, by=by)], by=by)
        return row


def reassess(claims: Iterable[Claim], *, by: Member | None = None, caused_by: Event | None = None) -> list[Claim]:
    """Compute the state of claims anew and return them as they are now.

    A changed state is recorded as `claim.broken`, `.at_risk`, `.backed` or `.pending`, other reasons for the same state
    as `claim.reasons_changed`, each with the event that led to it. The number of queries is the same for any number of
    claims, but for those that change.
    """
    with transaction.atomic():
        locked = Claim.objects.filter(pk__in=[claim.pk for claim in claims]).select_for_update(of=("self",))
        rows = list(locked.select_related("workspace", "launch").order_by("pk"))
        if rows:
            verdicts = facts.claim_verdicts(facts.promises(rows), rows[0].workspace.today())
            for row in rows:
                _settle(row, verdicts[row.pk], by=by, caused_by=caused_by)
    return rows


def _settle(claim: Claim, verdict: ClaimVerdict, *, by: Member | None, caused_by: Event | None) -> None:
    old = claim.state
    if (old, claim.reasons) == (verdict.state, verdict.reasons):
        return
    claim.state, claim.reasons = ClaimState(verdict.state), verdict.reasons
    changes.touch(claim, "state", "reasons")
    record(
        KINDS[claim.state] if old != claim.state else CLAIM_REASONS_CHANGED,
        claim,
        by=by,
        launch_id=claim.launch_id or (caused_by.launch_id if caused_by else None),
        caused_by=caused_by,
        old=old,
        new=claim.state,
        because=" ".join(claim.reasons),
    )


def _name_features(features: Any) -> None:
    if not features:
        raise ValidationError({"features": "Name at least one feature that the claim is about."})
