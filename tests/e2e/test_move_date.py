"""Petra moves a launch in the browser: what it touches is shown first, then it takes a reason."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from launchhub.lib.dates import show_date
from tests.e2e.conftest import PHONE, Complaints, RunningLaunchHub, assert_accessible
from tests.e2e.people import Person, open_workspace, sign_in

SLUG = "quay"
DESK = {"width": 1440, "height": 900}
TODAY = dt.datetime.now(dt.UTC).date()
DAY, LATER = TODAY + dt.timedelta(days=60), TODAY + dt.timedelta(days=74)


@pytest.fixture(scope="module")
def people(launchhub: RunningLaunchHub) -> dict[str, Person]:
    """Alice, Petra, Mark and Quentin in a workspace of their own."""
    return open_workspace(launchhub, SLUG, {"Petra": "product", "Mark": "marketing", "Quentin": "qa"})


@pytest.fixture(scope="module")
def product(people: dict[str, Person]) -> dict[str, Any]:
    """What the workspace makes."""
    return dict(people["Petra"].post("products/", name="Payments", key="PAY"))


@pytest.fixture
def launch(people: dict[str, Person], product: dict[str, Any]) -> dict[str, Any]:
    """A launch sixty days ahead, with Quentin's freeze before it and Mark's fair on a fixed day after it."""
    petra = people["Petra"]
    made = petra.post("launches/", name="Payments 2.0", products=[product["id"]], owner=petra.id, date=DAY.isoformat())
    petra.post("milestones/", launch=made["id"], name="Code freeze", owner=people["Quentin"].id, offset_days=-14)
    fair = (DAY + dt.timedelta(days=5)).isoformat()
    petra.post("milestones/", launch=made["id"], name="Trade fair", owner=people["Mark"].id, due=fair)
    return dict(made)


@pytest.fixture
def room(page: Page, people: dict[str, Person], launch: dict[str, Any]) -> Page:
    """Petra in the launch's room."""
    page.set_viewport_size(DESK)
    sign_in(page, people["Petra"])
    page.goto(f"/{SLUG}/launches/{launch['id']}/")
    return page


def open_dialog(room: Page) -> Locator:
    room.get_by_role("link", name="Move date").click()
    dialog = room.get_by_role("dialog", name="Move the date of Payments 2.0")
    expect(dialog.get_by_label("New date")).to_be_focused()
    return dialog


def date_of(people: dict[str, Person], launch: dict[str, Any]) -> str:
    return str(people["Petra"].get(f"launches/{launch['id']}/")["date"])


def test_what_a_move_touches_is_shown_before_anything_is_written(
    room: Page, people: dict[str, Person], launch: dict[str, Any]
) -> None:
    dialog = open_dialog(room)
    dialog.get_by_label("New date").fill(show_date(LATER))
    expect(dialog).to_contain_text("1 dated thing moves along")
    expect(dialog).to_contain_text("1 pinned thing is in conflict")
    address, move = f"launches/{launch['id']}/date_moves/", {"date": LATER.isoformat(), "reason": "scope"}
    radius = people["Petra"].post(address, **move, dry_run=True)["blast_radius"]
    expect(dialog).to_contain_text(f"{len(radius['people'])} people are told")
    for person in radius["people"]:
        expect(dialog.locator("#blast")).to_contain_text(f"{person['name']} because {person['because']}")
    for entry in radius["moved"] + radius["conflicts"]:
        expect(dialog.locator("#blast")).to_contain_text(entry["title"])
    assert date_of(people, launch) == DAY.isoformat()


def test_a_move_takes_a_reason_and_then_the_room_shows_it(
    room: Page, people: dict[str, Person], launch: dict[str, Any], complaints: Complaints
) -> None:
    dialog = open_dialog(room)
    dialog.get_by_label("New date").fill(show_date(LATER))
    expect(dialog).to_contain_text("1 dated thing moves along")
    dialog.locator("form").evaluate("form => form.noValidate = true")
    dialog.get_by_role("button", name="Move date").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Reason: This field is required.")
    expect(dialog.get_by_label("New date")).to_have_value(show_date(LATER))
    expect(dialog).to_contain_text("1 dated thing moves along")
    complaints.expect("status of 422")
    dialog.get_by_label("Reason").select_option("quality")
    dialog.get_by_label("Note").fill("The load test failed")
    dialog.get_by_role("button", name="Move date").click()
    expect(dialog).to_be_hidden()
    expect(room.get_by_role("status").filter(has_text="14 days later. 3 people are being told.")).to_be_visible()
    expect(room.locator(".date-head time")).to_have_text(show_date(LATER))
    expect(room.locator(".ladder li")).to_have_count(2)
    expect(room.locator(".ladder li").last).to_contain_text("The load test failed")
    assert date_of(people, launch) == LATER.isoformat()


