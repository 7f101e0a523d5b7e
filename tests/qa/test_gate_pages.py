"""The pages of gates: the queue, a gate, its dialogs, and the panel of the launch room."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from launchhub.accounts.models import Member
from launchhub.lib.errors import Conflict, Forbidden
from launchhub.notifications.actions import watches
from qa.actions import criteria, evidence, gates, signoffs
from qa.models import Criterion, Decision, Gate, SignOff, TestRun
from qa.views.signing import offered
from roadmap.actions import launches, raci
from roadmap.models import Feature, Launch, Product
from tests.qa.conftest import junit, reread

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}
QUEUE = "/harbour/gates/"
REJECT = {"decision": "reject", "reason": "Wrong totals", "customer_impact": "Wrong invoices"}

SignIn = Callable[[Member], Client]


def text(response: Any) -> str:
    """Return the page as text in which every run of white space is one space."""
    return " ".join(response.content.decode().split())


def page(gate: Gate, end: str = "") -> str:
    """Return the address of the gate's page, or of what is below it."""
    return f"/harbour/gates/{gate.pk}/{end}"


def panel(launch: Launch) -> str:
    """Return the address of what the launch room shows of its gates."""
    return f"/harbour/launches/{launch.pk}/gates/"


@pytest.fixture
def manual(quentin: Member, gate: Gate) -> Criterion:
    """The gate's criterion that is judged by hand."""
    return criteria.create(by=quentin, gate=gate, text="Rollback rehearsed", kind="manual")


@pytest.fixture
def metric(quentin: Member, gate: Gate) -> Criterion:
    """The gate's criterion on a measured value."""
    params = {"name": "p95 latency in ms", "comparator": "<", "threshold": 300}
    return criteria.create(by=quentin, gate=gate, text="Checkout is quick", kind="metric", params=params)


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


@pytest.mark.parametrize("status", ["open", "in_review", "approved", "failed", "passed", "waived"])
@pytest.mark.parametrize("four_eyes", [False, True])
def test_exactly_the_decisions_that_would_be_accepted_are_offered(
    gate: Gate, manual: Criterion, quentin: Member, petra: Member, alice: Member, mark: Member,
    status: str, four_eyes: bool, today: dt.date,
) -> None:  # fmt: skip
    gates.update(gate, by=quentin, four_eyes=four_eyes, approvers=[petra, quentin], quorum=1)
    raci.create(by=petra, launch=gate.launch, what="Quality", hat="qa", accountable=mark)
    if status != "open":
        gates.submit(gate, by=quentin)
    if status == "passed":
        criteria.update(manual, by=quentin, state="met")
    later = today + dt.timedelta(days=9)
    how: dict[str, tuple[Member, dict[str, Any]]] = {
        "approved": (petra, {"decision": "approve"}),
        "passed": (petra, {"decision": "approve"}),
        "failed": (petra, REJECT),
        "waived": (alice, {"decision": "waive", "reason": "Late", "waiver_expires": later}),
    }
    if status in how:
        by, said = how[status]
        signoffs.create(gate=gate, by=by, **said)
    for member in (alice, petra, quentin, mark):
        assert offered(reread(gate), member) == accepted(reread(gate), member, later)


def accepted(gate: Gate, member: Member, later: dt.date) -> list[Decision]:
    """Return the decisions that the action takes from the member, without leaving one behind."""
    extra: dict[str, dict[str, Any]] = {
        Decision.APPROVE_WITH_CONDITIONS: {"conditions": ["Rotate the keys"]},
        Decision.REJECT: {"customer_impact": "Wrong invoices"},
        Decision.WAIVE: {"waiver_expires": later},
    }
    found = []
    for decision in Decision:
        try:
            with transaction.atomic():
                signoffs.create(gate=gate, by=member, decision=decision, reason="So", **extra.get(decision, {}))
                transaction.set_rollback(True)
            found.append(decision)
        except (Forbidden, Conflict):
            pass
    return found


def test_a_guest_sees_the_gates_of_a_shared_launch_and_no_more(
    signed_in: SignIn, gate: Gate, tested: Criterion, run: Any, launch: Launch, quentin: Member, vera: Member
) -> None:
    signoffs.create(gate=gate, by=quentin, decision="approve")
    found = run(12)
    assert signed_in(vera).get(page(gate)).status_code == 404
    assert signed_in(vera).get(panel(launch)).status_code == 404
    assert "No gates ahead" in text(signed_in(vera).get(QUEUE))
    watches.watch(launch, by=vera)
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


