"""Alice shares a launch with Vera and takes it back; tasks and decisions are talked about where they stand."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import DESKTOP, PHONE, RunningLaunchHub, assert_accessible
from tests.e2e.people import Person, open_workspace, settle, sign_in, visit

SLUG = "cutwater"


@pytest.fixture(scope="module")
def people(launchhub: RunningLaunchHub) -> dict[str, Person]:
    """Alice, Petra and the guest Vera in a workspace of their own."""
    return open_workspace(launchhub, SLUG, {"Petra": "product", "Vera": ""})


@pytest.fixture(scope="module")
def launch(people: dict[str, Person]) -> dict[str, Any]:
    """A launch with a task and a decision."""
    petra = people["Petra"]
    product = petra.post("products/", name="Payments", key="PAY")["id"]
    made: dict[str, Any] = petra.post(
        "launches/", name="Payments 2.0", products=[product], owner=petra.id, date="2027-06-01"
    )
    petra.post("tasks/", title="Brief sales", hat="sales", launch=made["id"], offset_days=-7, assignee=petra.id)
    made["decision"] = petra.post("decisions/", launch=made["id"], decision="other", note="No fax")["id"]
    return made


def test_vera_sees_a_launch_as_long_as_it_is_shared(
    page: Page, browser: Browser, launchhub: RunningLaunchHub, people: dict[str, Person], launch: dict[str, Any]
) -> None:
    home, room = f"/{SLUG}/", f"/{SLUG}/launches/{launch['id']}/"
    sign_in(page, people["Alice"])
    with visit(browser, launchhub, people["Vera"]) as (theirs, complaints):
        theirs.goto(home)
        expect(theirs.get_by_text("Nothing is shared with you yet")).to_be_visible()
        assert_accessible(theirs)

        page.goto(room)
        page.get_by_role("link", name="Share", exact=True).press("Enter")
        dialog = page.get_by_role("dialog")
        expect(dialog).to_contain_text("No guest sees it yet")
        expect(dialog.get_by_label("Guest")).to_be_focused()
        assert_accessible(page)
        dialog.get_by_role("button", name="Share", exact=True).press("Enter")
        expect(dialog.get_by_role("list", name="Guests who see it")).to_contain_text("Vera")
        expect(page.get_by_role("status").filter(has_text="Vera sees “Payments 2.0” from now on.")).to_be_visible()
        page.set_viewport_size(PHONE)
        assert_accessible(page)
        page.set_viewport_size(DESKTOP)

        settle(launchhub)
        theirs.goto(home)
        expect(theirs.get_by_text("Alice shared Payments 2.0 with Vera")).to_be_visible()
        theirs.locator("#home .lines").get_by_role("link", name="Payments 2.0").click()
        expect(theirs.get_by_role("heading", name="Payments 2.0")).to_be_visible()
        expect(theirs.get_by_role("link", name="Share", exact=True)).to_have_count(0)

        dialog.get_by_role("button", name="Take back from Vera").press("Enter")
        expect(dialog).to_contain_text("No guest sees it yet")
        theirs.goto(room)
        expect(theirs.get_by_role("heading", name="There is nothing here.")).to_be_visible()
        complaints.expect("status of 404")
        theirs.goto(home)
        expect(theirs.get_by_text("Nothing is shared with you yet")).to_be_visible()


def test_a_task_and_a_decision_are_talked_about_where_they_stand(
    page: Page, people: dict[str, Person], launch: dict[str, Any]
) -> None:
    sign_in(page, people["Petra"])
    page.goto(f"/{SLUG}/launches/{launch['id']}/")
    page.get_by_role("link", name="Brief sales").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Comment").fill("Who calls **them**?")
    dialog.get_by_role("button", name="Comment", exact=True).click()
    expect(dialog.locator(".comments")).to_contain_text("Who calls them?")
    dialog.get_by_label("Attach files").set_input_files(
        [{"name": "script.txt", "mimeType": "text/plain", "buffer": b"Hello"}]
    )
    expect(dialog.get_by_role("link", name="script.txt")).to_be_visible()
    assert_accessible(page)
    dialog.get_by_role("button", name="Delete this comment").click()
    expect(dialog.locator(".comments")).to_have_count(0)
    expect(dialog.get_by_role("link", name="script.txt")).to_be_visible()

    page.goto(f"/{SLUG}/decisions/{launch['decision']}/")
    page.get_by_label("Comment").fill("Agreed")
    page.get_by_role("button", name="Comment", exact=True).click()
    expect(page.locator(".comments")).to_contain_text("Agreed")
    assert_accessible(page)
