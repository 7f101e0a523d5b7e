"""Adding and editing gates and their criteria, and showing that they are met."""

from __future__ import annotations

import datetime as dt
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from launchhub.accounts.models import Member
from qa.actions import criteria, gates
from qa.models import Criterion, Gate, TestRun
from roadmap.models import Feature, Launch
from tests.qa.conftest import junit, reread
from tests.qa.pages import HTMX, QUEUE, SignIn, page, text


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


def test_before_a_criterion_goes_one_reads_what_becomes_of_the_gate(
    signed_in: SignIn, gate: Gate, manual: Criterion, quentin: Member, petra: Member
) -> None:
    client, away = signed_in(quentin), f"/harbour/bin/criterion/{manual.pk}/deletions/"
    assert away in text(client.get(page(gate)))
    asked = text(client.get(away, headers=HTMX))
    assert f"{gate} is judged without it, and approvals given before count no more." in asked
    assert f'href="{page(gate)}"' in asked, "whoever thinks better of it is back at the gate"
    assert signed_in(petra).post(away, headers=HTMX).status_code == 403
    answer = client.post(away, headers=HTMX)
    assert (answer.status_code, "restorations" in answer.headers["HX-Trigger"]) == (204, True)
    assert f"live:launch-{gate.launch_id}" in answer.headers["HX-Trigger"], "the gate's page shows it gone"
    assert not Criterion.objects.alive().exists()
    assert client.get(away).status_code == 404


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


def test_a_gate_is_moved_on_the_timeline_and_stays_anchored(
    signed_in: SignIn, launch: Launch, quentin: Member, petra: Member, mallory: Member
) -> None:
    gate = gates.create(by=quentin, launch=launch, name="Rollback", offset_days=-3)
    assert launch.date
    moved = {"start": (launch.date - dt.timedelta(days=5)).isoformat(), "version": 1}
    assert signed_in(mallory).post(page(gate, "dates/"), moved, headers=HTMX).status_code == 404
    assert signed_in(petra).post(page(gate, "dates/"), moved, headers=HTMX).status_code == 403
    assert signed_in(quentin).post(page(gate, "dates/"), moved, headers=HTMX).status_code == 204
    assert reread(gate).offset_days == -5
