"""What happens elsewhere and what it does to gates: another build, a changed feature, a missed condition."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from launchhub.accounts.models import Member
from launchhub.events.bus import HANDLERS, handlers_of
from launchhub.events.models import Event
from qa.actions import criteria, defects, evidence, gates, signoffs, waivers
from qa.models import Gate
from roadmap.actions import features, launches, tasks
from roadmap.models import Feature, Launch, Task
from tests.qa.conftest import kinds_of, reread
from tests.qa.pages import HTMX, SignIn, text


def handle() -> None:
    """Let quality hear every event so far, twice, as may happen."""
    for event in [*Event.objects.order_by("id")] * 2:
        for name in handlers_of(event.kind):
            if name.startswith("qa."):
                HANDLERS[name][1](event)


@pytest.fixture
def passed(gate: Gate, feature: Feature, quentin: Member) -> Gate:
    """A gate that covers the feature and that Quentin has approved."""
    gates.update(gate, by=quentin, features=[feature])
    signoffs.create(gate=gate, by=quentin, decision="approve")
    handle()
    assert reread(gate).status == "passed"
    return reread(gate)


def test_another_build_reopens_a_passed_gate(passed: Gate, launch: Launch, petra: Member, quentin: Member) -> None:
    launches.update(launch, by=petra, build="415")
    handle()
    gate = reread(passed)
    assert (gate.status, gate.reopened_because) == ("open", "Quentin signed for 412, now 415.")
    assert kinds_of(gate)[-2:] == ["gate.passed", "gate.reopened"]
    assert Event.objects.get(kind="gate.reopened").caused_by == Event.objects.get(kind="launch.updated").pk
    assert signoffs.create(gate=gate, by=quentin, decision="approve").gate.signed_build == "415"


def test_a_reopened_gate_stays_open_when_the_old_build_comes_back(passed: Gate, launch: Launch, petra: Member) -> None:
    for build in ("415", "412"):
        launches.update(reread(launch), by=petra, build=build)
        handle()
    assert reread(passed).status == "open"


def test_another_name_of_the_launch_does_not(passed: Gate, launch: Launch, petra: Member) -> None:
    launches.update(launch, by=petra, name="Winter")
    handle()
    assert reread(passed).status == "passed"


@pytest.mark.parametrize(
    "change",
    [
        lambda feature, by: features.transition(feature, to="cut", reason="Too late", by=by),
        lambda feature, by: features.ui_change(feature, by=by, build="413", note="New button"),
        lambda feature, by: features.delete(feature, by=by),
    ],
    ids=["cut", "new look", "deleted"],
)
def test_a_changed_feature_reopens_a_passed_gate(passed: Gate, feature: Feature, petra: Member, change: Any) -> None:
    change(feature, petra)
    handle()
    gate = reread(passed)
    assert (gate.status, gate.reopened_because) == ("open", "Quentin approved before the evidence changed.")


def test_conditions_become_tasks_that_block_the_launch_once(gate: Gate, quentin: Member, today: dt.date) -> None:
    gates.submit(gate, by=quentin)
    signed = signoffs.create(
        gate=gate,
        by=quentin,
        decision="approve_with_conditions",
        reason="Nearly there",
        conditions=["Retest refunds", "Update the runbook"],
        retest_on=today + dt.timedelta(days=3),
    )
    assert signed.gate.status == "passed"
    handle()
    made = Task.objects.order_by("title")
    assert [(task.title, task.blocks_launch, task.due, task.assignee) for task in made] == [
        ("Retest refunds", True, today + dt.timedelta(days=3), quentin),
        ("Update the runbook", True, today + dt.timedelta(days=3), quentin),
    ]


@pytest.fixture
def conditional(gate: Gate, quentin: Member) -> Task:
    """The task of a condition on which the gate passed; it is due on launch day."""
    signoffs.create(
        gate=gate, by=quentin, decision="approve_with_conditions", reason="Nearly", conditions=["Retest refunds"]
    )
    handle()
    return Task.objects.get()


def test_a_skipped_condition_reopens_the_gate(conditional: Task, gate: Gate, petra: Member) -> None:
    tasks.skip(conditional, reason="No time", by=petra)
    handle()
    row = reread(gate)
    assert (row.status, row.reopened_because) == (
        "open",
        "Quentin approved on a condition that was missed: Retest refunds.",
    )


def test_before_a_condition_is_thrown_away_one_reads_that_the_approval_falls(
    signed_in: SignIn, conditional: Task, gate: Gate, petra: Member
) -> None:
    client, away = signed_in(petra), f"/harbour/bin/task/{conditional.pk}/deletions/"
    assert f"{gate} was approved on condition of it" in text(client.get(away, headers=HTMX))
    assert client.post(away, headers=HTMX).status_code == 204
    handle()
    assert "a condition that was missed" in reread(gate).reopened_because


def test_a_task_that_only_sounds_like_a_condition_is_a_task(
    launch: Launch, gate: Gate, quentin: Member, petra: Member
) -> None:
    gates.submit(gate, by=quentin)
    for name in ("condition:ours", "condition:", "condition"):
        task = tasks.create(by=petra, launch=launch, title="Call", hat="qa", offset_days=0, external_id=name)
        tasks.complete(task, by=petra)
    handle()
    assert reread(gate).status == "in_review"


def test_an_overdue_condition_reopens_the_gate(conditional: Task, gate: Gate, petra: Member, today: dt.date) -> None:
    tasks.update(conditional, due=today - dt.timedelta(days=1), by=petra)
    waivers.review(gate.workspace)
    assert reread(gate).status == "open"


def test_a_condition_done_in_time_keeps_it_passed(conditional: Task, gate: Gate, petra: Member, today: dt.date) -> None:
    tasks.update(conditional, due=today - dt.timedelta(days=1), by=petra)
    tasks.complete(reread(conditional), by=petra)
    waivers.review(gate.workspace)
    assert reread(gate).status == "passed"


def test_a_waiver_is_announced_and_ends(
    gate: Gate, alice: Member, today: dt.date, monkeypatch: pytest.MonkeyPatch
) -> None:
    ends = today + dt.timedelta(days=9)
    signoffs.create(gate=gate, by=alice, decision="waive", reason="Docs are late", waiver_expires=ends)

    def review(day: dt.date) -> str:
        monkeypatch.setattr(type(gate.workspace), "today", lambda workspace: day)
        for _ in range(2):
            waivers.review(gate.workspace)
        return str(reread(gate).status)

    assert review(today) == "waived"
    assert review(ends) == "waived"
    assert review(ends + dt.timedelta(days=1)) == "open"
    assert kinds_of(gate) == ["gate.opened", "gate.waived", "waiver.expiring", "waiver.expired", "gate.reopened"]


def test_an_open_defect_fails_the_gate_that_asks(gate: Gate, feature: Feature, quentin: Member, mark: Member) -> None:
    gates.update(gate, by=quentin, features=[feature])
    criterion = criteria.create(
        by=quentin, gate=gate, text="Nothing bad is open", kind="defects", params={"severity": "critical"}
    )
    assert criterion.state == "met"
    defects.create(by=mark, title="Typo", severity="minor", feature=feature)
    assert reread(gate).status == "open"
    bad = defects.create(by=mark, title="Refund paid twice", severity="blocker", feature=feature)
    assert "Refund paid twice (blocker)" in reread(gate).reason
    assert reread(gate).status == "failed"
    defects.update(bad, by=quentin, status="fixed")
    assert reread(gate).status == "open"
    defects.update(reread(bad), by=quentin, status="open")
    assert kinds_of(bad) == ["defect.opened", "defect.updated", "defect.opened"]
    assert reread(gate).status == "failed"


def test_a_criterion_that_goes_to_another_gate_is_judged_there_and_no_longer_here(
    gate: Gate, quentin: Member, launch: Launch
) -> None:
    other = gates.create(by=quentin, launch=launch, name="Security")
    line = criteria.create(by=quentin, gate=gate, text="Pen test done", state="unmet")
    assert reread(gate).status == "failed"
    criteria.update(line, by=quentin, gate=other)
    assert (reread(gate).status, reread(other).status) == ("open", "failed")


def test_a_measured_value_decides_a_metric(gate: Gate, quentin: Member) -> None:
    params = {"name": "p95", "comparator": "<=", "threshold": 300}
    metric = criteria.create(by=quentin, gate=gate, text="Fast", kind="metric", params=params)
    slow = evidence.create(by=quentin, criterion=metric, value=412.5, note="Load test")
    assert reread(metric).shown_by == "p95 is 412.5, to be <= 300."
    assert reread(gate).status == "failed"
    evidence.delete(slow, by=quentin)
    evidence.create(by=quentin, criterion=metric, value=280)
    assert reread(metric).state == "met"
