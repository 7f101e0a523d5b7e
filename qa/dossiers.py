"""What a gate's verdict depends on, read for many gates with a constant number of queries."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import F, Q

from qa import verdict
from qa.models import Criterion, Gate, GateFeature, SignOff
from roadmap.models import Task, TaskStatus


class Dossiers:
    """The criteria, covered features and sign-offs of some gates."""

    def __init__(self, gates: Sequence[Gate]) -> None:
        self.criteria: dict[uuid.UUID, list[Criterion]] = defaultdict(list)
        for criterion in Criterion.objects.alive().filter(gate__in=gates).order_by("pk"):
            self.criteria[criterion.gate_id].append(criterion)
        self.features: dict[uuid.UUID, list[verdict.CoveredFeature]] = defaultdict(list)
        rows = GateFeature.objects.filter(gate__in=gates, feature__deleted_at=None)
        for gate_id, *feature in rows.values_list("gate", "feature", "feature__status", "feature__ui_revision"):
            self.features[gate_id].append(verdict.CoveredFeature(*feature))
        self._signoffs: dict[uuid.UUID, list[verdict.SignOff]] = defaultdict(list)
        standing = list(_standing(gates))
        missed = _missed_conditions(standing)
        for signoff in standing:
            self._signoffs[signoff.gate_id].append(_as_signed(signoff, missed.get(signoff.pk, "")))

    def digest(self, gate: Gate) -> str:
        """Return the digest of what an approver of the gate would sign for now."""
        criteria = map(_as_judged, self.criteria[gate.pk])
        return verdict.evidence_digest(criteria, self.features[gate.pk], gate.launch.build)

    def of(self, gate: Gate) -> verdict.Gate:
        """Return the gate as the verdict looks at it."""
        return verdict.Gate(
            criteria=tuple(map(_as_judged, self.criteria[gate.pk])),
            signoffs=tuple(self._signoffs[gate.pk]),
            evidence_digest=self.digest(gate),
            build=gate.launch.build,
            quorum=gate.quorum,
            four_eyes=gate.four_eyes,
            submission=verdict.Submission(gate.submitted_by_id, gate.submitted_at) if gate.submitted_at else None,
        )


def _standing(gates: Sequence[Gate]) -> Any:
    """Sign-offs given since the gates were last reopened: what was signed before that is history."""
    rows = SignOff.objects.filter(Q(gate__reopened_at=None) | Q(created_at__gt=F("gate__reopened_at")), gate__in=gates)
    return rows.select_related("member__user", "workspace").order_by("pk")


def _missed_conditions(signoffs: Sequence[SignOff]) -> dict[uuid.UUID, str]:
    """Return a condition of each sign-off whose task is overdue, skipped or gone, by the sign-off's id."""
    tasks = {s.condition_id(i): (s.pk, text) for s in signoffs for i, text in enumerate(s.conditions)}
    if not tasks:
        return {}
    today = signoffs[0].workspace.today()
    late = Q(due__lt=today) & ~Q(status=TaskStatus.DONE)
    missed = Task.objects.filter(late | Q(status=TaskStatus.SKIPPED) | Q(deleted_at__isnull=False))
    rows = missed.in_workspace(signoffs[0].workspace_id).filter(external_id__in=tasks)
    return dict(tasks[external_id] for external_id in rows.values_list("external_id", flat=True))


def _as_judged(criterion: Criterion) -> verdict.Criterion:
    return verdict.Criterion(
        id=criterion.pk,
        text=criterion.text,
        kind=criterion.kind,
        params=criterion.params,
        state=criterion.state,
        is_required=criterion.required,
        shown_by=criterion.shown_by,
    )


def _as_signed(signoff: SignOff, missed_condition: str) -> verdict.SignOff:
    return verdict.SignOff(
        member=signoff.member_id,
        name=signoff.member.name if signoff.member else "LaunchHub",
        decision=signoff.decision,
        at=signoff.created_at,
        evidence_digest=signoff.evidence_digest,
        build=signoff.build,
        reason=signoff.reason,
        waiver_expires=signoff.waiver_expires,
        missed_condition=missed_condition,
    )
