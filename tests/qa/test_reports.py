"""Test reports over HTTP: real ones are read, others refused with nothing written."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from launchhub.accounts.models import Member
from launchhub.events.bus import HANDLERS, handlers_of
from launchhub.events.models import Event
from qa.api import reports
from qa.models import Criterion, Gate, TestRun
from roadmap.actions import features
from roadmap.models import Feature
from tests.qa.conftest import REPORTS, expected_reports, junit, reread

RUNS = "/api/v1/harbour/test_runs/"
REAL = [pytest.param(row, id=row["file"]) for row in expected_reports()]
real_reports = pytest.mark.skipif(not REAL, reason=f"the real reports are not there ({REPORTS.name}/expected.csv)")


@pytest.fixture
def send(api: Any, quentin: Member) -> Any:
    """Return a function that posts a report as Quentin's CI does."""

    def post(report: bytes, query: str = "?suite=e2e&build=412", content_type: str = "application/xml") -> Any:
        return api(quentin).post(RUNS + query, report, content_type=content_type)

    return post


@real_reports
@pytest.mark.parametrize("row", REAL)
def test_real_reports_are_counted_or_refused(row: dict[str, str], send: Any) -> None:
    response = send((REPORTS / row["file"]).read_bytes())
    if row["parse"] == "must_fail":
        assert_refused(response)
        return
    assert response.status_code == 201, response.content
    counted = {"tests": "cases", "passed": "passed", "failed": "failed", "errors": "errored", "skipped": "skipped"}
    body = response.json()
    assert body["totals"] == {name: int(row[column]) for name, column in counted.items()}
    assert (body["flaky"], body["sha256"]) == (int(row["flaky"]), row["sha256"])


@pytest.mark.parametrize(
    "report",
    [
        b"",
        b"not xml",
        b"<testsuite><testcase>",
        b"<coverage/>",
        b'<!DOCTYPE t [<!ENTITY a SYSTEM "file:///etc/passwd">]><testsuite>&a;</testsuite>',
        b'<!DOCTYPE t [<!ENTITY a "b"><!ENTITY c "&a;&a;&a;&a;">]><testsuite name="&c;"/>',
        b'<?xml version="1.0" encoding="nonsense"?><testsuite/>',
    ],
)
def test_hostile_and_malformed_reports_are_refused(report: bytes, send: Any) -> None:
    assert_refused(send(report))


def assert_refused(response: Any) -> None:
    """Check that a report was refused with a clear problem, and that nothing was written."""
    assert response.status_code == 400
    assert response.headers["Content-Type"] == "application/problem+json"
    (error,) = response.json()["errors"]
    assert error["pointer"] == "/report"
    assert not TestRun.objects.exists()
    assert not Event.objects.filter(kind="test_run.recorded").exists()


def test_the_answer_says_what_became_of_the_criteria(send: Any, gate: Gate, tested: Criterion) -> None:
    response = send(junit(97, 3))
    body = response.json()
    assert response.status_code == 201
    assert response.headers["Location"].endswith(f"{RUNS}{body['id']}/")
    assert (body["suite"], body["build"]) == ("e2e", "412")
    assert body["criteria"] == [{"id": str(tested.pk), "state": "unmet", "gate": str(gate.pk), "gate_status": "failed"}]


def test_a_report_that_says_so_counts_the_look_of_features_up_once(send: Any, feature: Feature, petra: Member) -> None:
    features.update(feature, by=petra, external_id="PAY-12")
    looks = "".join(f'<property name="ui_changed" value="{name}"/>' for name in ("PAY-12", feature.pk, "PAY-99"))
    report = f"<testsuite><properties>{looks}</properties><testcase name='pays'/></testsuite>".encode()
    assert send(report).json()["ui_changed"] == [str(feature.pk)]
    run = Event.objects.get(kind="test_run.recorded")
    for name in [*handlers_of(run.kind)] * 2:
        HANDLERS[name][1](run)
    feature.refresh_from_db()
    assert feature.ui_revision == 2
    told = Event.objects.get(kind="feature.ui_changed")
    assert (told.data["build"], told.caused_by, told.subject_id) == ("412", run.pk, feature.pk)
    assert send(junit(3)).json()["ui_changed"] == []


def test_a_report_comes_as_a_file_too(api: Any, quentin: Member) -> None:
    file = SimpleUploadedFile("report.xml", junit(3), "application/xml")
    response = api(quentin).post(RUNS + "?suite=e2e", {"report": file})
    assert (response.status_code, response.json()["totals"]["passed"]) == (201, 3)


def test_a_form_without_a_file_says_so(api: Any, quentin: Member) -> None:
    assert_refused(api(quentin).post(RUNS + "?suite=e2e", {"report": "not a file"}))


@pytest.mark.parametrize(
    ("query", "parameter"), [("", "suite"), ("?suite=", "suite"), ("?suite=e2e&colour=red", "colour")]
)
def test_query_parameters_are_checked(send: Any, query: str, parameter: str) -> None:
    response = send(junit(1), query)
    assert (response.status_code, response.json()["errors"][0]["parameter"]) == (400, parameter)


def test_a_body_that_is_no_report_at_all_is_415(send: Any) -> None:
    assert send(b"{}", content_type="application/json").status_code == 415


@pytest.mark.parametrize("as_file", [True, False])
def test_too_large_a_report_is_413(
    as_file: bool, send: Any, api: Any, quentin: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reports, "LIMIT", 100)
    if as_file:
        response = api(quentin).post(RUNS + "?suite=e2e", {"report": SimpleUploadedFile("r.xml", junit(500))})
    else:
        response = send(junit(50))
    assert response.status_code == 413
    assert response.headers["Content-Type"] == "application/problem+json"
    assert "Send it in parts" in response.json()["detail"]
    assert not TestRun.objects.exists()


def test_a_report_sent_twice_with_one_key_is_recorded_once(api: Any, quentin: Member, tested: Criterion) -> None:
    headers = {"Idempotency-Key": "ci-4711"}
    client = api(quentin)
    answers = [
        client.post(RUNS + "?suite=e2e", junit(100), content_type="application/xml", headers=headers) for _ in range(2)
    ]
    assert answers[0].json() == answers[1].json()
    assert TestRun.objects.count() == 1


def test_without_the_scope_or_the_hat_nothing_is_recorded(api: Any, quentin: Member, petra: Member) -> None:
    for client, needs in ((api(quentin, "qa:read"), "qa:write"), (api(petra), "qa hat")):
        response = client.post(RUNS + "?suite=e2e", junit(1), content_type="application/xml")
        assert (response.status_code, needs in response.json()["detail"]) == (403, True)
    assert not TestRun.objects.exists()


def test_a_strangers_report_judges_nothing_here(api: Any, mallory: Member, tested: Criterion) -> None:
    stranger = api(mallory)
    assert stranger.post(RUNS + "?suite=e2e", junit(1, 9), content_type="application/xml").status_code == 404
    own = stranger.post("/api/v1/rival/test_runs/?suite=e2e", junit(1, 9), content_type="application/xml")
    assert (own.status_code, own.json()["criteria"]) == (201, [])
    assert reread(tested).state == "unknown"
