"""Gates that were signed elsewhere before: taken in whole, with their sign-offs and events."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from launchhub.accounts.models import Member
from launchhub.accounts.rights import Right, require
from launchhub.events.models import Event
from launchhub.events.record import draft, record_history
from qa import verdict
from qa.actions.assessment import KIND_OF
from qa.events import GATE_OPENED, SIGNED_OFF
from qa.models import Decision, Gate, GateApprover, GateFeature, GateStatus, SignOff
from roadmap.models import Feature, Launch


@dataclass(frozen=True, slots=True)
class SignedGate:
    """A gate of the past that covers one feature: who was asked, and who approved when (in that order)."""

    external_id: str
    launch: Launch
    feature: Feature
    name: str
    kind: str
    required: bool
    approvers: Sequence[Member]
    approvals: Sequence[tuple[Member, dt.datetime]]


def import_signed(signed: Iterable[SignedGate], *, by: Member | None) -> list[Gate]:
    """Give launches gates with their sign-offs, and record what happened to each, at the time when it did.

    As many approvals are needed as there are, so that the last of them passes the gate; a gate without any stays
    open. What an approver saw then is not known: the evidence signed is that of today. Some thousands go in with a
    few statements, and the status is what `qa.verdict` says of the rows, as everywhere. Call it inside `history()`.
    """
    require(by, Right.EDIT_QA)
    made = [_Made(each) for each in sorted(signed, key=_first_day)]
    with transaction.atomic():
        Gate.objects.bulk_create([one.gate for one in made], batch_size=500)
        GateFeature.objects.bulk_create([one.cover for one in made], batch_size=1000)
        GateApprover.objects.bulk_create([link for one in made for link in one.approvers], batch_size=1000)
        SignOff.objects.bulk_create([signoff for one in made for signoff in one.signoffs], batch_size=500)
        record_history([event for one in made for event in one.events(by)])
    return [one.gate for one in made]


class _Made:
    """The rows that a signed gate becomes."""

    def __init__(self, source: SignedGate) -> None:
        self.source, workspace = source, source.launch.workspace_id
        self.gate = Gate(
            workspace_id=workspace,
            external_id=source.external_id,
            launch=source.launch,
            name=source.name,
            kind=source.kind,
            required=source.required,
            quorum=max(1, len(source.approvals)),
        )
        self.gate.clean_fields(exclude={"workspace", "launch", "submitted_by"})
        self.cover = GateFeature(workspace_id=workspace, gate=self.gate, feature=source.feature)
        self.approvers = [GateApprover(workspace_id=workspace, gate=self.gate, member=m) for m in source.approvers]
        feature, build = source.feature, source.launch.build
        covered = verdict.CoveredFeature(feature.pk, feature.status, feature.ui_revision)
        self.digest = verdict.evidence_digest([], [covered], build)
        self.signoffs = [self._signoff(member, at) for member, at in source.approvals]
        self._settle()

    def _signoff(self, member: Member, at: dt.datetime) -> SignOff:
        return SignOff(
            workspace_id=self.gate.workspace_id,
            gate=self.gate,
            member=member,
            decision=Decision.APPROVE,
            build=self.gate.launch.build,
            evidence_digest=self.digest,
            created_at=at,
        )

    def _settle(self) -> None:
        gate = self.gate
        said = tuple(
            verdict.SignOff(member.pk, member.name, Decision.APPROVE, at, self.digest, gate.launch.build)
            for member, at in self.source.approvals
        )
        outcome = verdict.verdict(
            verdict.Gate((), said, self.digest, gate.launch.build, gate.quorum), gate.launch.workspace.today()
        )
        gate.status, gate.approvals = outcome.status.value, outcome.approvals
        gate.reason = " ".join(outcome.reasons)
        if gate.status == GateStatus.PASSED:
            gate.signed_build = gate.launch.build

    def events(self, by: Member | None) -> list[Event]:
        """Return what happened, in its order: opened, signed off by each, passed."""
        gate = self.gate
        opened = draft(GATE_OPENED, gate, by=by, fields={"name": gate.name, "launch": gate.launch_id})
        found = [opened]
        for signoff in self.signoffs:
            said: dict[str, Any] = {"gate": gate, "decision": signoff.decision, "reason": signoff.reason}
            event = draft(SIGNED_OFF, signoff, by=signoff.member, **said)  # type: ignore[arg-type]
            event.happened_at = signoff.created_at
            found.append(event)
        if self.signoffs:
            opened.happened_at = self.signoffs[0].created_at
            facts: dict[str, Any] = {"gate": gate, "features": [self.cover.feature_id], "reason": gate.reason}
            settled = draft(KIND_OF[gate.status], gate, by=self.signoffs[-1].member, caused_by=found[-1], **facts)
            settled.happened_at = self.signoffs[-1].created_at
            found.append(settled)
        return found


def _first_day(signed: SignedGate) -> tuple[bool, dt.datetime | None]:
    return not signed.approvals, signed.approvals[0][1] if signed.approvals else None
