"""Judging gates anew: the only place that sets a criterion's computed state and a gate's status.

Every action that touches what a verdict depends on ends here, and so does every handler: the status is always
the outcome of `qa.verdict`, whoever asks.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils import timezone

from launchhub.accounts.models import Member
from launchhub.events.kinds import EventKind
from launchhub.events.models import Event
from launchhub.events.record import record
from launchhub.lib.errors import Conflict
from qa.dossiers import Dossiers
from qa.events import GATE_FAILED, GATE_IN_REVIEW, GATE_PASSED, GATE_REASON_CHANGED, GATE_REOPENED, GATE_WAIVED
from qa.models import CLEARED, NOT_SUBMITTED, Criterion, CriterionState, Decision, Gate, GateStatus, SignOff
from qa.showings import Showings
from qa.verdict import Verdict, verdict

KIND_OF: dict[str, EventKind] = {
    GateStatus.OPEN: GATE_REOPENED,  # nothing but reopening leads back there
    GateStatus.IN_REVIEW: GATE_IN_REVIEW,
    GateStatus.PASSED: GATE_PASSED,
    GateStatus.FAILED: GATE_FAILED,
    GateStatus.WAIVED: GATE_WAIVED,
}
SETTLED = ("status", "reason", "approvals")
ROUND = ("signed_build", "submitted_by", "submitted_at", "reopened_at", "reopened_because")


def reassess(
    gates: Collection[uuid.UUID],
    *,
    by: Member | None,
    caused_by: Event | None = None,
    signoff: SignOff | None = None,
) -> list[Gate]:
    """Judge the gates with these ids anew, and record an event for each whose status, or only the reason, changed.

    Locks the gates, so that parallel decisions are judged one after the other. `signoff` is the decision that led
    here, if one did: a reject is news even when the gate had failed before. Returns the gates as they are now. The
    number of queries depends on how many gates changed, not on how many gates, criteria and sign-offs there are.
    """
    with transaction.atomic():
        rows = locked(gates)
        dossiers = Dossiers(rows)
        _judge_criteria(dossiers)
        changed, news = [], []
        for gate in rows:
            before = [getattr(gate, name) for name in SETTLED]
            _settle(gate, verdict(dossiers.of(gate), gate.workspace.today()))
            is_changed = before != [getattr(gate, name) for name in SETTLED]
            if is_changed:
                changed.append(gate)
            if gate.status != before[0] or (signoff and signoff.decision == Decision.REJECT):
                news.append((gate, KIND_OF[gate.status]))
            elif is_changed:
                news.append((gate, GATE_REASON_CHANGED))
        _store(Gate, changed, *SETTLED, *ROUND)
        for gate, kind in news:
            data = _told(kind, gate, dossiers, signoff)
            record(kind, gate, by=by, caused_by=caused_by, **data)
    return rows


def locked(gates: Collection[uuid.UUID]) -> list[Gate]:
    """Return the gates with their launches, locked until the transaction ends, always in the same order."""
    rows = Gate.objects.alive().filter(pk__in=gates).select_related("launch", "workspace")
    return list(rows.select_for_update(of=("self",)).order_by("pk"))


def locked_one(gate: Gate) -> Gate:
    """Return one gate, locked as `locked` does. Raises `Conflict` when it was deleted meanwhile."""
    for row in locked([gate.pk]):
        return row
    raise Conflict("This gate was deleted meanwhile.")


def _judge_criteria(dossiers: Dossiers) -> None:
    criteria = [criterion for of_gate in dossiers.criteria.values() for criterion in of_gate]
    showings = Showings(criteria, dossiers.features)
    changed = []
    for criterion in criteria:
        finding, run = showings.of(criterion)
        if finding is None:
            continue
        shown = (finding.state.value, finding.shown_by, run.pk if run else None)
        if shown != (criterion.state, criterion.shown_by, criterion.test_run_id):
            criterion.state, criterion.shown_by, criterion.test_run_id = shown
            changed.append(criterion)
    _store(Criterion, changed, "state", "shown_by", "test_run")


def _settle(gate: Gate, outcome: Verdict) -> None:
    """Set what the verdict says; a cleared gate that is no longer so starts a new round."""
    if gate.status in CLEARED and outcome.status in (GateStatus.OPEN, GateStatus.IN_REVIEW):
        gate.reopened_because = _why_reopened(gate, outcome)
        gate.submitted_by, gate.submitted_at, gate.reopened_at = None, None, timezone.now()
        outcome = replace(outcome, status=GateStatus.OPEN, approvals=0, reasons=[NOT_SUBMITTED])
    elif outcome.status == GateStatus.OPEN and gate.status == GateStatus.FAILED:
        gate.reopened_because = "Nothing fails it any more."
    elif outcome.status in CLEARED:
        gate.reopened_because = ""
    if outcome.status == GateStatus.PASSED and gate.status != GateStatus.PASSED:
        gate.signed_build = gate.launch.build
    gate.status, gate.approvals = outcome.status.value, outcome.approvals
    gate.reason = " ".join(outcome.reasons)


def _why_reopened(gate: Gate, outcome: Verdict) -> str:
    return "The waiver has ended." if gate.status == GateStatus.WAIVED else " ".join(outcome.reasons[1:])


def _told(kind: EventKind, gate: Gate, dossiers: Dossiers, signoff: SignOff | None) -> dict[str, Any]:
    data: dict[str, Any] = {
        "gate": gate.pk,
        "features": [feature.id for feature in dossiers.features[gate.pk]],
        "reason": gate.reopened_because if kind is GATE_REOPENED else gate.reason,
    }
    if signoff:
        data |= {"signoff": signoff.pk, "customer_impact": signoff.customer_impact}
    unmet = [row for row in dossiers.criteria[gate.pk] if row.required and row.state == CriterionState.UNMET]
    if unmet and gate.status == GateStatus.FAILED:
        data |= {"criterion": unmet[0].pk, "test_run": unmet[0].test_run_id}
    return data


def _store(model: type[Gate] | type[Criterion], rows: list[Any], *names: str) -> None:
    """Write the named fields of the rows, each with a new version, in one statement."""
    for row in rows:
        row.version += 1
        row.updated_at = timezone.now()
    model.objects.bulk_update(rows, [*names, "version", "updated_at"])
