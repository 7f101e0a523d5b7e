"""Gates: created by qa, submitted, judged by what is shown and signed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from launchhub.accounts.models import Member
from launchhub.events.models import Event
from launchhub.lib.errors import Conflict, Forbidden
from qa.actions import criteria, gates, signoffs
from qa.models import Criterion, Gate
from roadmap.actions import launches
from roadmap.models import Feature, Launch
from tests.qa.conftest import kinds_of, reread


def test_a_gate_is_anchored_to_its_launch_and_moves_with_it(gate: Gate, launch: Launch, petra: Member) -> None:
    assert gate.due == launch.date - dt.timedelta(days=7)
    launches.move(launch, to=launch.date + dt.timedelta(days=14), reason="quality", by=petra)
    assert reread(gate).due == launch.date + dt.timedelta(days=7)


def test_a_new_gate_is_open_and_says_so_once(gate: Gate) -> None:
    assert gate.status == "open"
    assert kinds_of(gate) == ["gate.opened"]


@pytest.mark.parametrize("who", ["petra", "mark", "vera"])
def test_only_qa_and_admins_edit_gates(who: str, request: pytest.FixtureRequest, launch: Launch, gate: Gate) -> None:
    member = request.getfixturevalue(who)
    with pytest.raises(Forbidden, match="qa hat"):
        gates.create(by=member, launch=launch, name="Security")
    with pytest.raises(Forbidden, match="qa hat"):
        gates.submit(gate, by=member)


def test_a_quorum_that_the_named_approvers_cannot_reach_is_refused(
    launch: Launch, quentin: Member, petra: Member
) -> None:
    with pytest.raises(ValidationError) as caught:
        gates.create(by=quentin, launch=launch, name="Security", approvers=[petra], quorum=2)
    assert caught.value.message_dict == {"quorum": ["2 approvals can't come from 1 approver."]}


def test_a_submitted_gate_is_in_review(gate: Gate, quentin: Member) -> None:
    assert gates.submit(gate, by=quentin).status == "in_review"
    assert kinds_of(gate) == ["gate.opened", "gate.in_review"]


def test_it_is_submitted_once(gate: Gate, quentin: Member) -> None:
    gates.submit(gate, by=quentin)
    with pytest.raises(Conflict, match="in review already"):
        gates.submit(gate, by=quentin)


def test_a_gate_that_fails_as_it_stands_cannot_be_submitted(
    gate: Gate, tested: Criterion, run: Callable[..., Any], quentin: Member
) -> None:
    run(100, 20)
    with pytest.raises(Conflict, match="20 failed"):
        gates.submit(gate, by=quentin)
    assert reread(gate).submitted_at is None


def test_more_approvals_asked_for_take_a_pass_away(gate: Gate, quentin: Member) -> None:
    signoffs.create(gate=gate, by=quentin, decision="approve")
    assert gates.update(reread(gate), by=quentin, quorum=2).status == "open"
    assert kinds_of(gate)[-2:] == ["gate.updated", "gate.reopened"]


def test_a_new_criterion_reopens_a_passed_gate(gate: Gate, quentin: Member) -> None:
    signoffs.create(gate=gate, by=quentin, decision="approve")
    criteria.create(by=quentin, gate=gate, text="Docs are written")
    row = reread(gate)
    assert row.status == "open"
    assert "Not yet known: Docs are written" in row.reopened_because


def test_a_criterion_that_people_judge_is_set_by_hand(gate: Gate, quentin: Member) -> None:
    manual = criteria.create(by=quentin, gate=gate, text="Docs are written")
    criteria.update(manual, by=quentin, state="unmet")
    assert reread(gate).status == "failed"
    criteria.update(manual, by=quentin, state="met")
    assert reread(gate).status == "open"


def test_the_state_of_other_criteria_is_not_set_by_hand(tested: Criterion, quentin: Member) -> None:
    with pytest.raises(ValidationError) as caught:
        criteria.update(tested, by=quentin, state="met")
    assert list(caught.value.message_dict) == ["state"]


@pytest.mark.parametrize(
    ("kind", "params", "says"),
    [
        ("tests", {}, "suite must be"),
        ("tests", {"suite": "e2e", "min_pass_rate": 101}, "min_pass_rate must be a number from 0 to 100"),
        ("tests", {"suite": "e2e", "tempo": 1}, "no parameter 'tempo'"),
        ("defects", {"severity": "bad"}, "severity must be blocker, critical, major or minor"),
        ("metric", {"name": "p95", "comparator": "~", "threshold": 1}, "comparator must be"),
    ],
)
def test_wrong_parameters_are_named(gate: Gate, quentin: Member, kind: str, params: Any, says: str) -> None:
    with pytest.raises(ValidationError) as caught:
        criteria.create(by=quentin, gate=gate, text="Bar", kind=kind, params=params)
    assert says in caught.value.message_dict["params"][0]


def test_a_deleted_criterion_no_longer_fails_the_gate(
    gate: Gate, tested: Criterion, run: Callable[..., Any], quentin: Member
) -> None:
    run(100, 20)
    criteria.delete(tested, by=quentin)
    assert reread(gate).status == "open"
    criteria.restore(reread(tested), by=quentin)
    assert reread(gate).status == "failed"


def test_a_gate_of_a_launch_tells_its_features_when_it_fails(
    gate: Gate, tested: Criterion, feature: Feature, run: Callable[..., Any], quentin: Member
) -> None:
    gates.update(gate, by=quentin, features=[feature])
    sent = run(97, 3)
    failed = Event.objects.get(kind="gate.failed")
    assert failed.data == {
        "gate": str(gate.pk),
        "features": [str(feature.pk)],
        "reason": "Not met: E2E is green: e2e: 97 of 100 passed (97%), 3 failed, but at least 99% must pass.",
        "criterion": str(tested.pk),
        "test_run": str(sent.pk),
    }
    assert failed.caused_by == Event.objects.get(kind="test_run.recorded").pk
    assert failed.launch_id == gate.launch_id


def test_what_belongs_to_a_deleted_gate_is_out_of_sight_until_it_comes_back(
    gate: Gate, tested: Criterion, run: Callable[..., Any], quentin: Member
) -> None:
    gates.delete(gate, by=quentin)
    assert not Criterion.objects.visible_to(quentin).exists()
    with pytest.raises(Conflict, match="deleted meanwhile"):
        signoffs.create(gate=gate, by=quentin, decision="approve")
    run(97, 3)
    assert reread(gate).status == "open"
    assert gates.restore(reread(gate), by=quentin).status == "failed"
