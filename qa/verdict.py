"""Pure rule: does this gate pass? Criteria, sign-offs and today in; a status with its reasons out."""

import hashlib
import json
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from launchhub.lib.dates import show_date
from launchhub.lib.text import plural
from qa.models import NOT_SUBMITTED, CriterionState, Decision, GateStatus


@dataclass(frozen=True)
class Criterion:
    """One line of a gate, as it stands."""

    id: Hashable
    text: str
    kind: str
    params: Mapping[str, Any]
    state: str
    is_required: bool = True
    shown_by: str = ""


@dataclass(frozen=True)
class CoveredFeature:
    """A feature that the gate covers, as it stands."""

    id: Hashable
    status: str
    ui_revision: int


@dataclass(frozen=True)
class SignOff:
    """A decision as it was given: by whom, when, and on which evidence and build."""

    member: Hashable
    name: str
    decision: str
    at: datetime
    evidence_digest: str
    build: str = ""
    reason: str = ""
    waiver_expires: date | None = None
    missed_condition: str = ""


@dataclass(frozen=True)
class Submission:
    """The last time that review was asked for. Reopening a gate takes it away."""

    member: Hashable
    at: datetime


@dataclass(frozen=True)
class Gate:
    """All that the verdict depends on. `evidence_digest` and `build` are those of today."""

    criteria: tuple[Criterion, ...]
    signoffs: tuple[SignOff, ...]
    evidence_digest: str
    build: str = ""
    quorum: int = 1
    four_eyes: bool = False
    submission: Submission | None = None


@dataclass(frozen=True)
class Verdict:
    """A gate's status, the sentences that explain it, and how many approvals count, are needed, and have expired."""

    status: GateStatus
    reasons: list[str]
    approvals: int
    needed: int
    stale_approvals: int


def verdict(gate: Gate, today: date) -> Verdict:
    """Say where `gate` stands on `today`.

    The first that applies decides: a waiver in force (through its last day), a standing reject, an unmet required
    criterion, enough approvals with every required criterion met, a submission. Source: domain, QA, "SignOff".
    """
    approvals, stale, remarks = _approvals(gate)
    status, reasons = _decide(gate, len(approvals), today)
    return Verdict(status, [*reasons, *remarks], len(approvals), gate.quorum, stale)


def evidence_digest(criteria: Iterable[Criterion], features: Iterable[CoveredFeature], build: str) -> str:
    """Return a SHA-256 over what an approver signs for: criteria with their states, covered features and the build.

    Test counts are not part of it: a repeated run that leaves every state as it was leaves the approvals valid.
    """
    evidence = {
        "criteria": sorted([str(c.id), c.text, c.kind, _canonical(c.params), c.state] for c in criteria),
        "features": sorted([str(f.id), f.status, str(f.ui_revision)] for f in features),
        "build": build,
    }
    return hashlib.sha256(_canonical(evidence).encode()).hexdigest()


def _decide(gate: Gate, approvals: int, today: date) -> tuple[GateStatus, list[str]]:
    if waiver := _waiver(gate, today):
        until = show_date(waiver.waiver_expires or today)
        return GateStatus.WAIVED, [_because(f"Waived by {waiver.name} until {until}", waiver.reason)]
    if rejects := _standing_rejects(gate):
        return GateStatus.FAILED, [_because(f"Rejected by {reject.name}", reject.reason) for reject in rejects]
    required = [criterion for criterion in gate.criteria if criterion.is_required]
    if unmet := [_unmet(criterion) for criterion in required if criterion.state == CriterionState.UNMET]:
        return GateStatus.FAILED, unmet
    unknown = [f"Not yet known: {c.text}" for c in required if c.state != CriterionState.MET]
    count = f"{approvals} of {plural(gate.quorum, 'approval')}"
    if approvals >= gate.quorum and not unknown:
        return GateStatus.PASSED, [f"{count}, and every required criterion is met."]
    if gate.submission:
        return GateStatus.IN_REVIEW, [f"In review: {count}.", *unknown]
    return GateStatus.OPEN, [NOT_SUBMITTED, *unknown]


def _waiver(gate: Gate, today: date) -> SignOff | None:
    """Return the waiver that lasts longest, if one is in force; one without an end never is."""
    in_force = [s for s in gate.signoffs if s.decision == Decision.WAIVE and (s.waiver_expires or date.min) >= today]
    return max(in_force, key=lambda waiver: waiver.waiver_expires or date.min, default=None)


def _standing_rejects(gate: Gate) -> list[SignOff]:
    """Return the rejects that hold: asking for review again supersedes one, the same member's later approval too."""
    asked = gate.submission.at if gate.submission else None
    rejects = [signoff for signoff in _newest(gate) if signoff.decision == Decision.REJECT]
    return [reject for reject in rejects if asked is None or reject.at >= asked]


def _approvals(gate: Gate) -> tuple[list[SignOff], int, list[str]]:
    """Return the approvals that count, how many are stale, and a sentence on each that does not count."""
    counted, stale, remarks = [], 0, []
    for signoff in _newest(gate):
        if signoff.decision == Decision.REJECT:
            continue
        if gate.four_eyes and gate.submission and signoff.member == gate.submission.member:
            remarks.append(f"{signoff.name} submitted the gate, so their own approval does not count.")
        elif signoff.build != gate.build:
            stale += 1
            remarks.append(f"{signoff.name} signed for {signoff.build or 'no build'}, now {gate.build or 'no build'}.")
        elif signoff.evidence_digest != gate.evidence_digest:
            stale += 1
            remarks.append(f"{signoff.name} approved before the evidence changed.")
        elif signoff.missed_condition:
            stale += 1
            remarks.append(f"{signoff.name} approved on a condition that was missed: {signoff.missed_condition}.")
        else:
            counted.append(signoff)
    return counted, stale, remarks


def _newest(gate: Gate) -> Iterable[SignOff]:
    """Return each member's newest approval or reject, which replaces earlier ones; waivers stand beside."""
    ordered = sorted(gate.signoffs, key=lambda signoff: signoff.at)
    return {signoff.member: signoff for signoff in ordered if signoff.decision != Decision.WAIVE}.values()


def _unmet(criterion: Criterion) -> str:
    return ": ".join(filter(None, ["Not met", criterion.text, criterion.shown_by]))


def _because(text: str, reason: str) -> str:
    return f"{text}: {reason}" if reason else f"{text}."


def _canonical(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), default=str)
