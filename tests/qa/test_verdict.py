"""A gate passes when its criteria are met and enough approvers have signed what is there today."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.models import Decision, GateStatus
from qa.verdict import (
    CoveredFeature,
    Criterion,
    Gate,
    SignOff,
    Submission,
    evidence_digest,
    verdict,
)

TODAY = date(2027, 5, 14)
NOON = datetime(2027, 5, 14, 12, tzinfo=UTC)
OPEN, IN_REVIEW, PASSED, FAILED, WAIVED = GateStatus
SUBMITTED = Submission("petra", NOON)


def criterion(state: str = "met", *, is_required: bool = True, **fields: Any) -> Criterion:
    described: dict[str, Any] = {"id": 1, "text": "All payment tests pass", "kind": "manual", "params": {}, **fields}
    return Criterion(state=state, is_required=is_required, **described)


def signed(name: str, decision: str = "approve", *, hours: int = 1, digest: str = "now", **fields: Any) -> SignOff:
    """A sign-off, `hours` after the submission, on the present evidence and build unless said otherwise."""
    described: dict[str, Any] = {"build": "415", **fields}
    return SignOff(name.lower(), name, decision, NOON + timedelta(hours=hours), digest, **described)


def gate(*signoffs: SignOff, **fields: Any) -> Gate:
    described: dict[str, Any] = {"criteria": (criterion(),), "build": "415", "submission": SUBMITTED, **fields}
    return Gate(signoffs=signoffs, evidence_digest="now", **described)


def waiver(name: str, expires: date | None, **fields: Any) -> SignOff:
    return signed(name, "waive", waiver_expires=expires, **fields)


def test_a_new_gate_is_open() -> None:
    result = verdict(gate(submission=None, criteria=(criterion("unknown"),)), TODAY)
    assert result.status == OPEN
    assert result.reasons == ["Not yet submitted for review.", "Not yet known: All payment tests pass"]


def test_a_submitted_gate_is_in_review() -> None:
    result = verdict(gate(quorum=2), TODAY)
    assert (result.status, result.approvals, result.needed) == (IN_REVIEW, 0, 2)
    assert result.reasons == ["In review: 0 of 2 approvals."]


@pytest.mark.parametrize("decision", ["approve", "approve_with_conditions"])
def test_the_quorum_of_approvals_passes_it(decision: str) -> None:
    assert verdict(gate(signed("Quentin", decision), quorum=2), TODAY).status == IN_REVIEW
    result = verdict(gate(signed("Quentin", decision), signed("Alice", hours=2), quorum=2), TODAY)
    assert (result.status, result.approvals) == (PASSED, 2)
    assert result.reasons == ["2 of 2 approvals, and every required criterion is met."]


def test_approving_twice_counts_once() -> None:
    result = verdict(gate(signed("Quentin"), signed("Quentin", hours=2), quorum=2), TODAY)
    assert (result.status, result.approvals) == (IN_REVIEW, 1)


def test_an_unmet_required_criterion_fails_it_whoever_approved() -> None:
    result = verdict(gate(signed("Quentin"), criteria=(criterion(), criterion("unmet", text="No blocker"))), TODAY)
    assert (result.status, result.reasons) == (FAILED, ["Not met: No blocker"])


def test_an_unknown_required_criterion_keeps_it_from_passing() -> None:
    result = verdict(gate(signed("Quentin"), criteria=(criterion("unknown"),)), TODAY)
    assert result.status == IN_REVIEW
    assert "Not yet known: All payment tests pass" in result.reasons


@pytest.mark.parametrize("state", ["unknown", "unmet"])
def test_an_optional_criterion_does_not_decide(state: str) -> None:
    assert verdict(gate(signed("Quentin"), criteria=(criterion(state, is_required=False),)), TODAY).status == PASSED


def test_a_reject_fails_it_at_once() -> None:
    result = verdict(gate(signed("Alice"), signed("Quentin", "reject", reason="Totals are wrong")), TODAY)
    assert (result.status, result.reasons) == (FAILED, ["Rejected by Quentin: Totals are wrong"])


def test_a_reject_stands_until_review_is_asked_for_again() -> None:
    before = signed("Quentin", "reject", hours=-1)
    assert verdict(gate(before), TODAY).status == IN_REVIEW
    assert verdict(gate(before, submission=None), TODAY).status == FAILED
    assert verdict(gate(replace(before, at=NOON + timedelta(hours=1))), TODAY).status == FAILED


def test_a_later_approval_replaces_the_same_members_reject_and_nobody_elses() -> None:
    reject = signed("Quentin", "reject")
    assert verdict(gate(reject, signed("Quentin", hours=2)), TODAY).status == PASSED
    assert verdict(gate(reject, signed("Alice", hours=2)), TODAY).status == FAILED


def test_a_later_reject_replaces_the_same_members_approval() -> None:
    result = verdict(gate(signed("Quentin"), signed("Quentin", "reject", hours=2)), TODAY)
    assert (result.status, result.approvals) == (FAILED, 0)


def test_with_four_eyes_the_submitters_own_approval_does_not_count() -> None:
    own = gate(signed("Petra"), four_eyes=True)
    result = verdict(own, TODAY)
    assert (result.status, result.approvals, result.stale_approvals) == (IN_REVIEW, 0, 0)
    assert "Petra submitted the gate, so their own approval does not count." in result.reasons
    assert verdict(replace(own, four_eyes=False), TODAY).status == PASSED
    assert verdict(replace(own, signoffs=(signed("Petra"), signed("Quentin"))), TODAY).status == PASSED


def test_an_approval_for_another_build_does_not_count() -> None:
    result = verdict(gate(signed("Quentin", build="412", digest="before")), TODAY)
    assert (result.status, result.approvals, result.stale_approvals) == (IN_REVIEW, 0, 1)
    assert "Quentin signed for 412, now 415." in result.reasons


def test_an_approval_on_a_missed_condition_does_not_count() -> None:
    result = verdict(gate(signed("Quentin", "approve_with_conditions", missed_condition="Retest")), TODAY)
    assert (result.status, result.approvals, result.stale_approvals) == (IN_REVIEW, 0, 1)
    assert "Quentin approved on a condition that was missed: Retest." in result.reasons


def test_an_unmet_criterion_says_what_showed_it() -> None:
    unmet = criterion("unmet", text="E2E is green", shown_by="e2e: 97 of 100 passed.")
    assert verdict(gate(criteria=(unmet,)), TODAY).reasons == ["Not met: E2E is green: e2e: 97 of 100 passed."]


def test_an_approval_of_other_evidence_does_not_count() -> None:
    result = verdict(gate(signed("Quentin", digest="before")), TODAY)
    assert (result.status, result.approvals, result.stale_approvals) == (IN_REVIEW, 0, 1)
    assert "Quentin approved before the evidence changed." in result.reasons


@pytest.mark.parametrize(
    ("expires", "is_waived"),
    [(TODAY + timedelta(days=1), True), (TODAY, True), (TODAY - timedelta(days=1), False), (None, False)],
)
def test_a_waiver_holds_through_its_last_day(expires: date | None, is_waived: bool) -> None:
    rejected = signed("Quentin", "reject", hours=2)
    failing = gate(waiver("Alice", expires), rejected, criteria=(criterion("unmet"),))
    assert verdict(failing, TODAY).status == (WAIVED if is_waived else FAILED)


def test_the_waiver_that_lasts_longest_is_the_reason() -> None:
    short, long = waiver("Petra", TODAY), waiver("Alice", date(2027, 6, 1), reason="Only the docs are late")
    result = verdict(gate(long, short), TODAY)
    assert result.reasons == ["Waived by Alice until 1 June 2027: Only the docs are late"]


signoffs = st.builds(
    signed,
    st.sampled_from(["Alice", "Petra", "Mark", "Quentin"]),
    st.sampled_from(list(Decision)),
    hours=st.integers(-3, 3),
    digest=st.sampled_from(["now", "before"]),
    build=st.sampled_from(["412", "415"]),
    waiver_expires=st.none() | st.dates(TODAY - timedelta(days=2), TODAY + timedelta(days=2)),
)
gates = st.builds(
    lambda signoffs, **fields: gate(*signoffs, **fields),
    st.lists(signoffs, max_size=6),
    criteria=st.lists(st.builds(criterion, st.sampled_from(["met", "unmet", "unknown"]))).map(tuple),
    quorum=st.integers(1, 3),
    four_eyes=st.booleans(),
    submission=st.sampled_from([None, SUBMITTED]),
)


@given(gates)
def test_a_passed_gate_is_met_approved_and_not_rejected(some: Gate) -> None:
    result = verdict(some, TODAY)
    assert result.reasons
    if result.status == PASSED:
        assert result.approvals >= some.quorum
        assert {each.state for each in some.criteria} <= {"met"}
        current = [s for s in some.signoffs if (s.evidence_digest, s.build) == ("now", "415")]
        approvers = {s.member for s in current if s.decision.startswith("approve")}
        assert len(approvers) >= some.quorum


@given(gates)
def test_a_fresh_reject_never_lets_it_pass(some: Gate) -> None:
    reject = signed("Vera", "reject", hours=9)
    assert verdict(replace(some, signoffs=(*some.signoffs, reject)), TODAY).status in (FAILED, WAIVED)


@given(gates, st.randoms(use_true_random=False))
def test_the_order_in_which_sign_offs_arrive_does_not_matter(some: Gate, random: Any) -> None:
    once = tuple({(s.member, s.at, s.decision == "waive"): s for s in some.signoffs}.values())
    shuffled = list(once)
    random.shuffle(shuffled)
    first, second = (verdict(replace(some, signoffs=tuple(each)), TODAY) for each in (once, shuffled))
    assert (first.status, first.approvals, first.stale_approvals) == (
        second.status,
        second.approvals,
        second.stale_approvals,
    )


def test_the_digest_stays_when_a_repeated_run_changes_no_state() -> None:
    feature = CoveredFeature(1, "done", 3)
    assert evidence_digest([criterion()], [feature], "415") == evidence_digest([criterion()], [feature], "415")


def test_the_digest_does_not_depend_on_order() -> None:
    criteria, features = [criterion(), criterion(id=2)], [CoveredFeature(1, "done", 3), CoveredFeature(2, "done", 1)]
    params = [criterion(params={"a": 1, "b": 2}), criterion(params={"b": 2, "a": 1})]
    assert evidence_digest(criteria, features, "") == evidence_digest(criteria[::-1], features[::-1], "")
    assert evidence_digest(params[:1], [], "") == evidence_digest(params[1:], [], "")


@pytest.mark.parametrize(
    ("criteria", "features", "build"),
    [
        ([criterion("unmet")], [CoveredFeature(1, "done", 3)], "415"),
        ([criterion(text="Other")], [CoveredFeature(1, "done", 3)], "415"),
        ([criterion(id=2)], [CoveredFeature(1, "done", 3)], "415"),
        ([criterion(kind="tests")], [CoveredFeature(1, "done", 3)], "415"),
        ([criterion(params={"suite": "e2e"})], [CoveredFeature(1, "done", 3)], "415"),
        ([criterion(), criterion(id=2)], [CoveredFeature(1, "done", 3)], "415"),
        ([criterion()], [CoveredFeature(1, "building", 3)], "415"),
        ([criterion()], [CoveredFeature(1, "done", 4)], "415"),
        ([criterion()], [], "415"),
        ([criterion()], [CoveredFeature(1, "done", 3)], "412"),
    ],
)
def test_the_digest_changes_with_anything_that_is_signed_for(
    criteria: list[Criterion], features: list[CoveredFeature], build: str
) -> None:
    signed_for = evidence_digest([criterion()], [CoveredFeature(1, "done", 3)], "415")
    assert evidence_digest(criteria, features, build) != signed_for
    assert len(signed_for) == 64