# Signing ------------------------------------------------------------------------------------------------------------


def test_a_reject_says_what_the_customer_would_notice(signed_in: SignIn, gate: Gate, quentin: Member) -> None:
    answer = signed_in(quentin).post(page(gate, "signoffs/"), REJECT, headers=HTMX)
    assert answer.status_code == 204
    assert f"live:launch-{gate.launch_id}" in answer.headers["HX-Trigger"]
    assert reread(gate).status == "failed"
    assert SignOff.objects.get(gate=gate).customer_impact == "Wrong invoices"


def test_a_reject_without_it_comes_back_with_what_was_typed(signed_in: SignIn, gate: Gate, quentin: Member) -> None:
    said = {"decision": "reject", "reason": "Totals are wrong by a cent"}
    answer = signed_in(quentin).post(page(gate, "signoffs/"), said, headers=HTMX)
    assert answer.status_code == 422
    assert "Say what a customer would notice" in text(answer)
    assert "Totals are wrong by a cent" in text(answer)
    assert 'id="id_customer_impact_error"' in text(answer)
    assert not SignOff.objects.exists()


def test_what_another_decision_would_have_said_is_left_out(signed_in: SignIn, gate: Gate, quentin: Member) -> None:
    said = {"decision": "approve", "customer_impact": "Nothing", "conditions": "Rotate", "waiver_expires": "nonsense"}
    assert signed_in(quentin).post(page(gate, "signoffs/"), said).status_code == 302
    signoff = SignOff.objects.get(gate=gate)
    assert (signoff.customer_impact, signoff.conditions, signoff.waiver_expires) == ("", [], None)


def test_conditions_are_one_in_each_line(signed_in: SignIn, gate: Gate, quentin: Member) -> None:
    said = {"decision": "approve_with_conditions", "reason": "Nearly", "conditions": "Rotate keys\n\n Close port \n"}
    signed_in(quentin).post(page(gate, "signoffs/"), said)
    assert SignOff.objects.get(gate=gate).conditions == ["Rotate keys", "Close port"]


def test_a_waiver_needs_its_end(signed_in: SignIn, gate: Gate, alice: Member, today: dt.date) -> None:
    said = {"decision": "waive", "reason": "Counsel is away"}
    answer = signed_in(alice).post(page(gate, "signoffs/"), said, headers=HTMX)
    assert answer.status_code == 422
    assert "A waiver ends" in text(answer)
    said["waiver_expires"] = str(today + dt.timedelta(days=9))
    signed_in(alice).post(page(gate, "signoffs/"), said, headers=HTMX)
    assert reread(gate).status == "waived"


def test_a_decision_that_is_not_mine_to_take_is_refused(signed_in: SignIn, gate: Gate, quentin: Member) -> None:
    answer = signed_in(quentin).post(page(gate, "signoffs/"), {"decision": "waive", "reason": "So"}, headers=HTMX)
    assert answer.status_code == 422
    assert not SignOff.objects.exists()


def test_who_has_nothing_to_sign_is_told_so(signed_in: SignIn, gate: Gate, petra: Member) -> None:
    assert "Nothing to sign" in text(signed_in(petra).get(page(gate, "signoffs/")))
    assert signed_in(petra).post(page(gate, "signoffs/"), {"decision": "approve"}).status_code == 403


def test_review_is_asked_for(signed_in: SignIn, gate: Gate, manual: Criterion, quentin: Member) -> None:
    client = signed_in(quentin)
    assert "Everyone with the qa hat is asked" in text(client.get(page(gate, "submissions/")))
    assert client.post(page(gate, "submissions/"), headers=HTMX).status_code == 204
    assert reread(gate).status == "in_review"
    again = client.post(page(gate, "submissions/"), headers=HTMX)
    assert (again.status_code, "in review already" in text(again)) == (422, True)


def test_a_gate_that_fails_as_it_stands_stays_out_of_review(
    signed_in: SignIn, gate: Gate, manual: Criterion, quentin: Member
) -> None:
    criteria.update(manual, by=quentin, state="unmet")
    answer = signed_in(quentin).post(page(gate, "submissions/"), headers=HTMX)
    assert answer.status_code == 422
    assert "Rollback rehearsed" in text(answer)
    assert reread(gate).submitted_at is None


