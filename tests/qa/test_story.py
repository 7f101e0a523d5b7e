"""The main story: CI sends a red report; all whom it concerns find it in the inbox, once, with the reason."""

from __future__ import annotations

from typing import Any

import pytest

from launchhub.accounts.models import Member, Workspace
from launchhub.lib.wall import enter
from launchhub.notifications.actions import watches
from launchhub.notifications.models import Notification
from messaging.actions import assets, claims
from qa.actions import gates
from qa.models import Criterion, Gate
from roadmap.models import Feature, Launch
from tests.cast import join
from tests.events.drain import drain
from tests.qa.conftest import junit


@pytest.fixture
def people(harbour: Workspace, mark: Member, vera: Member, mallory: Member) -> dict[str, Member]:
    """Colleagues by their part in the story, and some with no part."""
    parts = {"approver": "legal", "promiser": "marketing", "writer": "marketing", "watcher": "support"}
    apart = {"other-qa": "qa", "other-pm": "product", "other-marketer": "marketing"}
    return {name: join(harbour, name, "member", hat) for name, hat in (parts | apart).items()}


@pytest.fixture
def covering(
    people: dict[str, Member],
    gate: Gate,
    tested: Criterion,
    feature: Feature,
    launch: Launch,
    quentin: Member,
    mark: Member,
) -> Gate:
    """The gate covers Alice's feature; a claim promises it and an asset makes the claim."""
    row = gates.update(gate, by=quentin, features=[feature], approvers=[people["approver"], quentin])
    claim = claims.create(by=mark, text="Refunds within a minute", features=[feature], owner=people["promiser"])
    assets.create(by=mark, launch=launch, title="Launch post", kind="blog", claims=[claim], owner=people["writer"])
    watches.watch(row, by=people["watcher"])
    return row


def test_a_red_report_reaches_exactly_those_whom_it_concerns(covering: Gate, api: Any, quentin: Member) -> None:
    client = api(quentin)
    drain()
    Notification.objects.all().delete()
    sent = client.post("/api/v1/harbour/test_runs/?suite=e2e&build=412", junit(97, 3), content_type="application/xml")
    assert sent.json()["criteria"][0]["gate_status"] == "failed"
    drain()
    enter(covering.workspace_id)
    rows = Notification.objects.select_related("member__user", "event")
    assert {row.event.kind for row in rows} == {"gate.failed"}
    assert sorted((row.member.name, row.because.partition(", which")[0]) for row in rows) == [
        ("Alice", "you own the feature “Instant refunds”"),
        ("Petra", "you own the launch"),
        ("approver", "you are asked to sign the gate off"),
        ("promiser", "you own the claim “Refunds within a minute”"),
        ("watcher", "you watch “Regression”"),
        ("writer", "you own the asset “Launch post”"),
    ]
