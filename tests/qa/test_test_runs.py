"""Test runs: a report is read, kept, and judges every criterion that names its suite."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext

from launchhub.accounts.models import Member
from launchhub.events.models import Event
from launchhub.lib.errors import Forbidden
from launchhub.lib.wall import workspace_context
from qa.actions import criteria, gates, signoffs, test_runs
from qa.models import Criterion, Gate, TestRun
from roadmap.actions import launches
from roadmap.models import Launch
from tests.qa.conftest import junit, kinds_of, reread

Run = Callable[..., TestRun]


def test_a_report_is_kept_with_its_digest(run: Run) -> None:
    sent = run(8, 2)
    assert sent.totals == {"tests": 10, "passed": 8, "failed": 2, "errors": 0, "skipped": 0, "flaky": 0}
    assert [case["name"] for case in sent.problems] == ["shop.bad_0", "shop.bad_1"]
    with sent.report.open() as file:
        assert hashlib.sha256(file.read()).hexdigest() == sent.sha256


@pytest.mark.parametrize("who", ["petra", "mark", "vera"])
def test_only_qa_and_admins_send_reports(who: str, request: pytest.FixtureRequest, run: Run) -> None:
    with pytest.raises(Forbidden, match="qa hat"):
        run(1, by=request.getfixturevalue(who))


@pytest.mark.parametrize("report", [b"", b"<testsuite>", b"<html/>", b'<!DOCTYPE a SYSTEM "x"><testsuite/>'])
def test_what_is_no_report_is_refused_and_leaves_nothing(report: bytes, quentin: Member) -> None:
    with pytest.raises(ValidationError) as caught:
        test_runs.record(report, by=quentin, suite="e2e")
    assert list(caught.value.message_dict) == ["report"]
    assert not TestRun.objects.exists()
    assert not Event.objects.filter(kind="test_run.recorded").exists()


def test_a_run_needs_a_suite_and_leaves_no_file_without(quentin: Member) -> None:
    with pytest.raises(ValidationError) as caught:
        test_runs.record(junit(1), by=quentin, suite=" ")
    assert list(caught.value.message_dict) == ["suite"]
    assert not default_storage.exists(f"test_runs/{quentin.workspace_id}")


def test_a_red_run_fails_the_gate_through_its_criterion(gate: Gate, tested: Criterion, run: Run) -> None:
    sent = run(97, 3)
    criterion = reread(tested)
    assert (criterion.state, criterion.test_run_id) == ("unmet", sent.pk)
    assert criterion.shown_by == "e2e: 97 of 100 passed (97%), 3 failed, but at least 99% must pass."
    assert reread(gate).status == "failed"
    assert kinds_of(gate)[-1] == "gate.failed"


def test_a_second_red_run_does_not_fail_it_again(gate: Gate, tested: Criterion, run: Run) -> None:
    run(97, 3)
    run(96, 4)
    assert "96 of 100" in reread(gate).reason
    assert kinds_of(gate)[-2:] == ["gate.failed", "gate.reason_changed"]


def test_a_red_run_takes_a_pass_away_and_a_green_one_gives_it_back(
    gate: Gate, tested: Criterion, run: Run, quentin: Member
) -> None:
    run(100)
    signoffs.create(gate=gate, by=quentin, decision="approve")
    run(97, 3)
    assert reread(gate).status == "failed"
    run(100)
    assert reread(gate).status == "passed"
    assert kinds_of(gate)[-3:] == ["gate.passed", "gate.failed", "gate.passed"]


def test_a_repeated_green_run_leaves_approvals_valid(gate: Gate, tested: Criterion, run: Run, quentin: Member) -> None:
    run(100)
    signoffs.create(gate=gate, by=quentin, decision="approve")
    run(200)
    assert reread(gate).status == "passed"


def test_cases_that_must_pass_are_named(gate: Gate, quentin: Member, run: Run) -> None:
    params = {"suite": "e2e", "min_pass_rate": 50, "must_pass": ["shop.bad*"]}
    criterion = criteria.create(by=quentin, gate=gate, text="Checkout works", kind="tests", params=params)
    run(97, 1)
    assert "shop.bad_0 must not fail" in reread(criterion).shown_by


def test_other_suites_do_not_matter(tested: Criterion, run: Run) -> None:
    run(1, 9, suite="unit")
    assert reread(tested).state == "unknown"


def test_a_new_criterion_knows_the_runs_before_it(run: Run, gate: Gate, quentin: Member) -> None:
    run(100)
    params = {"suite": "e2e"}
    assert criteria.create(by=quentin, gate=gate, text="Green", kind="tests", params=params).state == "met"


def test_gates_of_launches_that_are_over_keep_what_they_showed(
    gate: Gate, tested: Criterion, run: Run, launch: Launch, petra: Member
) -> None:
    launches.transition(launch, to="cancelled", by=petra)
    run(97, 3)
    assert reread(gate).status == "open"


@pytest.mark.parametrize("outcome", [(100, 0), (97, 3)])
def test_the_number_of_queries_does_not_grow_with_criteria_and_sign_offs(
    outcome: tuple[int, int], gate: Gate, tested: Criterion, run: Run, quentin: Member
) -> None:
    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            run(*outcome)
        return len(queries)

    run(*outcome)  # the gate's status is settled
    one = count()
    for number in range(29):
        criteria.create(by=quentin, gate=gate, text=f"Bar {number}", kind="tests", params=tested.params)
    run(*outcome)
    assert count() == one


def test_the_number_of_queries_does_not_grow_with_gates(
    gate: Gate, tested: Criterion, run: Run, quentin: Member, launch: Launch
) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            run(100)
        return len(queries)

    run(100)
    one = count()
    for number in range(29):
        other = gates.create(by=quentin, launch=launch, name=f"Gate {number}")
        criteria.create(by=quentin, gate=other, text="Bar", kind="tests", params=tested.params)
    run(100)
    assert count() == one


def test_a_run_of_another_workspace_judges_nothing_here(tested: Criterion, mallory: Any) -> None:
    with workspace_context(mallory.workspace):
        test_runs.record(junit(1, 9), by=mallory, suite="e2e")
    assert reread(tested).state == "unknown"
    assert not TestRun.objects.exists()