# Gates and criteria -------------------------------------------------------------------------------------------------


def test_a_gate_is_added_and_edited(
    signed_in: SignIn, launch: Launch, feature: Feature, quentin: Member, petra: Member, today: dt.date
) -> None:
    client = signed_in(quentin)
    new = {
        "name": "Security", "launch": launch.pk, "kind": "security", "placement": "anchored", "days": 7,
        "unit": "calendar", "side": "before", "approvers": [petra.pk], "quorum": 1, "required": "on",
        "features": [feature.pk],
    }  # fmt: skip
    assert client.post(f"{QUEUE}new/?launch={launch.pk}", new).status_code == 302
    gate = Gate.objects.get(name="Security")
    assert (gate.offset_days, gate.due, list(gate.approvers.all())) == (-7, today + dt.timedelta(days=23), [petra])
    assert list(gate.features.all()) == [feature]
    edited = new | {"placement": "pinned", "due": str(today), "name": "Penetration test", "features": []}
    assert client.post(page(gate, "edit/"), edited, headers=HTMX).status_code == 204
    gate = reread(gate)
    assert (gate.name, gate.offset_days, gate.due, gate.features.count()) == ("Penetration test", None, today, 0)


def test_what_somebody_else_saved_meanwhile_is_not_overwritten_unseen(
    signed_in: SignIn, gate: Gate, manual: Criterion, quentin: Member
) -> None:
    client = signed_in(quentin)
    typed = {"name": "Mine", "kind": "functional", "placement": "open", "quorum": 1, "version": reread(gate).version}
    gates.update(gate, by=quentin, name="Theirs")
    answer = client.post(page(gate, "edit/"), typed, headers=HTMX)
    assert (answer.status_code, "Meanwhile saved: “Theirs”" in text(answer)) == (422, True)
    assert 'value="Mine"' in text(answer)
    assert client.post(page(gate, "edit/"), typed | {"version": reread(gate).version}, headers=HTMX).status_code == 204
    assert reread(gate).name == "Mine"
    typed = {"text": "Mine", "kind": "manual", "version": reread(manual).version}
    criteria.update(manual, by=quentin, text="Theirs")
    answer = client.post(f"/harbour/criteria/{manual.pk}/edit/", typed, headers=HTMX)
    assert (answer.status_code, "Meanwhile saved: “Theirs”" in text(answer)) == (422, True)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"quorum": 3}, "3 approvals can't come from 1 approver."),
        ({"days": ""}, "Say how many days before or after the launch"),
        ({"name": ""}, "This field is required."),
        ({"placement": "pinned", "due": "1800-01-01"}, "1800-01-01"),
    ],
)
def test_what_is_wrong_with_a_gate_is_said_at_its_field(
    signed_in: SignIn, launch: Launch, quentin: Member, wrong: dict[str, Any], says: str
) -> None:
    new = {"name": "Security", "launch": launch.pk, "kind": "security", "placement": "anchored", "days": 7, "quorum": 1}
    answer = signed_in(quentin).post(f"{QUEUE}new/", new | {"approvers": [quentin.pk]} | wrong, headers=HTMX)
    assert answer.status_code == 422
    assert says in unescape(text(answer))
    assert not Gate.objects.exists()


