"""A workspace shapes a playbook of its own in the browser, and a launch that follows it is offered what changes."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import DESKTOP, PHONE, Complaints, RunningLaunchHub, assert_accessible
from tests.e2e.people import Person, open_workspace, settle, sign_in

SLUG = "boatyard"


@pytest.fixture(scope="module")
def people(launchhub: RunningLaunchHub) -> dict[str, Person]:
    """Alice, who is an admin, and Petra in a workspace of their own."""
    people = open_workspace(launchhub, SLUG, {"Petra": "product"})
    settle(launchhub)  # the built-in playbooks come with the first member
    return people


def test_from_a_built_in_one_to_a_launch_that_follows_ones_own(
    page: Page, launchhub: RunningLaunchHub, people: dict[str, Person], complaints: Complaints
) -> None:
    alice, petra = people["Alice"], people["Petra"]
    sign_in(page, alice)
    page.goto(f"/{SLUG}/")
    page.get_by_role("link", name="Playbooks").first.press("Enter")
    expect(page.get_by_text("Built-in")).to_have_count(3)
    assert_accessible(page)
    page.get_by_role("link", name="Tier 3: quiet launch", exact=True).press("Enter")
    assert_accessible(page)
    page.get_by_role("link", name="Copy to make your own").press("Enter")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").fill("Quiet, our way")
    dialog.get_by_label("Name").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Quiet, our way")

    page.locator("summary", has_text="Add").first.press("Enter")
    page.get_by_role("link", name="Gate", exact=True).press("Enter")
    dialog.get_by_label("Title").fill("Load")
    dialog.get_by_label("Kind").select_option(label="Performance")
    dialog.get_by_label("When").fill("14 May 2027")
    dialog.get_by_label("Write another one").check()
    dialog.get_by_role("button", name="Add").press("Enter")
    expect(dialog.get_by_role("alert")).to_contain_text("so it knows no dates")
    complaints.expect("status of 422")
    expect(dialog.get_by_label("Title")).to_have_value("Load")
    assert_accessible(page)
    dialog.get_by_label("When").fill("T-20")
    dialog.get_by_label("When").press("Enter")
    expect(page.get_by_text("Added: Load.", exact=True)).to_be_visible()
    expect(dialog.get_by_label("Title")).to_have_value("")
    dialog.get_by_label("Title").press("Escape")
    schedule = page.get_by_role("region", name="Schedule")
    first = schedule.get_by_role("row").nth(2)
    expect(first).to_contain_text(re.compile("T.20.*Load.*Gate, performance"))
    first.get_by_role("link", name="Load").press("Enter")
    dialog.get_by_label("When").fill("T+1")
    dialog.get_by_label("When").press("Enter")
    expect(schedule.get_by_text("The week after the launch")).to_be_visible()
    expect(page.get_by_text("revision 3")).to_be_visible()
    assert_accessible(page)

    product = petra.post("products/", name="Slipway", key="SLP")
    day = (dt.datetime.now(dt.UTC).date() + dt.timedelta(60)).isoformat()
    launch = petra.post("launches/", name="Foghorn", products=[product["id"]], owner=petra.id, date=day, tier=3)
    playbook = petra.get("playbooks/", search="our way")["results"][0]
    petra.post(f"playbooks/{playbook['id']}/applications/", launch=launch["id"])
    expect(page.get_by_text("Up to date")).to_be_visible()
    schedule.get_by_role("link", name="Load").press("Enter")
    expect(dialog).to_contain_text("1 launch ahead follows it and is offered the change")
    dialog.get_by_role("button", name="Remove", exact=True).press("Enter")
    expect(schedule.get_by_role("link", name="Load")).to_have_count(0)
    expect(page.get_by_text("has revision 3")).to_be_visible()
    page.set_viewport_size(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert_accessible(page)
    page.set_viewport_size(DESKTOP)

    settle(launchhub)
    sign_in(page, petra)
    page.goto(f"/{SLUG}/launches/{launch['id']}/schedule/")
    expect(page.get_by_text("Quiet, our way was changed since.")).to_be_visible()
    page.get_by_role("link", name="See what it would change here").press("Enter")
    expect(dialog).to_contain_text("1 no longer in the playbook, and kept")
    assert_accessible(page)
    dialog.get_by_role("button", name="Apply").press("Enter")
    expect(page.get_by_text("nothing to do, all is there")).to_be_visible()
    expect(page.get_by_text("was changed since")).to_have_count(0)
    page.goto(f"/{SLUG}/playbooks/{playbook['id']}/")
    expect(page.get_by_role("link", name="Edit")).to_have_count(0)
    expect(page.get_by_text("Up to date")).to_be_visible()
