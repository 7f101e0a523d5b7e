"""Petra edits timeline, board and table without a mouse, or with a finger; what goes wrong is told, nothing is lost."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from launchhub.lib.dates import show_date
from tests.e2e.conftest import PHONE, Complaints, RunningLaunchHub, assert_accessible
from tests.e2e.people import Person, open_workspace, sign_in, visit
from tests.e2e.test_table import PASTE

SLUG = "slipway"
DAY = dt.timedelta(days=1)
TODAY = dt.datetime.now(dt.UTC).date()
START, TARGET, DUE, LAUNCH_DAY = (TODAY + days * DAY for days in (10, 40, 45, 60))
ODD = "שלום 🚢 دفع"
MONTH, WEEK = 5, 14  # CSS pixels of a day, where months and where weeks are shown
MOST_TABS = 80
OTHERS: dict[str, dict[str, str]] = {
    "milestones": {"name": "Code freeze"},
    "tasks": {"title": "Rehearsal", "hat": "product"},
    "activities": {"title": "Webinar", "channel": "webinar"},
    "assets": {"title": "Post", "kind": "blog"},
    "gates": {"name": "Rollback", "kind": "functional"},
}


@pytest.fixture(scope="module")
def people(launchhub: RunningLaunchHub) -> dict[str, Person]:
    """Alice and Petra in a workspace of their own."""
    return open_workspace(launchhub, SLUG, {"Petra": "product"})


@pytest.fixture(scope="module")
def plan(people: dict[str, Person]) -> dict[str, Any]:
    """A launch with a thing of each kind, and two features; the name of one is written from right to left."""
    alice = people["Alice"]
    product = alice.post("products/", name="Payments", key="PAY")["id"]
    day = LAUNCH_DAY.isoformat()
    launch = alice.post("launches/", name="Payments 2.0", products=[product], owner=alice.id, date=day)["id"]
    for noun, fields in OTHERS.items():
        alice.post(f"{noun}/", launch=launch, offset_days=-15, **fields)
    fields = {"product": product, "launch": launch, "start": START.isoformat(), "target": TARGET.isoformat()}
    refunds, odd = (alice.post("features/", title=title, **fields)["id"] for title in ("Refunds", ODD))
    return {"launch": launch, "refunds": refunds, "odd": odd}


@pytest.fixture(autouse=True)
def beginning(people: dict[str, Person], plan: dict[str, Any]) -> None:
    """Features are as they were in the beginning."""
    for pk, title in ((plan["refunds"], "Refunds"), (plan["odd"], ODD)):
        dates = {"start": START.isoformat(), "target": TARGET.isoformat()}
        people["Petra"].patch(f"features/{pk}/", title=title, status="idea", **dates)


def bar(page: Page, title: str) -> Locator:
    return page.locator(f'.tl-bar[aria-label^="{title}, "]')


def on(page: Page, title: str, day: dt.date) -> Locator:
    return page.locator(f'.tl-bar[aria-label^="{title}, {show_date(day)}"]')


def pull(page: Page, title: str, days: int) -> None:
    """Take a bar in its middle, pull it by so many days, and let it go."""
    bar(page, title).scroll_into_view_if_needed()
    box = bar(page, title).bounding_box()
    assert box
    x, y = box["x"] + min(box["width"] / 2, 60), box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + days * MONTH / 2, y)
    page.mouse.move(x + days * MONTH, y)
    page.mouse.up()


def tab_to(page: Page, what: str) -> None:
    """Press Tab until something has the focus, as somebody without a mouse does."""
    for _ in range(MOST_TABS):
        if page.evaluate("what => document.activeElement.matches(what)", what):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"Tab does not lead to {what}")


def go_to(page: Page, title: str) -> None:
    """Go to the title of a row of the table."""
    tab_to(page, ".chunk th")
    while page.evaluate("document.activeElement.textContent") != title:
        page.keyboard.press("ArrowDown")


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def said(page: Page, text: str) -> None:
    expect(page.get_by_role("status").filter(has_text=re.compile(text, re.IGNORECASE)).last).to_be_visible()


def test_petra_edits_all_three_without_a_mouse(page: Page, people: dict[str, Person], plan: dict[str, Any]) -> None:
    petra, refunds = people["Petra"], f"features/{plan['refunds']}/"
    sign_in(page, petra)
    page.goto(f"/{SLUG}/roadmap/")
    tab_to(page, ".tl-bar")
    while not page.evaluate("document.activeElement.ariaLabel.startsWith('Refunds')"):
        press(page, "ArrowDown")
    with page.expect_response("**/dates/") as answer:
        press(page, "ArrowRight", "Shift+ArrowRight", "Enter", "r")
        page.keyboard.type("Two crashes")
        tab_to(page, '[name="reason"][value="quality"]')
        press(page, "Enter")
    assert answer.value.status == 204
    moved, [line, *_] = petra.get(refunds), petra.get(f"{refunds}date_moves/")["results"]
    assert moved["target"] == (TARGET + 8 * DAY).isoformat()
    assert (line["days"], line["reason"], line["note"]) == (8, "quality", "Two crashes")

    page.goto(f"/{SLUG}/roadmap/board/")
    tab_to(page, f"#title-{plan['refunds']}")
    press(page, "Alt+ArrowRight")
    said(page, "Refunds is in Planned")

    page.goto(f"/{SLUG}/roadmap/table/")
    go_to(page, "Refunds")
    press(page, "F2", "End")
    page.keyboard.type(" in a day")
    press(page, "Enter")
    expect(page.locator(".chunk th").filter(has_text="Refunds in a day")).to_be_visible()
    expect(page.locator("[aria-busy]")).to_have_count(0)
    now = petra.get(refunds)
    assert (now["title"], now["status"]) == ("Refunds in a day", "planned")


def test_what_she_gets_wrong_is_told_and_what_two_tabs_change_is_kept(
    page: Page, people: dict[str, Person], plan: dict[str, Any], complaints: Complaints
) -> None:
    sign_in(page, people["Petra"])
    page.goto(f"/{SLUG}/roadmap/table/")
    row = page.locator(".chunk tr").filter(has_text=ODD)
    for column, typed, why in ((5, "2027-02-30", "is not a day"), (0, "x" * 10_000, "300 characters")):
        cell = row.locator("> *").nth(column)
        was = str(cell.text_content())
        if column:
            cell.click()
        else:  # a click on a title opens it
            press(page, *["ArrowLeft"] * 5)
        expect(cell).to_be_focused()
        page.evaluate(PASTE, typed)
        said(page, why)
        expect(cell).to_have_attribute("aria-invalid", "true")
        expect(cell).to_have_text(was)
    complaints.expect("status of 400")  # the title; a text that is no day is not even sent

    page.goto(f"/{SLUG}/roadmap/")
    bar(page, ODD).press("Enter")
    popover = page.locator(".tl-popover")
    popover.get_by_label("Target").fill((START - DAY).isoformat())
    popover.get_by_role("button", name="Save", exact=True).click()
    expect(popover).to_contain_text("The start is after the target")
    complaints.expect("status of 422")
    press(page, "Escape")
    expect(on(page, ODD, START)).to_be_focused()

    press(page, "ArrowRight", "Enter", "r")  # moved, and about to be told why
    with page.context.new_page() as other:
        other.goto(f"/{SLUG}/roadmap/table/")
        go_to(other, ODD)
        press(other, "F2", "End", "!", "Enter")
        expect(other.locator(".chunk th").filter(has_text=f"{ODD}!")).to_be_visible()
        expect(other.locator("[aria-busy]")).to_have_count(0)
    with page.expect_response("**/dates/") as answer:
        press(page, "Enter")
    assert answer.value.status == 204
    expect(on(page, f"{ODD}!", START + DAY)).to_be_visible()
    now, later = people["Petra"].get(f"features/{plan['odd']}/"), [day + DAY for day in (START, TARGET)]
    assert (now["title"], now["start"], now["target"]) == (f"{ODD}!", *(day.isoformat() for day in later))


def test_what_is_dragged_without_a_connection_goes_back_and_says_why(
    page: Page, people: dict[str, Person], complaints: Complaints
) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    sign_in(page, people["Alice"])
    with page.expect_response("**/roadmap/clashes/*"):  # what is fetched later would be missed as well
        page.goto(f"/{SLUG}/roadmap/")
    names = [next(iter(fields.values())) for fields in OTHERS.values()]
    for title, day in {"Refunds": START, **dict.fromkeys(names, DUE), "Payments 2.0": LAUNCH_DAY}.items():
        expect(on(page, title, day)).to_be_visible()
        page.context.set_offline(True)
        pull(page, title, 6)
        if title == "Refunds":
            page.get_by_role("form", name="Why it moves").get_by_role("button", name="Scope").click()
        said(page, "no connection to the server")
        expect(on(page, title, day)).to_be_visible()
        page.context.set_offline(False)
        for dismiss in page.get_by_role("button", name="Dismiss").all():
            dismiss.click()
    for title in ("Webinar", "Rollback"):
        for days, day in ((3, DUE + 3 * DAY), (-3, DUE)):
            with page.expect_response("**/dates/") as answer:
                pull(page, title, days)
            assert answer.value.status == 204
            expect(on(page, title, day)).to_be_visible()
    for complaint in ("ERR_INTERNET_DISCONNECTED", "Failed to fetch"):
        complaints.expect(complaint)


def test_a_finger_that_rests_on_a_bar_takes_it_and_one_that_wipes_scrolls(
    browser: Browser, launchhub: RunningLaunchHub, people: dict[str, Person], plan: dict[str, Any]
) -> None:
    phone = {"viewport": PHONE, "has_touch": True, "is_mobile": True, "reduced_motion": "reduce"}
    with visit(browser, launchhub, people["Petra"], **phone) as (page, _):
        page.goto(f"/{SLUG}/roadmap/?zoom=week")
        refunds, finger = bar(page, "Refunds"), page.context.new_cdp_session(page)
        refunds.scroll_into_view_if_needed()

        def touch(kind: str, *points: dict[str, float]) -> None:
            finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": list(points)})

        def wipe(days: int, rest: int) -> None:
            box = refunds.bounding_box()
            assert box
            x, y = max(box["x"], 160) + 60, box["y"] + box["height"] / 2
            touch("touchStart", {"x": x, "y": y})
            page.wait_for_timeout(rest)
            for step in range(1, 6):
                touch("touchMove", {"x": x + days * WEEK * step / 5, "y": y})
                page.wait_for_timeout(30)
            touch("touchEnd")

        wipe(4, rest=0)
        expect(on(page, "Refunds", START)).to_be_visible()
        wipe(4, rest=600)
        why = page.get_by_role("form", name="Why it moves")
        expect(why).to_contain_text("“Refunds” moves 4 days later")
        assert_accessible(page)
        with page.expect_response("**/dates/") as answer:
            why.get_by_role("button", name="Scope").click()
        assert answer.value.status == 204
        expect(on(page, "Refunds", START + 4 * DAY)).to_be_visible()
    assert people["Petra"].get(f"features/{plan['refunds']}/")["start"] == (START + 4 * DAY).isoformat()