@pytest.mark.parametrize(
    ("given", "rule"),
    [
        ({"kind": "manual", "suite": "left over"}, "Judged by a person"),
        (
            {"kind": "tests", "suite": "e2e", "min_tests": "100", "min_pass_rate": "99", "must_pass": "a.b\nc.*"},
            "Suite e2e: at least 100 tests, 99% pass, no failure in a.b or c.*",
        ),
        ({"kind": "defects", "severity": "blocker"}, "No open defect that is a blocker"),
        ({"kind": "defects", "severity": "major"}, "No open defect that is major or worse"),
        ({"kind": "metric", "metric": "size in MB", "comparator": "<=", "threshold": "12.5"}, "size in MB &lt;= 12.5"),
    ],
)
def test_a_criterion_is_added_and_shown_in_words(
    signed_in: SignIn, gate: Gate, quentin: Member, given: dict[str, str], rule: str
) -> None:
    client = signed_in(quentin)
    answer = client.post(page(gate, "criteria/"), {"text": "It holds", "required": "on"} | given, headers=HTMX)
    assert answer.status_code == 204
    assert rule in text(client.get(page(gate)))
    criterion = Criterion.objects.get()
    assert client.get(f"/harbour/criteria/{criterion.pk}/edit/").status_code == 200
    client.post(f"/harbour/criteria/{criterion.pk}/edit/", {"text": "It still holds"} | given)
    assert (reread(criterion).text, reread(criterion).params) == ("It still holds", criterion.params)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"kind": "tests"}, "Name the suite"),
        ({"kind": "metric", "metric": "size", "comparator": "<"}, "Give the number to compare with"),
        ({"kind": "tests", "suite": "e2e", "must_pass": "x" * 300}, "must_pass"),
    ],
)
def test_a_criterion_that_lacks_something_is_refused(
    signed_in: SignIn, gate: Gate, quentin: Member, given: dict[str, str], says: str
) -> None:
    answer = signed_in(quentin).post(page(gate, "criteria/"), {"text": "It holds"} | given, headers=HTMX)
    assert (answer.status_code, says in text(answer), "It holds" in text(answer)) == (422, True, True)


def test_a_criterion_is_removed(signed_in: SignIn, gate: Gate, manual: Criterion, quentin: Member) -> None:
    signed_in(quentin).post(f"/harbour/criteria/{manual.pk}/delete/", headers=HTMX)
    assert not Criterion.objects.alive().exists()


def test_a_manual_criterion_is_judged_with_what_shows_it(
    signed_in: SignIn, gate: Gate, manual: Criterion, quentin: Member
) -> None:
    said = {"state": "met", "note": "Twice, on the copy of production"}
    assert signed_in(quentin).post(f"/harbour/criteria/{manual.pk}/evidence/", said, headers=HTMX).status_code == 204
    assert reread(manual).state == "met"
    assert "Twice, on the copy of production" in text(signed_in(quentin).get(page(gate)))


def test_a_judgement_and_its_evidence_stand_or_fall_together(
    signed_in: SignIn, manual: Criterion, quentin: Member
) -> None:
    said = {"state": "met", "url": "https://example.com/" + "x" * 600}
    assert signed_in(quentin).post(f"/harbour/criteria/{manual.pk}/evidence/", said, headers=HTMX).status_code == 422
    assert reread(manual).state == "unknown"


def test_a_value_of_a_metric_is_recorded(signed_in: SignIn, metric: Criterion, quentin: Member) -> None:
    client, address = signed_in(quentin), f"/harbour/criteria/{metric.pk}/evidence/"
    assert client.post(address, {"value": "nonsense"}, headers=HTMX).status_code == 422
    assert client.post(address, {"value": "341"}, headers=HTMX).status_code == 204
    assert reread(metric).state == "unmet"


def test_evidence_has_to_show_something(signed_in: SignIn, tested: Criterion, quentin: Member) -> None:
    answer = signed_in(quentin).post(f"/harbour/criteria/{tested.pk}/evidence/", {"note": " "}, headers=HTMX)
    assert (answer.status_code, "Give a link, a note" in text(answer)) == (422, True)


def test_a_report_is_uploaded(signed_in: SignIn, gate: Gate, tested: Criterion, quentin: Member) -> None:
    client, address = signed_in(quentin), page(gate, "test-runs/")
    assert 'value="e2e"' in text(client.get(address))
    report = SimpleUploadedFile("report.xml", junit(9, 3), "text/xml")
    assert client.post(address, {"suite": "e2e", "build": "412", "report": report}, headers=HTMX).status_code == 204
    assert TestRun.objects.get().totals["failed"] == 3
    assert reread(gate).status == "failed"


@pytest.mark.parametrize("content", [b"", b"no XML", b"<testsuite>"])
def test_a_report_that_can_not_be_read_is_refused_at_its_field(
    signed_in: SignIn, gate: Gate, quentin: Member, content: bytes
) -> None:
    report = SimpleUploadedFile("report.xml", content, "text/xml")
    answer = signed_in(quentin).post(page(gate, "test-runs/"), {"suite": "e2e", "report": report}, headers=HTMX)
    assert answer.status_code == 422
    assert 'id="id_report_error"' in text(answer)
    assert not TestRun.objects.exists()


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
