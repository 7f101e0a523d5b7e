"""A feature opens over the table, the board and the timeline, and everything about it is edited there."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import DESKTOP, PHONE, Complaints, RunningLaunchHub, assert_accessible
from tests.e2e.people import Person, open_workspace, sign_in

SLUG = "breakwater"
TODAY = dt.datetime.now(dt.UTC).date()


def in_days(days: int) -> str:
    """Return a day in the period that the timeline shows by itself."""
    return (TODAY + dt.timedelta(days=days)).isoformat()


@pytest.fixture(scope="module")
def people(launchhub: RunningLaunchHub) -> dict[str, Person]:
    """Petra, Mark and the guest Vera in a workspace of their own."""
    return open_workspace(launchhub, SLUG, {"Petra": "product", "Mark": "marketing", "Vera": ""})


@pytest.fixture(scope="module")
def planned(people: dict[str, Person]) -> dict[str, Any]:
    """Three features of a launch to come, two of them with dates, and a goal."""
    petra = people["Petra"]
    product = petra.post("products/", name="Payments", key="PAY")["id"]
    launch = petra.post("launches/", name="Payments 2.0", products=[product], owner=petra.id, date=in_days(74))["id"]
    made = {"launch": launch}
    for title, target in (("Refunds", in_days(60)), ("Payouts", in_days(63)), ("Ledger", None)):
        fields = {"title": title, "product": product, "launch": launch, "status": "planned", "target": target}
        made[title] = petra.post("features/", **fields)["id"]
    petra.post("goals/", title="Fewer lost carts", metric="Carts", target=40)
    return made


def panel_of(page: Page) -> Locator:
    return page.locator("dialog#panel")


def test_petra_edits_it_over_the_table_while_alice_does_too(
    page: Page, people: dict[str, Person], planned: dict[str, Any], complaints: Complaints
) -> None:
    sign_in(page, people["Petra"])
    page.goto(f"/{SLUG}/roadmap/table/?q=e")
    page.get_by_role("link", name="Refunds").click()
    panel = panel_of(page)
    expect(panel.get_by_label("Title")).to_have_value("Refunds")
    expect(page).to_have_url(re.compile(f"/{SLUG}/features/{planned['Refunds']}/$"))
    assert_accessible(page)

    panel.get_by_label("Status").select_option("building")
    expect(panel.locator(".feature-bar")).to_contain_text("Building")
    people["Alice"].patch(f"features/{planned['Refunds']}/", labels=["web"])
    panel.get_by_label("Title").fill("Quick refunds")
    panel.get_by_label("Title").press("Enter")
    expect(panel.locator(".history")).to_contain_text("Title from Refunds to Quick refunds")
    expect(panel.get_by_label("Labels")).to_have_value("web")

    panel.get_by_label("Target").fill(in_days(62))
    panel.get_by_label("Why it moves").select_option("scope")
    panel.get_by_label("Note").fill("Two more currencies")
    panel.get_by_role("button", name="Save target").click()
    expect(panel.locator(".history")).to_contain_text("Two more currencies")

    panel.get_by_text("Write a description").click()
    panel.get_by_label("Description").fill("Money **back**")
    panel.get_by_role("button", name="Preview").first.click()
    expect(panel.locator(".preview strong").first).to_have_text("back")
    panel.get_by_role("button", name="Save description").click()
    expect(panel.locator(".feature-body > .section .prose strong").first).to_have_text("back")

    panel.get_by_label("Status").select_option("parked")
    panel.get_by_role("button", name="Save status").click()
    expect(panel.get_by_role("alert").first).to_contain_text("Say why the feature is parked")
    complaints.expect("status of 422")
    panel.get_by_label("Status").press("Escape")
    expect(panel).to_be_visible()

    panel.get_by_text("Link a feature").click()
    panel.get_by_role("searchbox", name="Find a feature").click()
    panel.get_by_role("searchbox", name="Find a feature").fill("ledg")
    panel.get_by_role("button", name="Ledger").click()
    expect(panel.locator(".linked").first).to_contain_text("Ledger")

    page.go_back()
    expect(panel).to_be_hidden()
    expect(page).to_have_url(re.compile(r"/roadmap/table/\?q=e$"))
    expect(page.get_by_role("link", name="Quick refunds")).to_be_visible()
    page.go_forward()
    expect(panel.get_by_label("Title")).to_have_value("Quick refunds")
    page.reload()
    expect(page.locator("main .feature")).to_be_visible()
    assert_accessible(page)
    page.go_back()
    expect(page.locator(".sheet-table")).to_be_visible()


def test_by_keyboard_alone_over_the_board(page: Page, people: dict[str, Person], planned: dict[str, Any]) -> None:
    sign_in(page, people["Petra"])
    page.goto(f"/{SLUG}/roadmap/board/")
    card = page.get_by_role("link", name="Payouts", exact=True)
    card.press("Enter")
    panel = panel_of(page)
    expect(panel.locator(".feature")).to_be_focused()
    page.keyboard.press("j")
    expect(panel.get_by_label("Title")).not_to_have_value("Payouts")
    page.keyboard.press("k")
    expect(panel.get_by_label("Title")).to_have_value("Payouts")
    panel.get_by_label("Owner").focus()
    page.keyboard.type("Mark")
    page.keyboard.press("Tab")
    expect(panel.locator(".history")).to_contain_text("Owner from nothing to Mark")
    panel.locator("summary", has_text="Link a goal").press("Enter")
    expect(panel.get_by_role("searchbox", name="Find a goal")).to_be_focused()
    page.keyboard.type("carts")
    page.keyboard.press("Enter")  # before anything is found
    expect(panel.locator(".linked", has_text="Fewer lost carts")).to_be_visible()
    panel.locator(".feature").focus()
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(page).to_have_url(re.compile("/roadmap/board/$"))
    expect(card).to_be_focused()


def look(page: Page, person: Person, feature: str) -> None:
    """Let somebody look at a feature, as an open page of theirs says it."""
    sign_in(page, person)
    page.context.request.get(f"/{SLUG}/features/{feature}/", fail_on_status_code=True)
    [token] = [cookie["value"] for cookie in page.context.cookies() if cookie["name"].endswith("_csrf")]
    address, headers = f"/{SLUG}/here/feature/{feature}/", {"X-CSRFToken": token}
    page.context.request.post(address, headers=headers, fail_on_status_code=True)


def test_mark_comments_and_attaches_and_vera_reads(
    page: Page, people: dict[str, Person], planned: dict[str, Any]
) -> None:
    look(page, people["Petra"], planned["Payouts"])
    sign_in(page, people["Mark"])
    page.goto(f"/{SLUG}/roadmap/")
    page.get_by_role("link", name="Payouts", exact=True).click()
    panel = panel_of(page)
    expect(panel.get_by_text("Also here: Petra")).to_be_attached()
    expect(panel.get_by_label("Title")).to_have_count(0)
    words, names = panel.get_by_label("Comment"), panel.get_by_role("listbox", name="Whom you mean")
    words.press_sequentially("@Ve")
    expect(names).to_have_count(0)  # a guest is told of nothing
    words.fill("")
    words.press_sequentially("@pe")
    expect(names.get_by_role("option", selected=True)).to_have_text("Petra")
    assert_accessible(page)
    words.press("Escape")
    expect(names).to_have_count(0)
    words.press_sequentially("t")
    expect(names.get_by_role("option")).to_have_text(["Petra"])
    words.press("Enter")
    expect(words).to_have_value("@Petra ")
    words.press_sequentially("in which **currencies**?")
    panel.get_by_role("button", name="Comment", exact=True).click()
    expect(panel.locator(".comments")).to_contain_text("@Petra in which currencies?")
    panel.get_by_label("Attach files").set_input_files(
        [
            {"name": "plan.txt", "mimeType": "text/plain", "buffer": b"A plan"},
            {"name": "drawing.svg", "mimeType": "image/svg+xml", "buffer": b"<svg onload='alert(1)'/>"},
        ]
    )
    expect(panel.locator(".files > li")).to_have_count(2)
    with page.expect_download() as download:
        panel.get_by_role("link", name="drawing.svg").click()
    assert download.value.suggested_filename == "drawing.svg"
    panel.get_by_role("button", name="Delete drawing.svg").click()
    expect(panel.locator(".files > li")).to_have_count(1)
    assert_accessible(page)

    page.set_viewport_size(PHONE)
    box = panel.bounding_box()
    assert box is not None
    assert (box["x"], box["width"]) == (0, PHONE["width"])
    assert page.evaluate("document.querySelector('#panel').scrollWidth") <= PHONE["width"]
    page.set_viewport_size(DESKTOP)

    people["Petra"].post("shares/", noun="feature", target=planned["Payouts"], member=people["Vera"].id)
    sign_in(page, people["Vera"])
    page.goto(f"/{SLUG}/roadmap/table/")
    page.get_by_role("link", name="Payouts", exact=True).click()
    expect(panel.locator(".comments")).to_contain_text("currencies")
    expect(panel.get_by_role("link", name="plan.txt")).to_be_visible()
    expect(panel.locator(".feature-fields form")).to_have_count(0)
    expect(panel.get_by_text("Payments 2.0")).to_have_count(0)
    assert_accessible(page)
