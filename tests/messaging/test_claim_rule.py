"""A claim is as good as the features that back it and the gates that cover them."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messaging.claims import ClaimState, FeatureFacts, Obstacle, claim_verdict

TODAY = date(2027, 5, 14)
BACKED, PENDING, AT_RISK, BROKEN = ClaimState
DONE = FeatureFacts("Pay by phone", "done", target=date(2027, 5, 1), launch_date=date(2027, 6, 30))
BUILDING = replace(DONE, status="building", target=date(2027, 6, 1))
FAILED = Obstacle("gate_failed", "Security review")
NOT_PASSED = Obstacle("gate_not_passed", "Security review")


def in_days(days: int) -> date:
    return TODAY + timedelta(days=days)


def test_done_features_without_obstacles_back_it() -> None:
    result = claim_verdict([DONE, replace(DONE, title="Refunds")], TODAY)
    assert (result.state, result.reasons) == (BACKED, [])


def test_a_claim_without_features_is_pending() -> None:
    result = claim_verdict([], TODAY)
    assert (result.state, result.reasons) == (PENDING, ["No feature backs it yet."])


@pytest.mark.parametrize("status", ["idea", "planned", "building"])
def test_a_feature_that_is_not_done_keeps_it_pending(status: str) -> None:
    result = claim_verdict([DONE, replace(BUILDING, status=status)], TODAY)
    assert (result.state, result.reasons) == (PENDING, ["Pay by phone is not done yet."])


def test_a_gate_that_has_not_passed_keeps_it_pending_while_there_is_time() -> None:
    result = claim_verdict([replace(DONE, launch_date=in_days(8), obstacles=(NOT_PASSED,))], TODAY)
    assert (result.state, result.reasons) == (PENDING, ["Pay by phone: Security review has not passed."])


@pytest.mark.parametrize(
    ("days", "when"), [(7, "at T\N{MINUS SIGN}7"), (1, "at T\N{MINUS SIGN}1"), (0, "today"), (-2, "at T+2")]
)
def test_a_gate_that_has_not_passed_with_seven_days_to_go_puts_it_at_risk(days: int, when: str) -> None:
    result = claim_verdict([replace(DONE, launch_date=in_days(days), obstacles=(NOT_PASSED,))], TODAY)
    assert result.state == AT_RISK
    assert result.reasons == [f"Pay by phone: Security review has not passed, and the launch is {when}."]


def test_a_gate_without_a_launch_date_is_only_pending() -> None:
    assert claim_verdict([replace(DONE, launch_date=None, obstacles=(NOT_PASSED,))], TODAY).state == PENDING


def test_any_other_obstacle_counts_like_a_gate_that_has_not_passed() -> None:
    obstacle = Obstacle("defect_open", "Card is charged twice")
    result = claim_verdict([replace(DONE, obstacles=(obstacle,))], TODAY)
    assert result.reasons == ["Pay by phone: Card is charged twice stands in its way."]
    assert claim_verdict([replace(DONE, launch_date=TODAY, obstacles=(obstacle,))], TODAY).state == AT_RISK


@pytest.mark.parametrize(
    ("feature", "reason"),
    [
        (
            replace(BUILDING, target=date(2027, 7, 1)),
            "Pay by phone is due on 1 July 2027, after its launch on 30 June 2027.",
        ),
        (replace(BUILDING, target=in_days(-1)), "Pay by phone was due on 13 May 2027."),
        (replace(BUILDING, target=None, launch_date=in_days(-1)), "Pay by phone was due on 13 May 2027."),
        (replace(BUILDING, status="parked"), "Pay by phone is parked."),
    ],
)
def test_a_late_or_parked_feature_puts_it_at_risk(feature: FeatureFacts, reason: str) -> None:
    result = claim_verdict([DONE, feature], TODAY)
    assert (result.state, result.reasons) == (AT_RISK, [reason])


def test_a_feature_due_today_is_not_late() -> None:
    assert claim_verdict([replace(BUILDING, target=TODAY)], TODAY).state == PENDING


def test_a_done_feature_is_never_late() -> None:
    assert claim_verdict([replace(DONE, target=date(2027, 7, 1))], date(2027, 8, 1)).state == BACKED


def test_a_cut_feature_breaks_it() -> None:
    result = claim_verdict([DONE, replace(BUILDING, status="cut", target=in_days(-9))], TODAY)
    assert (result.state, result.reasons) == (BROKEN, ["Pay by phone is cut."])


def test_a_failed_gate_breaks_it_however_far_the_launch() -> None:
    result = claim_verdict([replace(DONE, obstacles=(FAILED, NOT_PASSED))], TODAY)
    assert (result.state, result.reasons) == (BROKEN, ["Pay by phone: Security review failed."])


def test_the_same_reason_is_given_once() -> None:
    assert len(claim_verdict([replace(DONE, obstacles=(FAILED, FAILED))], TODAY).reasons) == 1


near = st.dates(in_days(-20), in_days(20))
features = st.builds(
    FeatureFacts,
    title=st.sampled_from(["Pay by phone", "Refunds"]),
    status=st.sampled_from(["idea", "planned", "building", "done", "parked", "cut"]),
    target=st.none() | near,
    launch_date=st.none() | near,
    obstacles=st.lists(st.sampled_from([FAILED, NOT_PASSED]), max_size=2).map(tuple),
)
FROM_BEST = [BACKED, PENDING, AT_RISK, BROKEN]


@given(st.lists(features, min_size=1), features)
def test_another_feature_never_makes_a_claim_safer(some: list[FeatureFacts], more: FeatureFacts) -> None:
    before, after = claim_verdict(some, TODAY).state, claim_verdict([*some, more], TODAY).state
    assert FROM_BEST.index(after) >= FROM_BEST.index(before)


@given(st.lists(features), st.integers(0, 30))
def test_waiting_never_makes_a_claim_safer(some: list[FeatureFacts], days: int) -> None:
    before, after = claim_verdict(some, TODAY).state, claim_verdict(some, in_days(days)).state
    assert FROM_BEST.index(after) >= FROM_BEST.index(before)


@given(st.lists(features))
def test_every_state_but_backed_has_its_reasons(some: list[FeatureFacts]) -> None:
    result = claim_verdict(some, TODAY)
    assert bool(result.reasons) == (result.state != BACKED)
