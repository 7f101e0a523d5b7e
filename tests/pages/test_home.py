"""The first page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from launchhub.accounts.models import Member
from launchhub.events.record import record
from launchhub.pages import waiting
from launchhub.pages.waiting import Waiting
from qa.actions import gates
from roadmap.actions import launches, milestones, products, tasks
from tests.pages.conftest import Ask, text
from tests.pages.telling import told
from tests.roadmap.pages import HTMX


def test_an_empty_workspace_shows_how_to_begin(ask: Ask, alice: Member) -> None:
    page = text(ask(alice, ""))
    for step in ("Import a release train", "Plan a launch", "Invite people"):
        assert step in page


def test_the_first_steps_are_those_one_may_take(ask: Ask, petra: Member, vera: Member) -> None:
    assert "Invite people" not in text(ask(petra, ""))
    assert "Import a release train" not in text(ask(vera, ""))


def test_they_are_gone_once_something_is_planned(ask: Ask, petra: Member) -> None:
    products.create(by=petra, name="Payments", key="PAY")
    page = text(ask(petra, ""))
    assert "First steps" not in page
    assert "Petra created Payments" in page


def test_what_waits_stands_there_the_most_urgent_first(
    ask: Ask, petra: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "_sources", [])
    today = petra.workspace.today()
    waiting.register_waiting(
        lambda member: [
            Waiting("Undated", "assigned to you", "launch", member.pk, "todo"),
            Waiting("Late", "assigned to you", "launch", member.pk, "todo", today - dt.timedelta(days=1)),
        ]
    )
    page = text(ask(petra, ""))
    assert page.index("Late") < page.index("Undated")
    assert "2 things" in page


def test_what_is_due_and_gates_to_sign_wait_there(ask: Ask, petra: Member, mark: Member, quentin: Member) -> None:
    payments = products.create(by=petra, name="Payments", key="PAY")
    today = petra.workspace.today()
    launch = launches.create(
        by=petra, name="Payments 2.0", products=[payments], owner=petra, date=today + dt.timedelta(days=30)
    )
    tasks.create(by=petra, launch=launch, title="Write the post", hat="marketing", assignee=mark, due=today)
    tasks.create(
        by=petra, launch=launch, title="Later", hat="marketing", assignee=mark, due=today + dt.timedelta(days=9)
    )
    milestones.create(by=petra, launch=launch, name="Press day", owner=mark, due=today - dt.timedelta(days=1))
    gates.submit(gates.create(by=quentin, launch=launch, name="Security", due=today, approvers=[mark]), by=quentin)
    page = text(ask(mark, ""))
    for words in ("Your milestone for Payments 2.0", "Your task for Payments 2.0", "Your sign-off for Payments 2.0"):
        assert words in page
    assert "3 things" in page
    assert "Nothing is asked of you right now." in text(ask(petra, ""))


def test_unread_notifications_say_why(ask: Ask, petra: Member, mark: Member) -> None:
    told(petra, "you own the asset “Launch blog post”", subject=mark)
    assert "Because you own the asset “Launch blog post”" in text(ask(petra, ""))
    assert "Launch blog post" not in text(ask(mark, ""))


def test_what_others_did_since_the_last_visit_is_new(
    signed_in: Callable[[Member], Client], petra: Member, mark: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, now = signed_in(mark), timezone.now()

    def new(minutes: int, **how: str) -> str:
        monkeypatch.setattr("launchhub.pages.visits.timezone.now", lambda: now + dt.timedelta(minutes=minutes))
        return text(client.get("/harbour/", headers=how)).partition("<h3>New ")[2].partition("<h3>Earlier")[0]

    assert new(-90) == ""
    record("product.created", products.create(by=petra, name="Payments", key="PAY"), by=mark)
    assert new(-80) == "", "it is the same visit"
    assert "Petra created Payments" in new(-30)
    assert "Mark created" not in new(20, **HTMX), "of what he did himself he knows"
    for again in (new(-5), new(20, **HTMX), new(5)):
        assert "Petra created Payments" in again, "a page that fetches itself anew is no visit"
    assert new(50) == ""


def test_a_guest_sees_nothing_of_what_changed(ask: Ask, petra: Member, vera: Member) -> None:
    products.create(by=petra, name="Payments", key="PAY")
    assert "Payments" not in text(ask(vera, ""))


def test_other_workspaces_are_out_of_reach(ask: Ask, mallory: Member) -> None:
    assert ask(mallory, "").status_code == 404


def test_as_many_queries_for_many_events(queries: Callable[[Member, str], int], petra: Member, mark: Member) -> None:
    told(petra, subject=mark)
    one = queries(petra, "")
    for _ in range(29):
        told(petra, subject=mark)
        record("member.joined", mark, by=petra)
    assert queries(petra, "") == one
