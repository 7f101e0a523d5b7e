"""Anything is found, gone to and begun by keyboard; keys say what they do and never come in the way of typing."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import PHONE, Complaints, RunningLaunchHub, assert_accessible
from tests.e2e.people import Person, open_workspace, settle, sign_in

SLUG = "causeway"
HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def people(launchhub: RunningLaunchHub) -> dict[str, Person]:
    """Petra, who has two features and a launch, and the guest Vera, to whom nothing was shown."""
    people = open_workspace(launchhub, SLUG, {"Petra": "product", "Vera": ""})
    petra = people["Petra"]
    product = petra.post("products/", name="Lantern", key="LAN")["id"]
    petra.post("launches/", name="Payments 2.0", products=[product], owner=petra.id, date="2028-05-12")
    for title in ("Saved carts", f"Receipts {HOSTILE}"):
        petra.post("features/", title=title, product=product)
    settle(launchhub)
    return people


def test_from_a_few_letters_to_the_thing(
    page: Page, people: dict[str, Person], launchhub: RunningLaunchHub, complaints: Complaints
) -> None:
    sign_in(page, people["Petra"])
    page.goto(f"/{SLUG}/launches/")
    palette = page.get_by_role("dialog", name="Search and actions")
    field, options = palette.get_by_role("combobox"), palette.get_by_role("option")
    start = page.get_by_role("link", name="New launch").first
    start.focus()
    page.keyboard.press("Control+k")
    expect(field).to_be_focused()
    expect(options.filter(has_text="Payments 2.0")).to_be_visible()
    assert_accessible(page)
    page.keyboard.press("Escape")
    expect(start).to_be_focused()

    page.keyboard.press("/")
    page.keyboard.type("recei")
    expect(options.first).to_contain_text(HOSTILE)
    page.keyboard.type(" zebra")
    expect(palette.get_by_text("Nothing that you may see")).to_be_visible()
    assert_accessible(page)
    page.keyboard.press("Enter")
    expect(field).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("new")
    expect(options.first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog").get_by_label("Name")).to_be_focused()
    page.keyboard.press("Control+k")
    expect(palette).to_be_hidden()
    page.keyboard.press("Escape")

    page.keyboard.press("Control+k")
    page.keyboard.type("switch th")
    expect(palette.get_by_role("group", name="On this page")).to_be_visible()
    assert_accessible(page)
    page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_attribute("data-theme", re.compile("dark|light"))

    feature = people["Petra"].get("features/", search="Saved carts")["results"][0]["id"]
    people["Petra"].patch(f"features/{feature}/", title="Kept carts")
    settle(launchhub)
    page.keyboard.press("Control+k")
    page.keyboard.type("kept")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Kept carts")).to_be_visible()

    page.set_viewport_size(PHONE)
    page.get_by_role("button", name="Search").click()
    page.keyboard.type("carts")
    expect(options.last).to_contain_text("Everything with")
    assert_accessible(page)
    options.last.click()
    expect(page.get_by_role("heading", name="Found for “carts”")).to_be_visible()
    expect(page.get_by_role("main").get_by_role("link", name="Kept carts")).to_be_visible()
    assert_accessible(page)

    sign_in(page, people["Vera"])
    page.goto(f"/{SLUG}/search/?q=carts")
    expect(page.get_by_text("Nothing found")).to_be_visible()


def test_keys_say_what_they_do_and_keep_quiet_while_one_types(
    page: Page, people: dict[str, Person], complaints: Complaints
) -> None:
    sign_in(page, people["Petra"])
    page.goto(f"/{SLUG}/roadmap/board/")
    keys = page.get_by_role("dialog", name="Keys")
    page.keyboard.press("?")
    expect(keys.get_by_text("Board, on a card")).to_be_visible()
    expect(keys.get_by_text("Timeline, on a bar")).to_be_hidden()
    assert_accessible(page)
    page.keyboard.press("g")
    page.keyboard.press("l")
    expect(keys).to_be_visible()
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()

    page.keyboard.press("g")
    page.keyboard.press("l")
    expect(page).to_have_url(re.compile(f"/{SLUG}/launches/$"))
    page.wait_for_load_state()  # keys are there once the scripts are
    page.keyboard.press("j")
    expect(page.get_by_role("main").get_by_role("row").get_by_role("link", name="Payments 2.0")).to_be_focused()
    search = page.get_by_role("searchbox", name="Search", exact=True)
    search.click()
    page.keyboard.type("?gr/")
    expect(search).to_have_value("?gr/")
    search.blur()
    page.keyboard.press("g")
    page.keyboard.press("Control+i")
    page.keyboard.press("Alt+?")
    expect(keys).to_be_hidden()

    page.keyboard.press("?")
    keys.get_by_label("Keys of a single letter").uncheck()
    page.keyboard.press("Escape")
    page.reload()
    page.keyboard.press("g")
    page.keyboard.press("r")
    page.keyboard.press("?")
    page.keyboard.press("Control+k")
    expect(page.get_by_role("combobox")).to_be_focused()
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    page.locator(".sidebar .user").click()
    page.get_by_role("button", name="Keys", exact=True).click()
    keys.get_by_label("Keys of a single letter").check()
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    page.keyboard.press("r")
    expect(page).to_have_url(re.compile(f"/{SLUG}/roadmap/"))
