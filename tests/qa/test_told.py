"""Who is told, once each, with the reason why: the main story of a red report."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from launchhub.accounts.models import Member, Workspace
from launchhub.events.kinds import sentence
from launchhub.events.models import Event
from launchhub.notifications.actions import watches
from launchhub.notifications.recipients import resolve
from launchhub.notifications.spread import fan_out
from qa.actions import defects, gates, signoffs
from qa.models import Criterion, Gate
from roadmap.models import Feature, Launch
from tests.cast import join
from tests.qa.conftest import reread


@pytest.fixture(autouse=True)
def _bystanders(vera: Member, mallory: Member, harbour: Workspace) -> None:
    """A guest, a stranger, and colleagues with every hat, whom nothing of this concerns."""
    for hat in ("product", "marketing", "qa", "engineering"):
        join(harbour, f"Bystander-{hat}", "member", hat)


@pytest.fixture
def covering(gate: Gate, tested: Criterion, feature: Feature, mark: Member, quentin: Member) -> Gate:
    """The gate, covering Alice's feature, with Mark and Quentin as approvers, of Petra's launch."""
    return gates.update(gate, by=quentin, features=[feature], approvers=[mark, quentin])


def told(kind: str) -> dict[str, str]:
    """Return who is told of the only event of this kind, and why, after everything before it was told."""
    event = Event.objects.get(kind=kind)
    if event.caused_by:
        fan_out(Event.objects.get(pk=event.caused_by))
    people = resolve(event)
    assert len({person.member_id for person in people}) == len(people)
    return {person.name: person.because for person in people}


def test_a_red_report_tells_exactly_those_whom_it_concerns(covering: Gate, run: Callable[..., Any]) -> None:
    run(97, 3)  # by Quentin, who signs the gate off too: nobody is told of what they did themselves
    assert told("gate.failed") == {
        "Alice": "you own the feature “Instant refunds”",
        "Mark": "you are asked to sign the gate off",
        "Petra": "you own the launch",
    }
    assert sentence(Event.objects.get(kind="gate.failed")) == (
        "Regression failed: Not met: E2E is green: e2e: 97 of 100 passed (97%), 3 failed, but at least 99% must pass."
    )


def test_a_gate_that_stays_open_says_what_it_waits_for_by_then(tested: Criterion, gate: Gate) -> None:
    known = [sentence(event) for event in Event.objects.filter(kind="gate.reason_changed", subject_id=gate.pk)]
    assert known == [f"Regression stands as it did, for another reason: {reread(gate).reason}"]
    assert "E2E is green" in known[0]


def test_several_reasons_are_one_message(
    covering: Gate, run: Callable[..., Any], petra: Member, quentin: Member
) -> None:
    gates.update(covering, by=quentin, approvers=[petra])
    run(97, 3)
    assert told("gate.failed")["Petra"] == "you are asked to sign the gate off and you own the launch"


def test_watchers_hear_of_the_failure_not_of_the_run_behind_it(
    covering: Gate, run: Callable[..., Any], harbour: Workspace
) -> None:
    watcher = join(harbour, "Watcher", "member", "support")
    watches.create(by=watcher, noun="gate", target_id=covering.pk)
    run(97, 3)
    assert told("test_run.recorded") == {}
    assert "Watcher" in told("gate.failed")


def test_watchers_hear_of_a_run_that_moves_nothing(covering: Gate, run: Callable[..., Any], harbour: Workspace) -> None:
    watches.create(by=join(harbour, "Watcher", "member"), noun="gate", target_id=covering.pk)
    run(100)
    assert list(told("test_run.recorded")) == ["Watcher"]


def test_a_reject_tells_what_the_customer_would_notice(covering: Gate, mark: Member) -> None:
    wrong = {"reason": "Totals are wrong", "customer_impact": "Wrong amounts on invoices"}
    signoffs.create(gate=covering, by=mark, decision="reject", **wrong)
    assert list(told("gate.failed")) == ["Alice", "Petra", "Quentin"]
    assert Event.objects.get(kind="gate.failed").data["customer_impact"] == "Wrong amounts on invoices"


def test_a_review_is_asked_of_the_approvers(covering: Gate, quentin: Member) -> None:
    gates.submit(covering, by=quentin)
    assert told("gate.in_review") == {"Mark": "you are asked to sign the gate off"}


def test_a_review_is_asked_of_qa_where_the_gate_names_nobody(gate: Gate, quentin: Member, alice: Member) -> None:
    gates.submit(gate, by=alice)
    because = "you wear the qa hat, and the gate names no approver"
    assert told("gate.in_review") == {"Bystander-qa": because, "Quentin": because}


def test_a_pass_is_told_to_the_launch_owner(gate: Gate, quentin: Member) -> None:
    signoffs.create(gate=gate, by=quentin, decision="approve")
    assert told("gate.passed") == {"Petra": "you own the launch"}


def test_a_bad_defect_is_told_and_a_small_one_is_not(
    covering: Gate, feature: Feature, launch: Launch, mark: Member
) -> None:
    small = defects.create(by=mark, title="Typo", severity="minor", feature=feature, gate=covering)
    assert resolve(Event.objects.get(subject_id=small.pk)) == []
    bad = defects.create(by=mark, title="Paid twice", severity="critical", feature=feature, gate=covering)
    assert {person.name: person.because for person in resolve(Event.objects.get(subject_id=bad.pk))} == {
        "Alice": "you own the feature “Instant refunds”",
        "Petra": "you own the launch",
        "Quentin": "you sign off the gate “Regression”",
    }
