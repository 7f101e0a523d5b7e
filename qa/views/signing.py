"""Whose turn it is to sign, and what they may say: what a page offers. The action decides (`qa.actions.signoffs`)."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.db.models import OuterRef, Subquery

from launchhub.accounts.models import Hat, Member
from launchhub.lib.prepared import Prepared, planned
from qa.actions.signoffs import APPROVALS
from qa.dossiers import Dossiers
from qa.models import Decision, Gate, GateStatus, SignOff
from roadmap.models import Launch, RaciLine

MOST = 100
"""Gates that are looked at for somebody for whom more wait: nobody signs more in a day."""


def waiting_for(member: Member, *, launch: Launch | None = None) -> list[Gate]:
    """Return the gates of coming launches, or of one, that wait for this member's sign-off, the most urgent first.

    Left out are those that the member has approved as they are now: they wait for others.
    """
    if member.is_guest:
        return []
    if launch:
        gates = list(_waiting_for(member).filter(launch=launch)[:MOST])
    else:  # for the sidebar of every page
        hats = (Hat.QA,) if Hat.QA in member.hats else ()
        gates = _first_waiting_for(hats, MOST)(member=member.pk, workspace=member.workspace_id)
    said = [gate for gate in gates if _has_approved(gate)]
    if not said:
        return gates
    dossiers = Dossiers(said)
    standing = {gate.pk for gate in said if gate.last_digest == dossiers.digest(gate)}
    return [gate for gate in gates if gate.pk not in standing]


def _waiting_for(member: Member) -> Any:
    awaiting = Gate.objects.awaiting(member).ahead().select_related("launch", "workspace")
    return _with_last_word(awaiting, member).order_by("due", "pk")


@cache
def _first_waiting_for(hats: tuple[Hat, ...], most: int) -> Prepared:
    """Return the query for all members with these hats."""
    return planned(lambda member, workspace: _waiting_for(Member(pk=member, workspace_id=workspace, hats=hats))[:most])


def offered(gate: Gate, member: Member) -> list[Decision]:
    """Return the decisions that the member may take on the gate as it is now."""
    if member.is_guest:
        return []
    named = {link.member_id for link in gate.gateapprover_set.all()}
    signs = member.pk in named if named else Hat.QA in member.hats
    found = [*APPROVALS] if signs and _may_approve(gate, member) else []
    if signs and gate.status != GateStatus.WAIVED:
        found.append(Decision.REJECT)
    if gate.status != GateStatus.PASSED and (member.is_admin or _is_accountable(gate, member)):
        found.append(Decision.WAIVE)
    return found


def _may_approve(gate: Gate, member: Member) -> bool:
    if gate.status == GateStatus.PASSED:
        return False
    if gate.four_eyes and (gate.submitted_at is None or gate.submitted_by_id == member.pk):
        return False
    (row,) = _with_last_word(Gate.objects.filter(pk=gate.pk).select_related("launch"), member)
    return not (_has_approved(row) and row.last_digest == Dossiers([row]).digest(row))


def _is_accountable(gate: Gate, member: Member) -> bool:
    lines = RaciLine.objects.alive().filter(launch=gate.launch_id, hat=gate.hat, accountable=member)
    return bool(lines.exists())


def _with_last_word(gates: Any, member: Member) -> Any:
    """Annotate the member's last decision on each gate, waivers apart: they stand beside."""
    theirs = SignOff.objects.filter(gate=OuterRef("pk"), member=member.pk)
    said = theirs.exclude(decision=Decision.WAIVE).order_by("-pk")
    return gates.annotate(
        last_decision=Subquery(said.values("decision")[:1]),
        last_digest=Subquery(said.values("evidence_digest")[:1]),
        last_at=Subquery(said.values("created_at")[:1]),
    )


def _has_approved(gate: Any) -> bool:
    """Say whether the member's last word on the gate, since it was last reopened, was an approval."""
    return gate.last_decision in APPROVALS and (gate.reopened_at is None or gate.last_at > gate.reopened_at)