def test_the_keyboard_alone_moves_a_launch(room: Page, people: dict[str, Person], launch: dict[str, Any]) -> None:
    room.get_by_role("link", name="Move date").focus()
    room.keyboard.press("Enter")
    expect(room.get_by_label("New date")).to_be_focused()
    room.keyboard.type(LATER.isoformat())
    expect(room.get_by_role("dialog")).to_contain_text("1 dated thing moves along")
    for _ in range(30):
        if room.evaluate("document.activeElement.name") == "reason":
            break
        room.keyboard.press("Tab")
    room.keyboard.type("Scope")
    room.keyboard.press("Tab")
    room.keyboard.type("More to build")
    room.keyboard.press("Tab")
    room.keyboard.press("Enter")
    expect(room.get_by_role("dialog")).to_be_hidden()
    expect(room.locator(".date-head time")).to_have_text(show_date(LATER))
    assert date_of(people, launch) == LATER.isoformat()


def test_a_quarter_is_typed_and_shown_as_one(room: Page) -> None:
    dialog = open_dialog(room)
    dialog.get_by_label("New date").fill(f"Q4 {LATER.year + 1}")
    dialog.get_by_label("Reason").select_option("market")
    dialog.get_by_role("button", name="Move date").click()
    expect(room.locator(".date-head time")).to_have_text(f"Q4 {LATER.year + 1}")


def test_the_date_picker_writes_into_the_field(room: Page) -> None:
    dialog = open_dialog(room)
    picker = dialog.locator("lh-when input[type=date]")
    picker.evaluate(f"input => {{ input.value = '{LATER.isoformat()}'; input.dispatchEvent(new Event('change')); }}")
    expect(dialog.get_by_label("New date")).to_have_value(show_date(LATER))
    expect(dialog).to_contain_text("1 dated thing moves along")


def test_who_moves_it_meanwhile_is_seen_before_it_is_moved_again(
    room: Page, people: dict[str, Person], launch: dict[str, Any], complaints: Complaints
) -> None:
    dialog = open_dialog(room)
    dialog.get_by_label("New date").fill(show_date(LATER))
    dialog.get_by_label("Reason").select_option("scope")
    between = DAY + dt.timedelta(days=7)
    people["Alice"].post(f"launches/{launch['id']}/date_moves/", date=between.isoformat(), reason="quality")
    dialog.get_by_role("button", name="Move date").click()
    expect(dialog.get_by_role("alert")).to_contain_text(f"it is now {show_date(between)}")
    complaints.expect("status of 422")
    assert date_of(people, launch) == between.isoformat()
    dialog.get_by_role("button", name="Move date").click()
    expect(dialog).to_be_hidden()
    assert date_of(people, launch) == LATER.isoformat()


def test_it_works_without_javascript(
    browser: Browser, launchhub: RunningLaunchHub, people: dict[str, Person], launch: dict[str, Any]
) -> None:
    context: BrowserContext = browser.new_context(base_url=launchhub.url, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, people["Petra"])
    page.goto(f"/{SLUG}/launches/{launch['id']}/")
    page.get_by_role("link", name="Move date").click()
    page.get_by_label("New date").fill(LATER.isoformat())
    page.get_by_role("button", name="Show what it would touch").click()
    expect(page.locator("#blast")).to_contain_text("1 dated thing moves along")
    assert date_of(people, launch) == DAY.isoformat()
    page.get_by_label("Reason").select_option("scope")
    page.get_by_role("button", name="Move date").click()
    expect(page.locator(".flash")).to_contain_text("14 days later")
    expect(page.locator(".date-head time")).to_have_text(show_date(LATER))
    context.close()


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_room_and_dialog_are_accessible_and_never_scroll_sideways(room: Page, viewport: dict[str, int]) -> None:
    room.set_viewport_size(viewport)
    expect(room.locator("#assets")).to_be_visible()
    assert room.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    assert_accessible(room)
    dialog = open_dialog(room)
    dialog.get_by_label("New date").fill(show_date(LATER))
    expect(dialog).to_contain_text("1 dated thing moves along")
    assert_accessible(room)


@pytest.mark.parametrize("part", ["schedule", "raci", "briefs", "activity"])
def test_the_parts_of_the_room_are_accessible(room: Page, launch: dict[str, Any], part: str) -> None:
    room.goto(f"/{SLUG}/launches/{launch['id']}/{part}/")
    expect(room).to_have_title(re.compile("Payments 2.0"))
    assert_accessible(room)
