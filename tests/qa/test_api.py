"""Quality over REST."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from launchhub.accounts.models import Member
from qa.actions import criteria, gates, test_runs
from qa.models import Gate
from roadmap.models import Launch
from tests.api.contract import JSON, CollectionContract, NeverChanges, Reads
from tests.qa.conftest import junit


class TestGates(CollectionContract):
    collection, editor, reader = "gates", "quentin", "petra"
    change = {"name": "Performance", "quorum": 2}

    @pytest.fixture(autouse=True)
    def _launch(self, launch: Launch) -> None:
        self.launch = launch

    def fields(self, number: int) -> dict[str, Any]:
        return {"name": f"Gate {number}", "kind": "security", "launch": str(self.launch.pk), "offset_days": -14}


class OfGate:
    """Rows that need a gate."""

    @pytest.fixture(autouse=True)
    def _gate(self, gate: Gate, quentin: Member) -> None:
        self.gate, self.quentin = gate, quentin


class TestCriteria(OfGate, CollectionContract):
    collection, editor, reader = "criteria", "quentin", "petra"
    change = {"text": "All of it works", "state": "met"}

    def fields(self, number: int) -> dict[str, Any]:
        return {"gate": str(self.gate.pk), "text": f"Bar {number}", "params": {}}


class TestEvidence(OfGate, CollectionContract):
    collection, editor, reader = "evidence", "quentin", "petra"
    change = {"note": "Load test, second round"}

    @pytest.fixture(autouse=True)
    def _criterion(self, _gate: None) -> None:
        params = {"name": "p95", "comparator": "<=", "threshold": 300}
        self.criterion = criteria.create(by=self.quentin, gate=self.gate, text="Fast", kind="metric", params=params)

    def fields(self, number: int) -> dict[str, Any]:
        return {
            "criterion": str(self.criterion.pk),
            "note": f"Round {number}",
            "url": "https://example.com",
            "value": 3,
        }


class TestDefects(OfGate, CollectionContract):
    collection, editor = "defects", "quentin"
    change = {"severity": "blocker", "status": "fixed"}

    def fields(self, number: int) -> dict[str, Any]:
        return {"title": f"Defect {number}", "severity": "major", "gate": str(self.gate.pk)}

    def test_everybody_but_a_guest_reports_them(self) -> None:
        accepted, refused = (
            self.as_(name).post(self.url(), {"title": "Typo"}, content_type=JSON) for name in ("mark", "vera")
        )
        assert accepted.status_code == 201
        assert (refused.status_code, "member role" in refused.json()["detail"]) == (403, True)


class TestTestRuns(OfGate, Reads, NeverChanges):
    collection, editor = "test_runs", "quentin"

    def make(self, number: int) -> str:
        return str(test_runs.record(junit(number + 1, 1), by=self.quentin, suite="e2e", build=str(number)).pk)

    def test_cases_that_did_not_pass_are_listed(self) -> None:
        (case,) = self.client.get(self.url(self.make(1), "cases")).json()["results"]
        assert (case["name"], case["outcome"], case["message"]) == ("shop.bad_0", "failed", "no")


class TestSignOffs(OfGate, Reads, NeverChanges):
    collection, editor = "signoffs", "quentin"

    def make(self, number: int) -> str:
        gate = gates.create(by=self.quentin, launch=self.gate.launch, name=f"Gate {number}")
        response = self.client.post(
            f"/api/v1/harbour/gates/{gate.pk}/signoffs/", {"decision": "approve"}, content_type=JSON
        )
        assert response.status_code == 201, response.content
        assert response.headers["Location"].endswith(self.url(response.json()["id"]))
        return str(response.json()["id"])


@pytest.fixture
def sign(gate: Gate, api: Any) -> Any:
    """Return a function that posts a member's decision on the gate."""

    def send(member: Member, **decision: Any) -> Any:
        return api(member).post(f"/api/v1/harbour/gates/{gate.pk}/signoffs/", decision, content_type=JSON)

    return send


def test_a_gate_is_submitted_and_signed(gate: Gate, api: Any, sign: Any, quentin: Member) -> None:
    client, url = api(quentin), f"/api/v1/harbour/gates/{gate.pk}/"
    submitted = client.post(url + "submissions/", {}, content_type=JSON)
    assert (submitted.status_code, submitted.json()["status"]) == (201, "in_review")
    signed = sign(quentin, decision="approve").json()
    assert (signed["decision"], signed["member"], signed["build"]) == ("approve", str(quentin.pk), "412")
    assert client.get(url).json()["status"] == "passed"
    assert client.get(url + "signoffs/").json()["results"] == [signed]
    again = sign(quentin, decision="approve")
    assert (again.status_code, "passed already" in again.json()["detail"]) == (409, True)


def test_sign_offs_are_neither_changed_nor_deleted(gate: Gate, api: Any, sign: Any, quentin: Member) -> None:
    sign(quentin, decision="approve")
    for method in (api(quentin).patch, api(quentin).delete):
        assert method(f"/api/v1/harbour/gates/{gate.pk}/signoffs/").status_code == 405


def test_a_reject_names_what_it_lacks(sign: Any, quentin: Member) -> None:
    refused = sign(quentin, decision="reject")
    assert refused.status_code == 400
    assert [error["pointer"] for error in refused.json()["errors"]] == ["/reason", "/customer_impact"]


@pytest.mark.parametrize("conditions", ["Retest\nUpdate the runbook", ["Retest", "Update the runbook"]])
def test_conditions_are_a_list_or_lines(sign: Any, quentin: Member, conditions: Any) -> None:
    signed = sign(quentin, decision="approve_with_conditions", reason="Nearly", conditions=conditions)
    assert signed.json()["conditions"] == ["Retest", "Update the runbook"]


def test_everything_may_be_null_that_is_not_said(sign: Any, quentin: Member) -> None:
    empty = {"reason": "", "customer_impact": "", "retest_on": None, "conditions": None, "waiver_expires": None}
    assert sign(quentin, decision="approve", **empty).status_code == 201


def test_who_may_not_sign_is_told_what_it_needs(sign: Any, petra: Member, quentin: Member, today: dt.date) -> None:
    refused = sign(petra, decision="approve")
    assert (refused.status_code, "qa hat" in refused.json()["detail"]) == (403, True)
    ends = (today + dt.timedelta(days=9)).isoformat()
    refused = sign(quentin, decision="waive", reason="Late", waiver_expires=ends)
    assert (refused.status_code, "admin role" in refused.json()["detail"]) == (403, True)
