"""What the page of a gate shows: its criteria with their evidence, who signed what, the test runs, the history."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from launchhub.accounts.models import Member
from launchhub.accounts.rights import Right, may
from launchhub.events.models import Event
from launchhub.notifications.models import Watch
from launchhub.pages.activity import shown_events
from qa.dossiers import Dossiers
from qa.models import CLEARED, Criterion, CriterionKind, Decision, Evidence, Gate, SignOff, TestRun
from qa.verdict import verdict
from qa.views.signing import offered
from qa.views.words import rule_of, sentences
from roadmap.models import Feature

RUNS = 10
EVENTS = 30
EVIDENCE = 200
"""How many pieces are read for all criteria together."""

LEADS = {
    "open": "Why it is open:",
    "in_review": "What it waits for:",
    "passed": "Why it passed:",
    "failed": "Why it failed:",
    "waived": "Why it is waived:",
}
SAID = {
    Decision.APPROVE: "Approved",
    Decision.APPROVE_WITH_CONDITIONS: "Approved with conditions",
    Decision.REJECT: "Rejected",
    Decision.WAIVE: "Waived",
}


IS_NOW = {
    "open": "is open",
    "in_review": "is in review",
    "passed": "has passed",
    "failed": "has failed",
    "waived": "is waived",
}


@dataclass(frozen=True, slots=True)
class ShownCriterion:
    """A criterion as a line of its gate."""

    criterion: Criterion
    rule: str
    evidence: list[Evidence] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ShownApprover:
    """Someone who is asked to sign, with what they said since the gate was last reopened, if they did."""

    member: Member
    signoff: SignOff | None


def gate_page(gate: Gate, member: Member) -> dict[str, Any]:
    """Return what the page of a gate needs. The gate's launch, workspace and approvers must be loaded.

    A guest sees the gate of a launch that is shared with them, not how the team came to its verdict.
    """
    dossiers = Dossiers([gate])
    outcome = verdict(dossiers.of(gate), member.workspace.today())
    criteria = dossiers.criteria[gate.pk]
    signoffs = list(SignOff.objects.visible_to(member).filter(gate=gate).select_related("member__user").order_by("-pk"))
    subjects = [gate.pk, *(row.pk for row in criteria), *(row.pk for row in signoffs)]
    decisions = offered(gate, member)
    return {
        "gate": gate,
        "today": member.workspace.today(),
        "lead": LEADS[gate.status],
        "reasons": sentences(outcome.reasons),
        "stale_approvals": outcome.stale_approvals,
        "criteria": [] if member.is_guest else _with_evidence(criteria),
        "features": list(Feature.objects.visible_to(member).filter(gates=gate).order_by("title")),
        "signoffs": signoffs,
        "said": SAID,
        "approvers": _approvers(gate, signoffs),
        "runs": _runs(criteria, member),
        "suites": suites_of(criteria),
        "events": shown_events(_events(subjects, member)),
        "decisions": decisions,
        "watch": Watch.objects.visible_to(member).filter(target_id=gate.pk).first(),
        "sign_label": decisions[0].label if len(decisions) == 1 else "Sign off",
        "can_submit": may(member, Right.EDIT_QA) and gate.status not in (*CLEARED, "in_review"),
    }


def suites_of(criteria: Iterable[Criterion]) -> list[str]:
    """Return the suites that the criteria name, each once, in their order."""
    return list(dict.fromkeys(row.params["suite"] for row in criteria if row.kind == CriterionKind.TESTS))


def _with_evidence(criteria: Sequence[Criterion]) -> list[ShownCriterion]:
    pieces: dict[uuid.UUID, list[Evidence]] = defaultdict(list)
    rows = Evidence.objects.alive().filter(criterion__in=criteria).order_by("-pk")
    for piece in rows[:EVIDENCE]:
        pieces[piece.criterion_id].append(piece)
    return [ShownCriterion(row, rule_of(row), pieces[row.pk]) for row in criteria]


def _approvers(gate: Gate, signoffs: Sequence[SignOff]) -> list[ShownApprover]:
    """Return the named approvers with their last words; `signoffs` are newest first."""
    last: dict[uuid.UUID | None, SignOff] = {}
    for signoff in signoffs:
        is_of_this_round = gate.reopened_at is None or signoff.created_at > gate.reopened_at
        if is_of_this_round and signoff.decision != Decision.WAIVE:
            last.setdefault(signoff.member_id, signoff)
    return [ShownApprover(member, last.get(member.pk)) for member in gate.approvers.all()]


def _runs(criteria: Sequence[Criterion], member: Member) -> list[TestRun]:
    rows = TestRun.objects.visible_to(member).filter(suite__in=suites_of(criteria))
    return list(rows.defer("cases").order_by("-pk")[:RUNS])


def _events(subjects: Sequence[uuid.UUID], member: Member) -> Any:
    rows = Event.objects.visible_to(member).filter(subject_id__in=subjects)
    return rows.select_related("actor__user").order_by("-id")[:EVENTS]
