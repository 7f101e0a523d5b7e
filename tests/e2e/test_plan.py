"""A launch is planned in the browser: by playbook, by keyboard, many things at once; each sees what is theirs."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Complaints, RunningLaunchHub, assert_accessible
from tests.e2e.people import Person, open_workspace, sign_in

SLUG = "estuary"


@pytest.fixture(scope="module")
def people(launchhub: RunningLaunchHub) -> dict[str, Person]:
    """Petra, Mark, Quentin and the guest Vera in a workspace of their own."""
    return open_workspace(launchhub, SLUG, {"Petra": "product", "Mark": "marketing", "Quentin": "qa", "Vera": ""})


def test_from_an_empty_plan_to_work_that_is_done(page: Page, people: dict[str, Person], complaints: Complaints) -> None:
    petra, mark = people["Petra"], people["Mark"]
    product = petra.post("products/", name="Till", key="TIL", owner=petra.id)
    fields = {"products": [product["id"]], "owner": petra.id, "date": "2027-05-14", "tier": 3}
    launch = petra.post("launches/", name="Till 2", **fields)
    plan = f"/{SLUG}/launches/{launch['id']}/schedule/"
    dialog = page.get_by_role("dialog")

    sign_in(page, petra)
    page.goto(plan)
    expect(page.get_by_text("Nothing is dated yet")).to_be_visible()
    page.locator(".empty").get_by_role("link", name="Apply a playbook").press("Enter")
    expect(dialog.get_by_label("Playbook").locator("option:checked")).to_have_text("Tier 3: quiet launch (built in)")
    expect(dialog.get_by_text("11 added")).to_be_visible()
    assert_accessible(page)
    dialog.get_by_role("button", name="Apply").press("Enter")
    expect(page.get_by_role("table", name="Plan")).to_be_visible()

    page.keyboard.press("n")
    page.keyboard.type("Order banners")
    page.get_by_label("When").fill("soon")
    page.keyboard.press("Enter")
    expect(page.get_by_label("When")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("When")).to_be_focused()
    complaints.expect("status of 422")
    page.get_by_label("When").fill("T-10 working")
    page.get_by_label("Who").fill("mar")
    page.get_by_label("Who").press("Enter")
    expect(page.get_by_text("Added: Order banners.")).to_be_visible()
    expect(page.get_by_label("Title")).to_be_focused()
    page.keyboard.type("Print flyers")
    page.keyboard.press("Enter")
    flyers = page.get_by_role("checkbox", name="Choose Print flyers")
    banners = page.get_by_role("checkbox", name="Choose Order banners")
    expect(flyers).to_be_visible()
    assert_accessible(page)

    banners.focus()
    page.keyboard.press("x")
    page.keyboard.press("s")
    page.keyboard.type("3")
    page.keyboard.press("Enter")
    expect(page.get_by_text("“Order banners”: shifted.")).to_be_visible()
    expect(page.get_by_role("row", name="Order banners")).to_contain_text("3 May 2027")
    flyers.focus()
    page.keyboard.press("x")
    banners.click(modifiers=["Shift"])
    page.keyboard.press("s")
    page.keyboard.type("1")
    assert_accessible(page)
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Print flyers: It has no date that could be shifted.")
    complaints.expect("status of 422")
    page.get_by_role("button", name="Choose none").press("Enter")
    flyers.focus()
    page.keyboard.press("a")
    page.keyboard.type("Mark")
    page.keyboard.press("Enter")
    expect(page.get_by_role("row", name="Print flyers")).to_contain_text("Mark")

    sign_in(page, mark)
    page.goto(plan)
    page.get_by_role("button", name="Done: Order banners").press("Enter")
    expect(page.get_by_text("“Order banners”: done.")).to_be_visible()
    expect(page.get_by_text("1 finished thing")).to_be_visible()
    page.get_by_role("button", name="Undo").press("Enter")
    expect(page.get_by_role("button", name="Done: Order banners")).to_be_visible()

    sign_in(page, people["Quentin"])
    page.goto(f"{plan}?by=track")
    expect(page.get_by_role("rowheader", name="Marketing")).to_be_visible()
    expect(page.get_by_role("checkbox")).to_have_count(0)
    for tab in ("raci", "briefs"):
        page.goto(plan.replace("schedule", tab))
        assert_accessible(page)

    sign_in(page, people["Vera"])
    page.goto(plan)
    expect(page.get_by_text("There is nothing here.")).to_be_visible()
    complaints.expect("status of 404")
