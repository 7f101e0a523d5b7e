"""Gates of the demo, with what was shown for them and who signed."""

from __future__ import annotations

from launchhub.accounts.models import Member
from launchhub.hub.demo.roadmaps import Plan
from launchhub.hub.demo.stage import Stage
from qa.actions import criteria, defects, evidence, gates, signoffs, test_runs
from qa.models import Criterion, Gate
from roadmap.models import Feature, Launch

CASES = {
    "search": ("finds_by_title", "finds_by_text", "finds_while_typing", "keeps_order", "hides_what_is_private"),
    "sync": ("saves_offline", "sends_when_back", "merges_two_phones", "keeps_photos"),
}


def judge(stage: Stage, plan: Plan) -> dict[str, Gate]:
    """Set up the gates and let history judge them; the failure comes later, as news."""
    beacon, tides, anchor, cargo = (plan.launches[key] for key in ("beacon", "tides", "anchor", "cargo"))
    with stage.days_ago(30):
        found = {
            "search": _gate(stage, beacon, "Search works", -10, [plan.features["search"]]),
            "speed": _gate(stage, beacon, "Fast at a million pages", -7, [plan.features["ranking"]], "performance"),
            "privacy": _gate(stage, beacon, "Privacy review", -7, [], "compliance"),
            "sync": _gate(stage, tides, "Nothing is lost without a signal", -2, [plan.features["offline"]]),
            "checkin": _gate(stage, tides, "Check-in works", -3, [plan.features["mobile"]], "regression"),
            "reading": _gate(stage, tides, "Screen readers", -1, [], "accessibility", required=False),
            "export": _gate(stage, anchor, "Documents look like the board", -20, [plan.features["export"]]),
            "rows": _gate(stage, cargo, "Every row arrives", -14, [plan.features["importer"]], "regression"),
        }
        _suite(stage, found["search"], "search")
        _suite(stage, found["sync"], "sync")
        speed = _metric(stage, found["speed"])
        for key in ("checkin", "export"):
            text = "Walked through by hand on three devices"
            criteria.create(by=stage.quentin, gate=found[key], text=text, kind="manual", state="met")
    with stage.days_ago(9):
        test_runs.record(_report("search"), by=stage.quentin, suite="search", build="412", source="ci")
        test_runs.record(_report("sync"), by=stage.quentin, suite="sync", build="88", source="ci")
        evidence.create(by=stage.quentin, criterion=speed, value=280, note="95th percentile, measured on the test site")
        defects.create(by=stage.mark, title="Long titles are cut in results", severity="minor", gate=found["search"])
    _sign(stage, found)
    return found


def _gate(
    stage: Stage,
    launch: Launch,
    name: str,
    offset: int,
    features: list[Feature],
    kind: str = "functional",
    required: bool = True,
) -> Gate:
    people: list[Member] = [stage.quentin, stage.alice] if kind in ("performance", "compliance") else []
    return gates.create(
        by=stage.quentin,
        launch=launch,
        name=name,
        kind=kind,
        required=required,
        offset_days=offset,
        features=features,
        approvers=people,
    )


def _suite(stage: Stage, gate: Gate, suite: str) -> None:
    text, params = f"The suite “{suite}” passes", {"suite": suite, "min_tests": len(CASES[suite])}
    criteria.create(by=stage.quentin, gate=gate, text=text, kind="tests", params=params)


def _metric(stage: Stage, gate: Gate) -> Criterion:
    params = {"name": "p95 in ms", "comparator": "<=", "threshold": 300}
    return criteria.create(by=stage.quentin, gate=gate, text="Answers within 300 ms", kind="metric", params=params)


def _sign(stage: Stage, found: dict[str, Gate]) -> None:
    with stage.days_ago(8):
        for key in ("search", "checkin", "export"):
            gates.submit(found[key], by=stage.quentin)
            signoffs.create(by=stage.quentin, gate=found[key], decision="approve")
        gates.submit(found["speed"], by=stage.quentin)
        gates.submit(found["sync"], by=stage.quentin)
        signoffs.create(
            by=stage.alice,
            gate=found["privacy"],
            decision="waive",
            reason="The review is booked; search shows nothing new to anybody.",
            waiver_expires=stage.day(45),
        )


def _report(suite: str) -> bytes:
    """Return a JUnit report in which every case of a suite passes."""
    cases = "".join(f'<testcase classname="{suite}" name="{name}" time="0.4"/>' for name in CASES[suite])
    return f'<testsuite name="{suite}" tests="{len(CASES[suite])}">{cases}</testsuite>'.encode()
