"""Sign-offs: who may decide, what they have to say, and what it does to the gate."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.utils import IntegrityError

from launchhub.accounts.actions import members
from launchhub.accounts.models import Member
from launchhub.events.models import Event
from launchhub.lib.errors import Conflict, Forbidden
from qa.actions import gates, signoffs
from qa.models import Gate, SignOff
from roadmap.actions import raci
from roadmap.models import Launch
from tests.cast import join
from tests.qa.conftest import kinds_of, reread

WRONG = {"reason": "Totals are wrong", "customer_impact": "Wrong amounts on invoices"}


@pytest.fixture
def named(quentin: Member, petra: Member, mark: Member, launch: Launch) -> Gate:
    """A gate that Petra and Mark have to approve, both."""
    return gates.create(by=quentin, launch=launch, name="Security", approvers=[petra, mark], quorum=2)


def test_without_named_approvers_any_qa_hat_signs(gate: Gate, quentin: Member, launch: Launch) -> None:
    signed = signoffs.create(gate=gate, by=quentin, decision="approve")
    assert (signed.gate.status, signed.gate.signed_build) == ("passed", launch.build)
    assert kinds_of(gate) == ["gate.opened", "gate.passed"]
    assert kinds_of(signed) == ["signoff.created"]


def test_a_guest_signs_nothing_whatever_hat_they_wear(gate: Gate, quentin: Member, vera: Member, alice: Member) -> None:
    members.update(vera, by=alice, hats=["qa"])
    gates.update(gate, by=quentin, approvers=[vera])
    with pytest.raises(Forbidden, match="guest"):
        signoffs.create(gate=gate, by=reread(vera), decision="approve")


@pytest.mark.parametrize("who", ["petra", "mark", "vera"])
def test_without_named_approvers_nobody_else_does(who: str, request: pytest.FixtureRequest, gate: Gate) -> None:
    with pytest.raises(Forbidden, match="qa hat"):
        signoffs.create(gate=gate, by=request.getfixturevalue(who), decision="approve")


@pytest.mark.parametrize("who", ["alice", "quentin"])
def test_with_named_approvers_only_they_do(who: str, request: pytest.FixtureRequest, named: Gate) -> None:
    with pytest.raises(Forbidden, match="not one of them"):
        signoffs.create(gate=named, by=request.getfixturevalue(who), decision="approve")


def test_the_quorum_passes_it(named: Gate, petra: Member, mark: Member) -> None:
    first = signoffs.create(gate=named, by=petra, decision="approve")
    assert (first.gate.status, first.gate.approvals) == ("open", 1)
    assert signoffs.create(gate=named, by=mark, decision="approve").gate.status == "passed"


def test_nobody_approves_the_same_twice(named: Gate, petra: Member) -> None:
    signoffs.create(gate=named, by=petra, decision="approve")
    with pytest.raises(Conflict, match="already"):
        signoffs.create(gate=named, by=petra, decision="approve")


def test_a_passed_gate_takes_no_more_approvals(gate: Gate, quentin: Member, alice: Member, today: dt.date) -> None:
    signoffs.create(gate=gate, by=quentin, decision="approve")
    with pytest.raises(Conflict, match="passed already"):
        signoffs.create(gate=gate, by=quentin, decision="approve")
    with pytest.raises(Conflict, match="passed already"):
        signoffs.create(
            gate=gate, by=alice, decision="waive", reason="Late", waiver_expires=today + dt.timedelta(days=9)
        )


def test_a_reject_fails_it_at_once_even_after_it_passed(gate: Gate, quentin: Member) -> None:
    signoffs.create(gate=gate, by=quentin, decision="approve")
    signed = signoffs.create(gate=gate, by=quentin, decision="reject", **WRONG)
    assert signed.gate.status == "failed"
    failed = Event.objects.get(kind="gate.failed")
    assert failed.data["reason"] == "Rejected by Quentin: Totals are wrong"
    assert failed.data["customer_impact"] == "Wrong amounts on invoices"


def test_another_review_may_follow_a_reject(gate: Gate, quentin: Member) -> None:
    signoffs.create(gate=gate, by=quentin, decision="reject", **WRONG)
    assert gates.submit(gate, by=quentin).status == "in_review"
    assert signoffs.create(gate=gate, by=quentin, decision="approve").gate.status == "passed"


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"decision": "reject"}, ["reason", "customer_impact"]),
        ({"decision": "reject", "reason": " ", "customer_impact": "None"}, ["reason"]),
        ({"decision": "approve_with_conditions"}, ["reason", "conditions"]),
        ({"decision": "approve", "conditions": ["Retest"]}, ["conditions"]),
        ({"decision": "approve", "waiver_expires": dt.date(2999, 1, 1)}, ["waiver_expires"]),
        ({"decision": "perhaps", "reason": "?"}, ["decision"]),
        ({"decision": "reject", **WRONG, "retest_on": dt.date(2020, 1, 1)}, ["retest_on"]),
    ],
)
def test_a_decision_says_what_it_has_to(gate: Gate, quentin: Member, given: Any, wrong: list[str]) -> None:
    with pytest.raises(ValidationError) as caught:
        signoffs.create(gate=gate, by=quentin, **given)
    assert sorted(caught.value.message_dict) == sorted(wrong)
    assert not SignOff.objects.exists()


@pytest.mark.parametrize("days", [None, -1, 0])
def test_a_waiver_ends_in_the_future(gate: Gate, alice: Member, today: dt.date, days: int | None) -> None:
    ends = None if days is None else today + dt.timedelta(days=days)
    with pytest.raises(ValidationError) as caught:
        signoffs.create(gate=gate, by=alice, decision="waive", reason="Docs are late", waiver_expires=ends)
    assert list(caught.value.message_dict) == ["waiver_expires"]


def test_an_admin_waives(gate: Gate, alice: Member, quentin: Member, today: dt.date) -> None:
    waiver = {"decision": "waive", "reason": "Docs are late", "waiver_expires": today + dt.timedelta(days=9)}
    with pytest.raises(Forbidden, match="admin role"):
        signoffs.create(gate=gate, by=quentin, **waiver)
    assert signoffs.create(gate=gate, by=alice, **waiver).gate.status == "waived"
    with pytest.raises(Conflict, match="Waived by Alice"):
        signoffs.create(gate=gate, by=quentin, decision="reject", **WRONG)


def test_who_answers_for_the_launchs_quality_waives_too(
    gate: Gate, quentin: Member, mark: Member, petra: Member, launch: Launch, today: dt.date
) -> None:
    for hat, member in (("qa", quentin), ("marketing", mark)):
        raci.create(by=petra, launch=launch, what="Release", hat=hat, accountable=member)
    waiver = {"decision": "waive", "reason": "Docs are late", "waiver_expires": today + dt.timedelta(days=9)}
    with pytest.raises(Forbidden, match="accountable"):
        signoffs.create(gate=gate, by=mark, **waiver)
    assert signoffs.create(gate=gate, by=quentin, **waiver).gate.status == "waived"


def test_with_four_eyes_the_submitter_may_not_approve(gate: Gate, quentin: Member, harbour: Any) -> None:
    gates.update(gate, by=quentin, four_eyes=True)
    with pytest.raises(Conflict, match="submit it"):
        signoffs.create(gate=gate, by=quentin, decision="approve")
    gates.submit(gate, by=quentin)
    with pytest.raises(Forbidden, match="four eyes"):
        signoffs.create(gate=gate, by=quentin, decision="approve")
    other = join(harbour, "Quentin2", "member", "qa")
    assert signoffs.create(gate=gate, by=other, decision="approve").gate.status == "passed"


def test_the_ledger_keeps_what_was_signed(gate: Gate, quentin: Member) -> None:
    signed = signoffs.create(gate=gate, by=quentin, decision="approve")
    for change in (SignOff.objects.filter(pk=signed.pk).delete, lambda: SignOff.objects.update(reason="Never mind")):
        with pytest.raises(IntegrityError, match="ledger"), transaction.atomic():
            change()


def test_who_waits_for_whom(gate: Gate, named: Gate, quentin: Member, petra: Member) -> None:
    for each in (gate, named):
        gates.submit(each, by=quentin)
    assert list(Gate.objects.awaiting(quentin)) == [gate]
    assert list(Gate.objects.awaiting(petra)) == [named]
