"""A red test report fails a gate: exactly those whom it concerns are told, once each, with the reason why.

The report comes twice: from a CI system over REST, and later from Quentin through the page of the gate.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from launchhub.accounts.models import Hat
from tests.e2e.conftest import RunningLaunchHub
from tests.e2e.people import Person, open_workspace, settle, sign_in, visit
from tests.qa.conftest import junit

SLUG = "pier"
HATS = {
    "Petra": "product",
    "Mark": "marketing",
    "Quentin": "qa",
    "Vera": "",
    "Builder": "engineering",
    "Writer": "marketing",
    "Lawyer": "legal",
    "Helper": "support",
    "Seller": "sales",
    "Robot": "qa",
    "Bystander": ",".join(Hat.values),
}
"""The people by their parts. Vera is a guest; whoever stands by wears every hat, and nothing here is theirs."""

CLAIM, FEATURE = "Refunds within a minute", "Instant refunds"
CONCERNED = {
    "Petra": "you own the launch",
    "Quentin": "you are asked to sign the gate off",
    "Lawyer": "you are asked to sign the gate off",
    "Builder": f"you own the feature “{FEATURE}”",
    "Mark": f"you own the claim “{CLAIM}”, which this breaks",
    "Writer": f"you own the asset “Launch post”, which makes the claim “{CLAIM}”",
    "Helper": "you watch “Regression”",
    "Seller": "you watch “Refunds”",
    "Robot": "you watch “Regression”",
}
"""Why each is told; whoever sent the report is not."""

Told = dict[str, list[tuple[str, str]]]


@dataclass
class Failure:
    """A gate that failed: the event, and all that people were told from then on, with what it is about and why."""

    event: dict[str, Any]
    told: Told


@pytest.fixture(scope="module")
def people(launchhub: RunningLaunchHub) -> dict[str, Person]:
    """Everybody, in a workspace of their own."""
    return open_workspace(launchhub, SLUG, HATS)


@pytest.fixture(scope="module")
def gate(people: dict[str, Person]) -> dict[str, Any]:
    """A gate with a criterion that tests decide, and all that hangs on it, each thing with another owner."""
    ids = {name: person.id for name, person in people.items()}
    petra, mark, quentin = people["Petra"], people["Mark"], people["Quentin"]
    product = petra.post("products/", name="Harbour Pay", key="PAY")["id"]
    launch = petra.post("launches/", name="Refunds", products=[product], owner=ids["Petra"], tier=2, date="2027-05-14")
    feature = petra.post("features/", title=FEATURE, product=product, launch=launch["id"], owner=ids["Builder"])
    named = {"features": [feature["id"]], "approvers": [ids["Quentin"], ids["Lawyer"]], "offset_days": -7}
    gate = quentin.post("gates/", name="Regression", launch=launch["id"], **named)
    params = {"suite": "e2e", "min_tests": 10, "min_pass_rate": 99}
    quentin.post("criteria/", gate=gate["id"], text="E2E is green", kind="tests", params=params)
    claim = mark.post("claims/", text=CLAIM, features=[feature["id"]], owner=ids["Mark"], launch=launch["id"])
    made = {"claims": [claim["id"]], "owner": ids["Writer"]}
    mark.post("assets/", launch=launch["id"], title="Launch post", kind="blog", **made)
    for name, noun, target in (("Helper", "gate", gate), ("Robot", "gate", gate), ("Seller", "launch", launch)):
        people[name].post("watches/", noun=noun, target=target["id"])
    return gate  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def answer(launchhub: RunningLaunchHub, gate: dict[str, Any], people: dict[str, Person]) -> dict[str, Any]:
    """What the CI system hears when it sends a red report, once all that happened before has been told."""
    settle(launchhub)
    return send(people["Robot"], junit(97, 3), build="412")


@pytest.fixture(scope="module")
def failure(launchhub: RunningLaunchHub, people: dict[str, Person], answer: dict[str, Any]) -> Failure:
    """What came of it."""
    return aftermath(launchhub, people)


@pytest.fixture(scope="module")
def failure_by_hand(
    browser: Browser, launchhub: RunningLaunchHub, people: dict[str, Person], gate: dict[str, Any], failure: Failure
) -> Failure:
    """What came of it when the next run was green, and Quentin uploaded another red one on the page of the gate."""
    send(people["Robot"], junit(100), build="413")
    settle(launchhub)
    with visit(browser, launchhub, people["Quentin"]) as (page, _):
        page.goto(f"/{SLUG}/gates/{gate['id']}/")
        page.get_by_role("link", name="Upload report: E2E is green").click()
        dialog = page.get_by_role("dialog")
        expect(dialog.get_by_label("Suite")).to_have_value("e2e")
        dialog.get_by_label("Build").fill("414")
        report: FilePayload = {"name": "report.xml", "mimeType": "application/xml", "buffer": junit(98, 2)}
        dialog.get_by_label("JUnit XML file").set_input_files(report)
        dialog.get_by_role("button", name="Upload").click()
        expect(page.locator("h1")).to_contain_text("Failed")
        expect(page.locator("#runs tbody tr").first).to_contain_text("98 of 100")
    return aftermath(launchhub, people)


def test_the_report_fails_the_gate_through_its_criterion(answer: dict[str, Any], people: dict[str, Person]) -> None:
    assert answer["totals"] | {"tests": 100, "passed": 97, "failed": 3} == answer["totals"]
    [judged] = answer["criteria"]
    assert (judged["state"], judged["gate_status"]) == ("unmet", "failed")


def test_exactly_those_concerned_are_told_once_each_and_why(failure: Failure) -> None:
    assert failure.told == only(set(CONCERNED) - {"Robot"})


def test_the_robot_is_told_when_quentin_sends_the_report_and_he_is_not(failure_by_hand: Failure) -> None:
    assert failure_by_hand.told == only(set(CONCERNED) - {"Quentin"})


def test_the_claim_breaks_because_of_the_gate_and_is_not_told_once_more(
    failure: Failure, people: dict[str, Person]
) -> None:
    [broken, *_] = people["Alice"].get("events/", kind="claim.broken")["results"]
    assert broken["caused_by"] == failure.event["id"]


def test_the_delivery_page_shows_who_was_told_and_that_each_email_went_out(
    failure: Failure, people: dict[str, Person], page: Page
) -> None:
    sign_in(page, people["Alice"])
    page.goto(f"/{SLUG}/deliveries/?event={failure.event['id']}")
    expect(page.locator("h1")).to_have_text(failure.event["sentence"])
    told = set(CONCERNED) - {"Robot"}
    expect(page.locator("#told tbody tr")).to_have_count(len(told))
    rows = [row.locator("td").all_inner_texts() for row in page.locator("#told tbody tr").all()]
    assert {name.strip().splitlines()[-1]: because for name, because, _ in rows} == {
        name: CONCERNED[name] for name in told
    }
    log = page.get_by_role("table", name="Deliveries").locator("tbody tr")
    expect(log).to_have_count(len(told))
    assert {row.locator("td").nth(2).inner_text() for row in log.all()} == {people[name].email for name in told}
    assert all("Sent" in row.inner_text() for row in log.all())


def only(names: set[str]) -> Told:
    """Return what people are told when these are told of the gate, once, and the others of nothing."""
    return {name: [("gate.failed", CONCERNED[name])] if name in names else [] for name in ["Alice", *HATS]}


def send(person: Person, report: bytes, build: str) -> dict[str, Any]:
    """Send a report of the suite, as a CI system does, and return the answer."""
    headers, about = {"Content-Type": "application/xml"}, {"suite": "e2e", "build": build}
    answer: dict[str, Any] = person.call("POST", "test_runs/", params=about, data=report, headers=headers)
    return answer


def aftermath(launchhub: RunningLaunchHub, people: dict[str, Person]) -> Failure:
    """Wait until everything is told, and return the latest failure with what everybody got from then on."""
    settle(launchhub)
    event = people["Alice"].get("events/", kind="gate.failed")["results"][-1]
    inboxes = {name: person.get("notifications/")["results"] for name, person in people.items()}
    told = {
        name: [(row["kind"], row["because"]) for row in rows if row["created_at"] >= event["happened_at"]]
        for name, rows in inboxes.items()
    }
    return Failure(event, told)
