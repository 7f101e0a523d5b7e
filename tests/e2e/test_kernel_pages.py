"""The kernel's own screens in the browser: inviting, importing, reading the inbox, by keyboard too."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.cast import PASSWORD
from tests.e2e.conftest import Complaints, RunningLaunchHub, assert_accessible
from tests.e2e.people import Person, open_workspace, sign_in

SLUG = "quayside"
PAGES = ("", "inbox/", "deliveries/", "webhooks/", "members/", "tokens/", "imports/", "imports/new/")


@pytest.fixture(scope="module")
def people(launchhub: RunningLaunchHub) -> dict[str, Person]:
    """Alice and Petra in a workspace of their own."""
    return open_workspace(launchhub, SLUG, {"Petra": "product"})


def test_every_page_is_accessible(page: Page, people: dict[str, Person]) -> None:
    sign_in(page, people["Alice"])
    for path in PAGES:
        page.goto(f"/{SLUG}/{path}")
        assert_accessible(page)


def test_somebody_is_invited_and_comes_in(
    page: Page, people: dict[str, Person], browser: Browser, launchhub: RunningLaunchHub, complaints: Complaints
) -> None:
    sign_in(page, people["Alice"])
    page.goto(f"/{SLUG}/members/")
    page.get_by_role("link", name="Invite", exact=True).press("Enter")
    page.get_by_label("E-mail").fill("mark@example.com")
    page.get_by_label("Marketing").press("Space")
    page.get_by_role("button", name="Invite").press("Enter")
    link = page.get_by_label("The link").input_value()
    assert_accessible(page)
    page.get_by_role("link", name="Done").press("Enter")
    expect(page.get_by_role("region", name="Open invitations")).to_contain_text("mark@example.com")

    visitor = browser.new_context(base_url=launchhub.url).new_page()
    complaints.listen_to(visitor)
    visitor.goto(link)
    visitor.get_by_role("link", name="Create an account").click()
    visitor.get_by_label("Your name").fill("Mark")
    visitor.get_by_label("Password", exact=False).first.fill(PASSWORD)
    visitor.get_by_label("Password (again)").fill(PASSWORD)
    visitor.get_by_role("button", name="Sign up").click()
    expect(visitor).to_have_url(f"{launchhub.url}/{SLUG}/")
    visitor.context.close()


def test_a_table_is_tried_and_taken_in(page: Page, people: dict[str, Person], tmp_path: Path) -> None:
    people["Alice"].post("products/", name="Payments", key="PAY")
    table = tmp_path / "features.csv"
    table.write_text("Feature id,Name,Colour\nF1,Refunds,red\nF2,Vouchers,blue\n")
    sign_in(page, people["Petra"])
    page.goto(f"/{SLUG}/imports/new/")
    page.get_by_label("What is in it").select_option("features")
    page.get_by_label("File").set_input_files(table)
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Colour").select_option("labels")
    expect(page.get_by_label("Labels", exact=True)).to_have_count(0)
    page.get_by_label("Product").select_option(label="Payments")
    page.get_by_role("button", name="Try without writing").press("Enter")
    expect(page.locator("#report")).to_be_focused()
    expect(page.locator("#report")).to_contain_text("2 created")
    assert_accessible(page)
    page.get_by_role("button", name="Import 2 rows").press("Enter")
    expect(page.get_by_text("Imported:")).to_be_visible()
    assert {each["title"] for each in people["Petra"].get("features/")["results"]} == {"Refunds", "Vouchers"}


def test_a_form_that_has_a_page_of_its_own_stays_there(
    page: Page, people: dict[str, Person], complaints: Complaints
) -> None:
    sign_in(page, people["Petra"])
    page.goto(f"/{SLUG}/products/new/")
    page.get_by_label("Name").fill("Till")
    page.get_by_role("textbox", name="Key").fill("?!")
    page.get_by_role("button", name="Add product").click()
    expect(page.locator("main .summary")).to_contain_text("Key")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.get_by_role("textbox", name="Key").fill("TILL")
    page.get_by_role("textbox", name="Key").press("Enter")
    page.wait_for_url(lambda address: not address.endswith("/products/new/"))
    assert "Till" in {each["name"] for each in people["Petra"].get("products/")["results"]}
    complaints.expect("status of 422")


def test_the_inbox_is_read_by_keyboard(page: Page, people: dict[str, Person]) -> None:
    sign_in(page, people["Alice"])
    page.goto(f"/{SLUG}/inbox/")
    threads = page.locator(".thread[data-unread]")
    before = threads.count()
    page.get_by_role("button", name="Mark as read").first.press("Enter")
    expect(threads).to_have_count(before - 1)
    expect(page.get_by_role("button", name="Mark as unread").first).to_be_focused()
    page.get_by_role("button", name="Mark all as read").press("Enter")
    expect(page.get_by_text("0 unread")).to_be_visible()
    expect(page.locator("#navigation .count")).to_have_count(0)
    assert_accessible(page)


def test_a_token_is_shown_once(page: Page, people: dict[str, Person]) -> None:
    sign_in(page, people["Petra"])
    page.goto(f"/{SLUG}/tokens/")
    page.get_by_role("link", name="New token").first.press("Enter")
    page.get_by_label("Name").fill("Nightly build")
    page.get_by_label("qa:read").press("Space")
    page.get_by_role("button", name="Make token").press("Enter")
    expect(page.get_by_label("Shown only now")).to_have_value(re.compile("^lh_"))
    expect(page.get_by_role("button", name="Copy")).to_be_visible()
    assert_accessible(page)
