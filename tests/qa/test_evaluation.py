"""Evidence meets a criterion, or the reason why not is said."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.evaluation import (
    SEVERITIES,
    CriterionState,
    DefectsRule,
    MetricRule,
    OpenDefect,
    Run,
    SuiteRule,
    read_rule,
)

MET, UNMET, UNKNOWN = CriterionState.MET, CriterionState.UNMET, CriterionState.UNKNOWN

counts = st.integers(0, 10_000)
runs = st.builds(Run, passed=counts, failed=counts, errors=counts, skipped=counts)


@pytest.mark.parametrize(
    ("rule", "run", "state", "shown_by"),
    [
        (SuiteRule("e2e"), None, UNKNOWN, "No run of e2e yet."),
        (SuiteRule("e2e"), Run(793, 0, 0, 14), MET, "e2e: 793 of 793 passed (100%), 0 failed, 14 skipped."),
        (
            SuiteRule("e2e"),
            Run(793, 1, 0, 14),
            UNMET,
            "e2e: 793 of 794 passed (99.8%), 1 failed, 14 skipped, but at least 100% must pass.",
        ),
        (SuiteRule("e2e", min_pass_rate=99.5), Run(995, 3, 2, 0), MET, "e2e: 995 of 1,000 passed (99.5%), 5 failed."),
        (
            SuiteRule("e2e", min_tests=500),
            Run(2, 0, 0, 0),
            UNMET,
            "e2e: 2 of 2 passed (100%), 0 failed, but at least 500 tests must be there.",
        ),
        (
            SuiteRule("e2e"),
            Run(0, 0, 0, 7),
            UNMET,
            "e2e: 0 of 0 passed, 0 failed, 7 skipped, but none of them ran.",
        ),
        (
            SuiteRule("e2e", min_pass_rate=50, must_pass=("shop.Checkout.*",)),
            Run(8, 2, 0, 0, ("shop.Checkout.pays[card]", "shop.Checkout.refunds", "shop.Search.finds")),
            UNMET,
            "e2e: 8 of 10 passed (80%), 2 failed, but shop.Checkout.pays[card] and 1 more must not fail.",
        ),
    ],
)
def test_a_suite_is_judged_by_its_newest_run(
    rule: SuiteRule, run: Run | None, state: CriterionState, shown_by: str
) -> None:
    finding = rule.judge(run)
    assert (finding.state, finding.shown_by) == (state, shown_by)


@pytest.mark.parametrize(
    ("pattern", "is_broken"),
    [
        ("shop.pays[card-1]", True),
        ("shop.*", True),
        ("*[card-*", True),
        ("*", True),
        ("shop.pays", False),
        ("shop.pays?card-1?", False),
        ("SHOP.*", False),
        ("", False),
    ],
)
def test_only_the_star_is_special_in_a_pattern(pattern: str, is_broken: bool) -> None:
    rule = SuiteRule("e2e", min_pass_rate=0, must_pass=(pattern,))
    finding = rule.judge(Run(1, 1, 0, 0, ("shop.pays[card-1]",)))
    assert finding.state == (UNMET if is_broken else MET)


@given(runs, st.integers(1, 999))
def test_a_pass_rate_is_exact_at_its_limit(run: Run, per_mille: int) -> None:
    is_met = run.executed > 0 and run.passed * 1000 >= per_mille * run.executed
    finding = SuiteRule("e2e", min_tests=0, min_pass_rate=per_mille / 10).judge(run)
    assert finding.state == (MET if is_met else UNMET)


@given(runs)
def test_an_imperfect_run_is_never_shown_as_100_percent(run: Run) -> None:
    assert ("(100%)" in SuiteRule("e2e").judge(run).shown_by) == (run.executed > 0 and run.passed == run.executed)


@pytest.mark.parametrize(
    ("limit", "severities", "state"),
    [
        ("blocker", [], MET),
        ("blocker", ["critical", "minor"], MET),
        ("critical", ["critical"], UNMET),
        ("critical", ["blocker", "minor"], UNMET),
        ("minor", ["minor"], UNMET),
    ],
)
def test_open_defects_count_from_a_severity_up(limit: str, severities: list[str], state: CriterionState) -> None:
    assert DefectsRule(limit).judge([OpenDefect("Total is wrong", each) for each in severities]).state == state


def test_the_worst_defect_is_named() -> None:
    defects = [OpenDefect("Logo is blurred", "major"), OpenDefect("Card is charged twice", "blocker")]
    assert DefectsRule("major").judge(defects).shown_by == "2 open defects: Card is charged twice (blocker) and others."
    assert DefectsRule("critical").judge([]).shown_by == "No open defect is blocker or critical."


@pytest.mark.parametrize(
    ("comparator", "below", "equal", "above"),
    [
        ("<", MET, UNMET, UNMET),
        ("<=", MET, MET, UNMET),
        (">", UNMET, UNMET, MET),
        (">=", UNMET, MET, MET),
        ("==", UNMET, MET, UNMET),
    ],
)
def test_a_metric_is_compared_with_its_threshold(
    comparator: str, below: CriterionState, equal: CriterionState, above: CriterionState
) -> None:
    rule = MetricRule("p95 ms", comparator, 200)
    assert [rule.judge(value).state for value in (199.9, 200.0, 200.1)] == [below, equal, above]


@pytest.mark.parametrize("value", [None, float("nan"), float("inf")])
def test_a_metric_without_a_value_is_unknown(value: float | None) -> None:
    finding = MetricRule("p95 ms", "<", 200).judge(value)
    assert (finding.state, finding.shown_by) == (UNKNOWN, "No value of p95 ms yet.")


def test_a_metric_says_what_it_is_and_is_to_be() -> None:
    assert MetricRule("p95 ms", "<=", 200).judge(231.5).shown_by == "p95 ms is 231.5, to be <= 200."


@pytest.mark.parametrize(
    ("kind", "params", "rule"),
    [
        ("manual", {}, None),
        ("tests", {"suite": " e2e "}, SuiteRule("e2e")),
        (
            "tests",
            {"suite": "e2e", "min_tests": 5, "min_pass_rate": 99.5, "must_pass": ["a.*"]},
            SuiteRule("e2e", 5, 99.5, ("a.*",)),
        ),
        ("defects", {"severity": "critical"}, DefectsRule("critical")),
        ("metric", {"name": "p95", "comparator": "<", "threshold": -1.5}, MetricRule("p95", "<", -1.5)),
    ],
)
def test_params_become_a_rule(kind: str, params: dict[str, Any], rule: object) -> None:
    assert read_rule(kind, params) == rule


@pytest.mark.parametrize(
    ("kind", "params", "reason"),
    [
        ("other", {}, r"no kind of criterion. Use manual, tests, defects or metric"),
        ("manual", {"suite": "e2e"}, r"A manual criterion has no parameter 'suite'"),
        ("tests", {}, r"suite must be a text"),
        ("tests", {"suite": " "}, r"suite must be a text"),
        ("tests", {"suite": ["e2e"]}, r"suite must be a text"),
        ("tests", {"suite": "x" * 201}, r"suite must be a text of 1 to 200 characters"),
        ("tests", {"suite": "e2e", "min_tests": -1}, r"min_tests must be a whole number from 0"),
        ("tests", {"suite": "e2e", "min_tests": 1.5}, r"min_tests must be a whole number"),
        ("tests", {"suite": "e2e", "min_tests": True}, r"min_tests must be a whole number"),
        ("tests", {"suite": "e2e", "min_tests": None}, r"min_tests must be a whole number"),
        ("tests", {"suite": "e2e", "min_pass_rate": 101}, r"min_pass_rate must be a number from 0 to 100"),
        ("tests", {"suite": "e2e", "min_pass_rate": "99"}, r"min_pass_rate must be a number"),
        ("tests", {"suite": "e2e", "min_pass_rate": float("nan")}, r"min_pass_rate must be a number"),
        ("tests", {"suite": "e2e", "must_pass": "a.*"}, r"must_pass must be a list"),
        ("tests", {"suite": "e2e", "must_pass": ["a", 1]}, r"must_pass must be a list"),
        ("tests", {"suite": "e2e", "must_pass": [""]}, r"must_pass must be a list"),
        ("defects", {}, r"severity must be blocker, critical, major or minor"),
        ("defects", {"severity": {}}, r"severity must be blocker"),
        ("metric", {"name": "p95", "comparator": "=", "threshold": 1}, r"comparator must be <, <=, >, >= or =="),
        ("metric", {"name": "p95", "comparator": "<"}, r"threshold must be a number"),
        ("metric", {"name": "p95", "comparator": "<", "threshold": 10**400}, r"threshold must be a number"),
    ],
)
def test_a_wrong_parameter_is_named(kind: str, params: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        read_rule(kind, params)


@given(st.sampled_from(SEVERITIES), st.lists(st.sampled_from(SEVERITIES)))
def test_another_open_defect_never_helps(limit: str, severities: list[str]) -> None:
    rule, defects = DefectsRule(limit), [OpenDefect("Defect", each) for each in severities]
    if rule.judge(defects).state == UNMET:
        assert rule.judge([*defects, OpenDefect("One more", "minor")]).state == UNMET
