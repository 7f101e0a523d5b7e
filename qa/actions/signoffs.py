"""Sign-offs: an approver's decision on a gate."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction

from launchhub.accounts.models import Hat, Member
from launchhub.events.record import history_time, record
from launchhub.lib.dates import show_date
from launchhub.lib.errors import Conflict, Forbidden
from qa.actions.assessment import locked_one, reassess
from qa.dossiers import Dossiers
from qa.events import SIGNED_OFF
from qa.models import Decision, Gate, GateStatus, SignOff
from roadmap.models.raci import RaciLine

APPROVALS = (Decision.APPROVE, Decision.APPROVE_WITH_CONDITIONS)


def create(
    *,
    by: Member | None,
    gate: Gate,
    decision: str,
    reason: str = "",
    customer_impact: str = "",
    conditions: Sequence[str] = (),
    retest_on: dt.date | None = None,
    waiver_expires: dt.date | None = None,
) -> SignOff:
    """Enter a decision into the gate's ledger, record `signoff.created` and judge the gate by it.

    A reject fails the gate at once; the approval that fills the quorum passes it when every required criterion is
    met; a waiver lets it pass until it expires. Raises `Forbidden` for who may not sign, `Conflict` when the gate
    is past that, `ValidationError` by field.
    """
    with transaction.atomic():
        row = locked_one(gate)
        _check_right(row, decision, by)
        _check_state(row, decision, by)
        signoff = SignOff(
            workspace=row.workspace,
            gate=row,
            member=by,
            decision=decision,
            reason=reason.strip(),
            customer_impact=customer_impact.strip(),
            conditions=[line.strip() for line in conditions if line.strip()],
            retest_on=retest_on,
            waiver_expires=waiver_expires,
            build=row.launch.build,
            evidence_digest=Dossiers([row]).digest(row),
        )
        if at := history_time():
            signoff.created_at = at
        _check_fields(signoff)
        signoff.save(force_insert=True)
        said = {"gate": row, "decision": decision, "reason": signoff.reason}
        event = record(SIGNED_OFF, signoff, by=by, **said)  # type: ignore[arg-type]
        (signoff.gate,) = reassess([row.pk], by=by, caused_by=event, signoff=signoff)
    return signoff


def _check_right(gate: Gate, decision: str, by: Member | None) -> None:
    if by is None:
        return
    if by.is_guest:
        raise Forbidden("You are a guest here: a gate is signed off by its approvers or with the qa hat, as a member.")
    if decision == Decision.WAIVE:
        if not (by.is_admin or _is_accountable(gate, by)):
            raise Forbidden("You may not waive a gate: that needs the admin role, or to be accountable for its launch.")
        return
    named = set(gate.approvers.values_list("pk", flat=True))
    if named and by.pk not in named:
        raise Forbidden("You may not sign this gate off: it names its approvers, and you are not one of them.")
    if not named and Hat.QA not in by.hats:
        raise Forbidden("You may not sign this gate off: it names no approver, so that needs the qa hat.")
    if gate.four_eyes and decision in APPROVALS and by.pk == gate.submitted_by_id:
        raise Forbidden("You submitted this gate, and it needs four eyes: somebody else has to approve it.")


def _is_accountable(gate: Gate, member: Member) -> bool:
    """Say whether a RACI line makes the member answer for the quality of the gate's launch."""
    lines = RaciLine.objects.alive().filter(launch=gate.launch_id, hat=gate.hat, accountable=member)
    return bool(lines.exists())


def _check_state(gate: Gate, decision: str, by: Member | None) -> None:
    if gate.status == GateStatus.PASSED and decision != Decision.REJECT:
        raise Conflict("This gate has passed already: there is nothing left to sign.")
    if gate.status == GateStatus.WAIVED and decision == Decision.REJECT:
        raise Conflict(f"This gate is waived, so a reject would not change it. {gate.reason}")
    if gate.four_eyes and decision in APPROVALS and not gate.submitted_at:
        raise Conflict("This gate needs four eyes: somebody has to submit it for review first.")
    if by and decision in APPROVALS and _stands_approved(gate, by):
        raise Conflict("You have approved this gate as it is now already.")


def _stands_approved(gate: Gate, by: Member) -> bool:
    rows = SignOff.objects.filter(gate=gate, member=by).exclude(decision=Decision.WAIVE)
    last = rows.order_by("-pk").first()
    if last is None or last.decision not in APPROVALS or (gate.reopened_at and last.created_at <= gate.reopened_at):
        return False
    return bool(last.evidence_digest == Dossiers([gate]).digest(gate))


def _check_fields(signoff: SignOff) -> None:
    """Raise `ValidationError` for a decision without what it has to say (domain.md, "SignOff")."""
    errors = {}
    today = signoff.workspace.today()
    if signoff.decision != Decision.APPROVE and not signoff.reason:
        errors["reason"] = "Say why: everyone who is told will read it."
    if signoff.decision == Decision.REJECT and not signoff.customer_impact:
        errors["customer_impact"] = "Say what a customer would notice: product and marketing are told this."
    has_conditions = signoff.decision == Decision.APPROVE_WITH_CONDITIONS
    if has_conditions and not signoff.conditions:
        errors["conditions"] = "Name at least one condition, or approve without."
    elif signoff.conditions and not has_conditions:
        errors["conditions"] = "Conditions belong to “approve with conditions”."
    if signoff.retest_on and signoff.retest_on < today and not history_time():
        errors["retest_on"] = f"Choose {show_date(today)} or a later day."
    waives = signoff.decision == Decision.WAIVE
    if waives and (not signoff.waiver_expires or (signoff.waiver_expires <= today and not history_time())):
        errors["waiver_expires"] = f"A waiver ends: choose a day after {show_date(today)}."
    elif signoff.waiver_expires and not waives:
        errors["waiver_expires"] = "Only a waiver expires."
    if errors:
        raise ValidationError(errors)
    signoff.clean_fields(exclude={"workspace", "gate", "member"})
