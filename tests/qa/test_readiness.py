"""What gates and defects say about the readiness of launches, and about features."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from launchhub.accounts.models import Member
from qa import readiness
from qa.actions import defects, gates, signoffs
from qa.models import Gate
from roadmap.actions import launches
from roadmap.models import Feature, Launch, Product
from roadmap.readiness import blockers, obstacles, ticks
from tests.qa.conftest import reread

LATE = {"decision": "waive", "reason": "Docs are late"}
WRONG = {"decision": "reject", "reason": "Wrong totals", "customer_impact": "Wrong invoices"}


def found(launch: Launch, day: dt.date) -> list[tuple[str, str]]:
    """Return the kinds and severities of what quality finds about the launch on that day."""
    findings = [
        *readiness.gates_in_the_way([launch], day).get(launch.pk, []),
        *readiness.blocker_defects([launch], day).get(launch.pk, []),
    ]
    return [(finding.kind, finding.severity) for finding in findings]


def test_an_open_gate_blocks_on_launch_day_and_not_before(gate: Gate, launch: Launch, today: dt.date) -> None:
    assert found(launch, today) == []
    assert found(launch, launch.date) == [("gate_not_passed", "blocker")]


@pytest.mark.parametrize("date", ["ahead", None])
def test_nothing_launches_before_its_required_gates_have_passed(
    gate: Gate, launch: Launch, quentin: Member, date: str | None
) -> None:
    if date is None:
        launch.date = None
    assert "gate_not_passed" in [finding.kind for finding in blockers(launch)]
    signoffs.create(gate=gate, by=quentin, decision="approve")
    assert "gate_not_passed" not in [finding.kind for finding in blockers(launch)]


def test_a_failed_gate_blocks_at_once(gate: Gate, launch: Launch, today: dt.date, quentin: Member) -> None:
    signoffs.create(gate=gate, by=quentin, **WRONG)
    assert found(launch, today) == [("gate_failed", "blocker")]


def test_an_optional_gate_never_blocks(gate: Gate, launch: Launch, quentin: Member) -> None:
    gates.update(gate, by=quentin, required=False)
    signoffs.create(gate=gate, by=quentin, **WRONG)
    assert found(launch, launch.date) == []


def test_a_passed_gate_says_nothing(gate: Gate, launch: Launch, quentin: Member) -> None:
    signoffs.create(gate=gate, by=quentin, decision="approve")
    assert found(launch, launch.date) == []


@pytest.mark.parametrize(("days", "says"), [(13, [("waiver_expiring", "risk")]), (14, [])])
def test_a_waiver_that_ends_before_two_weeks_after_the_launch_is_a_risk(
    gate: Gate, launch: Launch, alice: Member, today: dt.date, days: int, says: Any
) -> None:
    signoffs.create(gate=gate, by=alice, waiver_expires=launch.date + dt.timedelta(days=days), **LATE)
    assert found(launch, today) == says


def test_an_open_blocker_blocks_the_launch_of_its_feature(
    feature: Feature, launch: Launch, mark: Member, quentin: Member, today: dt.date
) -> None:
    defects.create(by=mark, title="Slow", severity="critical", feature=feature)
    assert found(launch, today) == []
    blocker = defects.create(by=mark, title="Paid twice", severity="blocker", feature=feature)
    (finding,) = readiness.blocker_defects([launch], today)[launch.pk]
    assert (finding.kind, finding.severity, finding.owner_name) == ("open_blocker", "blocker", "Alice")
    defects.update(blocker, by=quentin, status="verified")
    assert found(launch, today) == []


def test_each_gate_is_a_tick_of_the_qa_track(gate: Gate, launch: Launch, quentin: Member) -> None:
    signoffs.create(gate=gate, by=quentin, **WRONG)
    (tick,) = (tick for tick in ticks([launch])[launch.pk] if tick.noun == "gate")
    assert (tick.hat, tick.state, tick.title, tick.id) == ("qa", "failed", "Regression", gate.pk)


def test_gates_stand_in_the_way_of_the_features_they_cover(gate: Gate, feature: Feature, quentin: Member) -> None:
    assert obstacles([feature.pk]) == {}
    gates.update(gate, by=quentin, features=[feature])
    (obstacle,) = obstacles([feature.pk])[feature.pk]
    assert (obstacle.kind, obstacle.title, obstacle.id) == ("gate_not_passed", "Regression", gate.pk)
    signoffs.create(gate=reread(gate), by=quentin, **WRONG)
    assert [each.kind for each in obstacles([feature.pk])[feature.pk]] == ["gate_failed"]
    gates.submit(reread(gate), by=quentin)
    signoffs.create(gate=reread(gate), by=quentin, decision="approve")
    assert obstacles([feature.pk]) == {}


def test_the_number_of_queries_does_not_grow_with_launches_and_gates(
    launch: Launch, feature: Feature, product: Product, petra: Member, quentin: Member, today: dt.date
) -> None:
    def count(rows: list[Launch]) -> int:
        with CaptureQueriesContext(connection) as queries:
            for check in (readiness.gates_in_the_way, readiness.blocker_defects):
                check(rows, today)
            ticks(rows)
            obstacles([feature.pk])
        return len(queries)

    rows = [launch]
    one = count(rows)
    for number in range(30):
        rows.append(launches.create(by=petra, name=f"Launch {number}", products=[product], owner=petra, date=today))
        made = gates.create(by=quentin, launch=rows[-1], name="Regression", features=[feature])
        defects.create(by=quentin, title="Paid twice", severity="blocker", gate=made)
        if number in (1, 3, 29):
            assert count(rows) == one
