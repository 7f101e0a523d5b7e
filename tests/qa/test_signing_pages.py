"""Signing a gate off: which decisions are offered, and what each takes."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import transaction

from launchhub.accounts.models import Member
from launchhub.lib.errors import Conflict, Forbidden
from qa.actions import criteria, gates, signoffs
from qa.models import Criterion, Decision, Gate, SignOff
from qa.views.signing import offered
from roadmap.actions import raci
from tests.qa.conftest import reread
from tests.qa.pages import HTMX, REJECT, SignIn, page, text


@pytest.mark.parametrize("status", ["open", "in_review", "approved", "failed", "passed", "waived"])
@pytest.mark.parametrize("four_eyes", [False, True])
def test_exactly_the_decisions_that_would_be_accepted_are_offered(
    gate: Gate, manual: Criterion, quentin: Member, petra: Member, alice: Member, mark: Member,
    status: str, four_eyes: bool, today: dt.date,
) -> None:  # fmt: skip
    gates.update(gate, by=quentin, four_eyes=four_eyes, approvers=[petra, quentin], quorum=1)
    raci.create(by=petra, launch=gate.launch, what="Quality", hat="qa", accountable=mark)
    if status != "open":
        gates.submit(gate, by=quentin)
    if status == "passed":
        criteria.update(manual, by=quentin, state="met")
    later = today + dt.timedelta(days=9)
    how: dict[str, tuple[Member, dict[str, Any]]] = {
        "approved": (petra, {"decision": "approve"}),
        "passed": (petra, {"decision": "approve"}),
        "failed": (petra, REJECT),
        "waived": (alice, {"decision": "waive", "reason": "Late", "waiver_expires": later}),
    }
    if status in how:
        by, said = how[status]
        signoffs.create(gate=gate, by=by, **said)
    for member in (alice, petra, quentin, mark):
        assert offered(reread(gate), member) == accepted(reread(gate), member, later)


def accepted(gate: Gate, member: Member, later: dt.date) -> list[Decision]:
    """Return the decisions that the action takes from the member, without leaving one behind."""
    extra: dict[str, dict[str, Any]] = {
        Decision.APPROVE_WITH_CONDITIONS: {"conditions": ["Rotate the keys"]},
        Decision.REJECT: {"customer_impact": "Wrong invoices"},
        Decision.WAIVE: {"waiver_expires": later},
    }
    found = []
    for decision in Decision:
        try:
            with transaction.atomic():
                signoffs.create(gate=gate, by=member, decision=decision, reason="So", **extra.get(decision, {}))
                transaction.set_rollback(True)
            found.append(decision)
        except (Forbidden, Conflict):
            pass
    return found


def test_a_reject_says_what_the_customer_would_notice(signed_in: SignIn, gate: Gate, quentin: Member) -> None:
    answer = signed_in(quentin).post(page(gate, "signoffs/"), REJECT, headers=HTMX)
    assert answer.status_code == 204
    assert f"live:launch-{gate.launch_id}" in answer.headers["HX-Trigger"]
    assert reread(gate).status == "failed"
    assert SignOff.objects.get(gate=gate).customer_impact == "Wrong invoices"


def test_a_reject_without_it_comes_back_with_what_was_typed(signed_in: SignIn, gate: Gate, quentin: Member) -> None:
    said = {"decision": "reject", "reason": "Totals are wrong by a cent"}
    answer = signed_in(quentin).post(page(gate, "signoffs/"), said, headers=HTMX)
    assert answer.status_code == 422
    assert "Say what a customer would notice" in text(answer)
    assert "Totals are wrong by a cent" in text(answer)
    assert 'id="id_customer_impact_error"' in text(answer)
    assert not SignOff.objects.exists()


def test_what_another_decision_would_have_said_is_left_out(signed_in: SignIn, gate: Gate, quentin: Member) -> None:
    said = {"decision": "approve", "customer_impact": "Nothing", "conditions": "Rotate", "waiver_expires": "nonsense"}
    assert signed_in(quentin).post(page(gate, "signoffs/"), said).status_code == 302
    signoff = SignOff.objects.get(gate=gate)
    assert (signoff.customer_impact, signoff.conditions, signoff.waiver_expires) == ("", [], None)


def test_conditions_are_one_in_each_line(signed_in: SignIn, gate: Gate, quentin: Member) -> None:
    said = {"decision": "approve_with_conditions", "reason": "Nearly", "conditions": "Rotate keys\n\n Close port \n"}
    signed_in(quentin).post(page(gate, "signoffs/"), said)
    assert SignOff.objects.get(gate=gate).conditions == ["Rotate keys", "Close port"]


def test_a_waiver_needs_its_end(signed_in: SignIn, gate: Gate, alice: Member, today: dt.date) -> None:
    said = {"decision": "waive", "reason": "Counsel is away"}
    answer = signed_in(alice).post(page(gate, "signoffs/"), said, headers=HTMX)
    assert answer.status_code == 422
    assert "A waiver ends" in text(answer)
    said["waiver_expires"] = str(today + dt.timedelta(days=9))
    signed_in(alice).post(page(gate, "signoffs/"), said, headers=HTMX)
    assert reread(gate).status == "waived"


def test_a_decision_that_is_not_mine_to_take_is_refused(signed_in: SignIn, gate: Gate, quentin: Member) -> None:
    answer = signed_in(quentin).post(page(gate, "signoffs/"), {"decision": "waive", "reason": "So"}, headers=HTMX)
    assert answer.status_code == 422
    assert not SignOff.objects.exists()


def test_who_has_nothing_to_sign_is_told_so(signed_in: SignIn, gate: Gate, petra: Member) -> None:
    assert "Nothing to sign" in text(signed_in(petra).get(page(gate, "signoffs/")))
    assert signed_in(petra).post(page(gate, "signoffs/"), {"decision": "approve"}).status_code == 403


def test_review_is_asked_for(signed_in: SignIn, gate: Gate, manual: Criterion, quentin: Member) -> None:
    client = signed_in(quentin)
    assert "Everyone with the qa hat is asked" in text(client.get(page(gate, "submissions/")))
    assert client.post(page(gate, "submissions/"), headers=HTMX).status_code == 204
    assert reread(gate).status == "in_review"
    again = client.post(page(gate, "submissions/"), headers=HTMX)
    assert (again.status_code, "in review already" in text(again)) == (422, True)


def test_a_gate_that_fails_as_it_stands_stays_out_of_review(
    signed_in: SignIn, gate: Gate, manual: Criterion, quentin: Member
) -> None:
    criteria.update(manual, by=quentin, state="unmet")
    answer = signed_in(quentin).post(page(gate, "submissions/"), headers=HTMX)
    assert answer.status_code == 422
    assert "Rollback rehearsed" in text(answer)
    assert reread(gate).submitted_at is None
