"""The demo: four launches in as many moods, people who were told, and nothing twice."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from launchhub.accounts.models import Member, Workspace
from launchhub.events.models import Event
from launchhub.hub.demo.stage import PASSWORD
from launchhub.lib.wall import workspace_context
from launchhub.notifications.models import Notification
from messaging.models import Asset, Claim
from qa.models import Gate
from roadmap.frozen import since
from roadmap.ledger import ladder
from roadmap.models import Customer, Decision, Insight, Launch
from roadmap.readiness import reports
from tests.events.drain import drain


def call() -> str:
    out = StringIO()
    call_command("demo", stdout=out)
    return out.getvalue()


@pytest.fixture
def demo(db: None, settings: Any, tmp_path: Path) -> Iterator[Workspace]:
    """The demo, opened; the test runs inside its wall."""
    settings.DATA_DIR, settings.MEDIA_ROOT = tmp_path, tmp_path / "files"
    call()
    workspace = Workspace.objects.get(slug="demo")
    with workspace_context(workspace):
        yield workspace


def verdicts() -> dict[str, str]:
    launches = list(Launch.objects.all())
    found = reports(launches)
    return {launch.name: found[launch.pk].verdict for launch in launches}


def test_launches_in_every_mood(demo: Workspace) -> None:
    assert verdicts() == {
        "Lantern boards": "on_track",
        "Lantern search": "at_risk",
        "Compass mobile": "no_go",
        "Lantern importer": "on_track",
    }


def test_a_ladder_of_slips_with_their_days_and_reasons(demo: Workspace) -> None:
    lines = ladder(Launch.objects.get(name="Lantern importer"))
    assert [(line.days, line.reason) for line in lines] == [
        (21, "scope"),
        (14, "capacity"),
        (-7, "market"),
        (28, "quality"),
        (14, "dependency"),
    ]
    ages = [(demo.today() - line.created_at.date()).days for line in lines]
    assert ages == sorted(ages, reverse=True)
    assert ages[0] >= 149


def test_a_go_that_is_older_than_the_news(demo: Workspace) -> None:
    go = Decision.objects.select_related("launch__workspace").get(decision="go")
    found = since(go, Member.objects.get(user__name="Quentin"))
    assert found
    assert (found.then.report.verdict, found.now.verdict) == ("at_risk", "no_go")
    assert set(go.ballots.values_list("hat", flat=True)) == {"product", "marketing"}


def test_claims_gates_and_assets_in_all_states(demo: Workspace) -> None:
    assert set(Claim.objects.values_list("state", flat=True)) == {"backed", "pending", "at_risk", "broken"}
    assert {"passed", "failed", "waived", "in_review", "open"} <= set(Gate.objects.values_list("status", flat=True))
    assert {"draft", "approved", "published"} <= set(Asset.objects.values_list("status", flat=True))
    assert sorted(Asset.objects.filter(is_stale=True).values_list("title", flat=True)) == [
        "Launch blog post",
        "Tour in pictures",
    ]


def test_everybody_finds_news_and_the_guest_what_was_shared_alone(demo: Workspace) -> None:
    drain()
    told = set(Notification.objects.values_list("member__user__name", flat=True))
    assert told == {"Alice", "Petra", "Mark", "Quentin", "Vera"}
    of_vera = Notification.objects.filter(member__user__name="Vera")
    assert set(of_vera.values_list("event__kind", flat=True)) == {"share.created"}
    assert Gate.objects.filter(launch__name="Lantern boards").count() == 7, "the playbook's gates have come"
    assert verdicts()["Lantern boards"] == "on_track"


def test_what_comes_of_the_news_changes_nothing_more(demo: Workspace) -> None:
    states = sorted(Claim.objects.values_list("text", "state"))
    drain()
    assert sorted(Claim.objects.values_list("text", "state")) == states


def test_what_customers_said_waits_was_answered_and_is_too_old(demo: Workspace) -> None:
    assert set(Insight.objects.values_list("status", flat=True)) == {"new", "linked", "planned", "declined"}
    assert Insight.objects.late().count() == 2
    assert {each.name for each in Customer.objects.filter(advisory_board=True)} == {
        "Brightwater Ferries",
        "Northmole Harbour",
    }


def test_a_guest_sees_the_launch_that_is_shared(demo: Workspace) -> None:
    vera = Member.objects.get(user__name="Vera")
    assert [launch.name for launch in Launch.objects.visible_to(vera)] == ["Lantern search"]


def test_the_logins_that_are_printed_open_the_door(demo: Workspace, tmp_path: Path) -> None:
    said = (tmp_path / "demo-logins.txt").read_text()
    assert PASSWORD in said
    for name in ("alice", "petra", "mark", "quentin", "vera"):
        assert f"{name}@example.com" in said
        assert Client().login(username=f"{name}@example.com", password=PASSWORD)


def test_a_second_call_changes_nothing(demo: Workspace) -> None:
    before = Event.objects.count()
    assert "here already" in call()
    assert Event.objects.count() == before
    assert Workspace.objects.filter(slug="demo").count() == 1
