"""The pages of gates: the queue, a gate, and the panel of the launch room."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from launchhub.accounts.models import Member
from launchhub.notifications.models import Watch
from qa.actions import criteria, evidence, gates, signoffs
from qa.models import Criterion, Gate
from roadmap.actions import launches
from roadmap.models import Feature, Launch, Product
from tests.cast import share
from tests.qa.conftest import reread
from tests.qa.pages import HTMX, QUEUE, REJECT, SignIn, page, panel, text

# The queue ----------------------------------------------------------------------------------------------------------


def test_the_queue_begins_with_what_waits_for_me(
    signed_in: SignIn, gate: Gate, launch: Launch, quentin: Member, petra: Member
) -> None:
    gates.create(by=quentin, launch=launch, name="Terms are read")
    assert "Awaiting my sign-off" not in text(signed_in(quentin).get(QUEUE))
    gates.submit(gate, by=quentin)
    shown = text(signed_in(quentin).get(QUEUE))
    assert "Awaiting my sign-off" in shown
    assert page(gate, "signoffs/") in shown
    assert "Terms are read" in shown
    assert page(gate, "signoffs/") not in text(signed_in(petra).get(QUEUE))


def test_a_gate_that_i_have_approved_waits_for_others(
    signed_in: SignIn, gate: Gate, manual: Criterion, quentin: Member, petra: Member
) -> None:
    gates.update(gate, by=quentin, approvers=[quentin, petra], quorum=2)
    gates.submit(gate, by=quentin)
    signoffs.create(gate=gate, by=quentin, decision="approve")
    assert page(gate, "signoffs/") not in text(signed_in(quentin).get(QUEUE))
    assert page(gate, "signoffs/") in text(signed_in(petra).get(QUEUE))
    criteria.update(manual, by=quentin, state="met")
    assert page(gate, "signoffs/") in text(signed_in(quentin).get(QUEUE))


def test_the_sidebar_counts_what_waits_for_me(signed_in: SignIn, gate: Gate, quentin: Member, petra: Member) -> None:
    gates.submit(gate, by=quentin)
    assert '1<span class="visually-hidden"> waiting</span>' in text(signed_in(quentin).get(QUEUE))
    assert "waiting</span>" not in text(signed_in(petra).get(QUEUE))


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", {"Regression", "Terms are read"}),
        ("?q=regr", {"Regression"}),
        ("?q=autumn", {"Regression", "Terms are read"}),
        ("?kind=compliance", {"Terms are read"}),
        ("?status=failed", {"Regression"}),
        ("?status=passed", set()),
        ("?launch={launch}", {"Regression", "Terms are read"}),
        ("?launch=nonsense&status=nonsense&page=nonsense", {"Regression", "Terms are read"}),
    ],
)
def test_the_queue_is_filtered(
    signed_in: SignIn, gate: Gate, launch: Launch, quentin: Member, query: str, names: set[str]
) -> None:
    signoffs.create(gate=gate, by=quentin, **REJECT)
    gates.create(by=quentin, launch=launch, name="Terms are read", kind="compliance")
    shown = text(signed_in(quentin).get(QUEUE + query.format(launch=launch.pk)))
    assert {name for name in ("Regression", "Terms are read") if f">{name}</a>" in shown} == names
    assert ("No gate matches" in shown) == (not names)


def test_gates_of_launches_that_are_over_are_left_out(
    signed_in: SignIn, gate: Gate, launch: Launch, quentin: Member, petra: Member
) -> None:
    launches.transition(launch, to="cancelled", by=petra)
    assert "No gates ahead" in text(signed_in(quentin).get(QUEUE))
    assert ">Regression</a>" in text(signed_in(quentin).get(f"{QUEUE}?launch={launch.pk}"))


# The page of a gate -------------------------------------------------------------------------------------------------


def test_a_gate_says_why_it_failed_who_signed_and_what_a_customer_would_notice(
    signed_in: SignIn, gate: Gate, tested: Criterion, feature: Feature, quentin: Member, petra: Member
) -> None:
    gates.update(gate, by=quentin, features=[feature], approvers=[quentin])
    signoffs.create(gate=gate, by=quentin, **REJECT)
    shown = text(signed_in(petra).get(page(gate)))
    assert "Why it failed:</b> Rejected by Quentin: Wrong totals." in shown
    assert "Suite e2e: at least 10 tests, 99% pass" in shown
    assert "rejected for build 412" in shown
    assert "Wrong invoices" in shown
    assert "Instant refunds" in shown
    assert "Regression failed: Rejected by Quentin" in shown


def test_a_gate_shows_evidence_and_runs(
    signed_in: SignIn, gate: Gate, tested: Criterion, metric: Criterion, run: Any, quentin: Member
) -> None:
    evidence.create(by=quentin, criterion=metric, value=287, note="With the index", url="https://dash.example.com/1")
    found = run(9, 3)
    shown = text(signed_in(quentin).get(page(gate)))
    assert "With the index" in shown
    assert "p95 latency in ms &lt; 300" in shown
    assert "9 of 12" in shown
    failures = text(signed_in(quentin).get(f"/harbour/test-runs/{found.pk}/"))
    assert "9 of 12 passed, 3 failed" in failures
    assert "shop.bad_0" in failures


def test_nobody_sees_a_button_that_would_be_refused(
    signed_in: SignIn, gate: Gate, manual: Criterion, quentin: Member, petra: Member, alice: Member
) -> None:
    buttons = {page(gate, end) for end in ("signoffs/", "submissions/", "edit/", "criteria/")}
    buttons.add(f"/harbour/criteria/{manual.pk}/evidence/")

    def seen(member: Member) -> set[str]:
        shown = text(signed_in(member).get(page(gate)))
        return {button for button in buttons if f'href="{button}"' in shown}

    assert seen(quentin) == buttons
    assert seen(alice) == buttons  # an admin may waive
    assert seen(petra) == set()
    for button in buttons - {page(gate, "signoffs/")}:
        assert signed_in(petra).get(button).status_code == 403


def test_a_guest_sees_the_gates_of_a_shared_launch_and_no_more(
    signed_in: SignIn, gate: Gate, tested: Criterion, run: Any, launch: Launch, quentin: Member, vera: Member
) -> None:
    signoffs.create(gate=gate, by=quentin, decision="approve")
    found = run(12)
    assert signed_in(vera).get(page(gate)).status_code == 404
    assert signed_in(vera).get(panel(launch)).status_code == 404
    assert "No gates ahead" in text(signed_in(vera).get(QUEUE))
    share(launch, vera)
    shown = text(signed_in(vera).get(page(gate)))
    assert "Regression" in shown
    assert not [word for word in ("Criteria", "Sign-offs", "Test runs", "History", "Sign off") if word in shown]
    assert signed_in(vera).get(f"/harbour/test-runs/{found.pk}/").status_code == 404


def test_another_workspace_sees_nothing(signed_in: SignIn, gate: Gate, launch: Launch, mallory: Member) -> None:
    for address in (QUEUE, page(gate), panel(launch)):
        assert signed_in(mallory).get(address).status_code == 404
        assert signed_in(mallory).get(address.replace("harbour", "rival")).status_code == (
            200 if address == QUEUE else 404
        )


# The launch room ----------------------------------------------------------------------------------------------------


def test_the_launch_room_shows_the_worst_gates_first(
    signed_in: SignIn, gate: Gate, launch: Launch, quentin: Member
) -> None:
    for number in range(12):
        signoffs.create(
            gate=gates.create(by=quentin, launch=launch, name=f"Gate {number}"), by=quentin, decision="approve"
        )
    gates.submit(gate, by=quentin)
    shown = text(signed_in(quentin).get(panel(launch)))
    assert "1 of 13 needs work" in shown
    assert "Show all 13" in shown
    assert shown.index(">Regression</a>") < shown.index(">Gate 0</a>")
    assert shown.count("<tr>") == 1 + 12
    assert page(gate, "signoffs/") in shown
    assert "<html" not in shown


def test_a_launch_without_gates_says_what_they_are_for(
    signed_in: SignIn, launch: Launch, quentin: Member, petra: Member
) -> None:
    assert "No gates yet" in text(signed_in(petra).get(panel(launch)))
    assert "gates/new/" not in text(signed_in(petra).get(panel(launch)))
    assert f"gates/new/?launch={launch.pk}" in text(signed_in(quentin).get(panel(launch)))


@pytest.fixture
def later(launch: Launch, petra: Member, product: Product, today: dt.date) -> Launch:
    """A launch behind the other one."""
    date = today + dt.timedelta(days=60)
    return launches.create(by=petra, name="Winter", products=[product], owner=petra, date=date)


def test_a_new_gate_is_offered_the_nearest_launches_and_takes_any(
    signed_in: SignIn, later: Launch, quentin: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("launchhub.web.widgets.MOST_OFFERED", 1)
    client = signed_in(quentin)
    shown = text(client.get(f"{QUEUE}new/"))
    assert ("Autumn</option>" in shown, "Winter</option>" in shown) == (True, False)
    form = {"name": "Load", "launch": later.pk, "kind": "functional", "placement": "open", "quorum": 1}
    assert client.post(f"{QUEUE}new/", form).status_code == 302
    assert Gate.objects.get(name="Load").launch == later


def test_a_gate_waits_in_its_room_however_many_others_wait(
    signed_in: SignIn, gate: Gate, later: Launch, quentin: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa.views.signing.MOST", 1)
    for each in (gate, gates.create(by=quentin, launch=later, name="Load", offset_days=-7)):
        gates.submit(each, by=quentin)
    client = signed_in(quentin)
    shown = text(client.get(QUEUE))
    assert ("Sign off Regression" in shown, "Sign off Load" in shown) == (True, False)
    assert "Sign off Load" in text(client.get(panel(later)))


def test_the_number_of_queries_does_not_grow_with_gates(
    signed_in: SignIn, launch: Launch, feature: Feature, product: Product, quentin: Member, petra: Member, run: Any
) -> None:
    client = signed_in(quentin)
    first = gates.create(
        by=quentin, launch=launch, name="Gate", approvers=[quentin, petra], quorum=2, features=[feature]
    )

    def count() -> list[int]:
        numbers = []
        for address in (QUEUE, panel(launch), page(first)):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            numbers.append(len(queries))
        return numbers

    counts = []
    for number in range(30):
        gate = gates.create(by=quentin, launch=launch, name=f"Gate {number}", approvers=[quentin, petra], quorum=2)
        params = {"suite": "e2e", "min_tests": 1}
        criteria.create(by=quentin, gate=first, text=f"Green {number}", kind="tests", params=params)
        run(12)
        for each in (gate, first):
            if reread(each).status == "open":
                gates.submit(reread(each), by=quentin)
        signoffs.create(gate=gate, by=quentin, decision="approve")
        signoffs.create(gate=first, by=petra, **REJECT)
        if number in (0, 2, 29):
            counts.append(count())
    assert counts[0] == counts[1] == counts[2]


def test_one_watches_or_mutes_a_gate_from_its_page_and_a_guest_does_not(
    signed_in: SignIn, gate: Gate, petra: Member, vera: Member, mallory: Member
) -> None:
    client = signed_in(petra)
    assert page(gate, "watches/") in text(client.get(page(gate)))
    for sent, is_muted in (({}, False), ({"muted": "1"}, True)):
        assert client.post(page(gate, "watches/"), sent, headers=HTMX).status_code == 204
        assert Watch.objects.get(member=petra, target_id=gate.pk).muted is is_muted
    assert "you have muted it" in text(client.get(page(gate)))
    assert client.post(page(gate, "watches/deletions/"), headers=HTMX).status_code == 204
    assert not Watch.objects.exists()
    share(gate.launch, vera)
    assert page(gate, "watches/") not in text(signed_in(vera).get(page(gate)))
    assert signed_in(vera).post(page(gate, "watches/")).status_code == 403
    assert signed_in(mallory).post(page(gate, "watches/")).status_code == 404
