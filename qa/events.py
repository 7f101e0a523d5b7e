"""What quality says, and whom it concerns."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet, Value
from django.db.models.functions import Concat

from launchhub.accounts.models import Hat, Member
from launchhub.events.kinds import EventKind, crud, register
from launchhub.events.models import Event
from launchhub.notifications.models import Watch
from launchhub.notifications.recipients import watch_on_their_own, watchers
from qa.models import Defect, Gate, GateApprover, Severity
from roadmap.models import Feature
from roadmap.recipients import launch_owner

URGENT_DEFECTS = (Severity.BLOCKER, Severity.CRITICAL)


def approvers(event: Event) -> Any:
    """Who is named to sign the gate off."""
    rows = GateApprover.objects.filter(gate=event.subject_id)
    return rows.values_list("member", Value("you are asked to sign the gate off"))


def signers(event: Event) -> Any:
    """Who may sign the gate off: the named approvers, or everybody in qa where it names none."""
    named = approvers(event)
    if named.exists():
        return named
    rows = Member.objects.in_workspace(event.workspace_id).alive().wearing(Hat.QA)
    return rows.values_list("pk", Value("you wear the qa hat, and the gate names no approver"))


def owners_of_covered_features(event: Event) -> Any:
    """Owners of the features that the gate covers."""
    return _owners(Feature.objects.alive().filter(gates=event.subject_id))


def who_waived(event: Event) -> list[tuple[Any, str]]:
    """Who signed the waiver."""
    return [(event.data["waived_by"], "you waived the gate")] if event.data.get("waived_by") else []


def watchers_of_tested_gates(event: Event) -> Any:
    """Watchers of the gates that a test run bears on and did not move: one that moved speaks for itself."""
    caused = Event.objects.filter(caused_by=event.pk, subject_type=Gate.noun)
    moved = caused.exclude(kind=GATE_REASON_CHANGED.kind).values("subject_id")
    rows = Watch.objects.on(*event.data["gates"]).exclude(target_id__in=moved)
    return rows.values_list("member", "because")


def told_of_bad_defects(event: Event) -> list[tuple[Any, str]]:
    """For a blocker or critical defect: the feature's owner, the gate's approvers, the launch's owner."""
    defect = Defect.objects.filter(pk=event.subject_id, severity__in=URGENT_DEFECTS).first()
    if defect is None:
        return []
    named = GateApprover.objects.filter(gate=defect.gate_id)
    return [
        *_owners(Feature.objects.alive().filter(pk=defect.feature_id)),
        *named.values_list("member", Concat(Value("you sign off the gate “"), "gate__name", Value("”"))),
        *launch_owner(event),
    ]


def _owners(features: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    rows = features.filter(owner__isnull=False)
    return rows.values_list("owner", Concat(Value("you own the feature “"), "title", Value("”")))


GATE_OPENED = EventKind("gate.opened", "{actor} opened the gate {subject}", (approvers,))
GATE_IN_REVIEW = EventKind("gate.in_review", "{subject} is in review", (signers,))
GATE_PASSED = EventKind("gate.passed", "{subject} passed: {reason}", (watchers,))
GATE_WAIVED = EventKind("gate.waived", "{subject} is waived: {reason}", (watchers,))
GATE_REOPENED = EventKind("gate.reopened", "{subject} is open again: {reason}", (watchers,))
GATE_FAILED = EventKind(
    "gate.failed",
    "{subject} failed: {reason}",
    (watchers, owners_of_covered_features),
    urgent=True,
)
GATE_REASON_CHANGED = EventKind("gate.reason_changed", "{subject} stands as it did, for another reason: {reason}")
SIGNED_OFF = EventKind("signoff.created", "{actor} signed: {subject}")
WAIVER_EXPIRING = EventKind(
    "waiver.expiring", "The waiver of {subject} ends on {expires}", (who_waived, launch_owner), urgent=True
)
WAIVER_EXPIRED = EventKind(
    "waiver.expired", "The waiver of {subject} ended on {expires}", (who_waived, launch_owner), urgent=True
)
DEFECT_OPENED = EventKind("defect.opened", "{actor} reported {subject}", (told_of_bad_defects,), urgent=True)
TEST_RUN_RECORDED = EventKind("test_run.recorded", "{subject}: {passed} of {tests} passed", (watchers_of_tested_gates,))

register(
    GATE_OPENED,
    GATE_IN_REVIEW,
    GATE_PASSED,
    GATE_WAIVED,
    GATE_REOPENED,
    GATE_FAILED,
    GATE_REASON_CHANGED,
    SIGNED_OFF,
    WAIVER_EXPIRING,
    WAIVER_EXPIRED,
    DEFECT_OPENED,
    TEST_RUN_RECORDED,
)
for noun in ("gate", "criterion", "evidence", "defect"):
    crud(noun)
watch_on_their_own("gate", approvers)
