"""Petra moves bars of the timeline by mouse, by keyboard and with dates; Mark and Vera read it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from launchhub.lib.dates import show_date
from tests.e2e.conftest import PHONE, Complaints, RunningLaunchHub, assert_accessible
from tests.e2e.people import Person, open_workspace, sign_in, visit

SLUG = "jetty"
DESK = {"width": 1440, "height": 900}
PAPER = {"width": 1031, "height": 703}  # CSS pixels of A4 across, within its margins
TODAY = dt.datetime.now(dt.UTC).date()
DAY_WIDTH = 5  # CSS pixels, where months are shown
DAY = dt.timedelta(days=1)
START, TARGET, LAUNCH_DAY = TODAY + 10 * DAY, TODAY + 40 * DAY, TODAY + 60 * DAY
BESIDE_THE_NAMES = """bar => {
  const scroller = bar.closest('.tl-scroll'), box = bar.getBoundingClientRect();
  const names = scroller.querySelector('.tl-names').getBoundingClientRect();
  scroller.scrollLeft += box.left + box.width / 2 - names.right - 20;
}"""


@pytest.fixture(scope="module")
def people(launchhub: RunningLaunchHub) -> dict[str, Person]:
    """Alice, Petra, Mark and Vera in a workspace of their own."""
    return open_workspace(launchhub, SLUG, {"Petra": "product", "Mark": "marketing", "Vera": ""})


@pytest.fixture(scope="module")
def product(people: dict[str, Person]) -> str:
    """The id of what the workspace makes."""
    return str(people["Petra"].post("products/", name="Payments", key="PAY")["id"])


@pytest.fixture
def plan(people: dict[str, Person], product: str) -> dict[str, Any]:
    """A launch of the test's own, with two features and a milestone, and where the timeline shows it alone."""
    petra = people["Petra"]
    launch = petra.post(
        "launches/", name="Payments 2.0", products=[product], owner=petra.id, date=LAUNCH_DAY.isoformat()
    )
    both = {"product": product, "launch": launch["id"], "start": START.isoformat(), "status": "building"}
    refunds = petra.post("features/", title="Refunds", target=TARGET.isoformat(), **both)
    receipts = petra.post("features/", title="Receipts", target=(TARGET - DAY).isoformat(), **both)
    petra.post("milestones/", launch=launch["id"], name="Code freeze", offset_days=-14)
    address = f"/{SLUG}/roadmap/?launch={launch['id']}"
    return {"launch": launch, "refunds": refunds, "receipts": receipts, "address": address}


@pytest.fixture
def timeline(page: Page, people: dict[str, Person], plan: dict[str, Any]) -> Page:
    """Petra before the timeline."""
    page.set_viewport_size(DESK)
    sign_in(page, people["Petra"])
    page.goto(plan["address"])
    return page


def bar(page: Page, title: str) -> Locator:
    return page.locator(f'.tl-bar[aria-label^="{title}, "]')


def on(page: Page, title: str, day: dt.date) -> Locator:
    return page.locator(f'.tl-bar[aria-label^="{title}, {show_date(day)}"]')


def drag(page: Page, title: str, days: int, *, drop: bool = True) -> None:
    """Take a bar in its middle and pull it."""
    bar(page, title).scroll_into_view_if_needed()
    box = bar(page, title).bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + days * DAY_WIDTH / 2, y)
    page.mouse.move(x + days * DAY_WIDTH, y)
    if drop:
        page.mouse.up()


def is_on(page: Page, title: str, first: dt.date, last: dt.date) -> None:
    expect(bar(page, title)).to_have_attribute(
        "aria-label", f"{title}, {show_date(first)} to {show_date(last)}", timeout=30_000
    )


def saved(people: dict[str, Person], plan: dict[str, Any], first: dt.date, last: dt.date) -> None:
    now = people["Petra"].get(f"features/{plan['refunds']['id']}/")
    assert (now["start"], now["target"]) == (first.isoformat(), last.isoformat())


def test_a_feature_is_moved_by_mouse_by_keyboard_and_by_its_dates(
    timeline: Page, people: dict[str, Person], plan: dict[str, Any]
) -> None:
    with timeline.expect_response("**/dates/") as answer:
        drag(timeline, "Refunds", 4)
    assert answer.value.status == 204
    is_on(timeline, "Refunds", START + 4 * DAY, TARGET + 4 * DAY)
    saved(people, plan, START + 4 * DAY, TARGET + 4 * DAY)

    bar(timeline, "Refunds").focus()
    timeline.keyboard.press("Shift+ArrowLeft")
    timeline.keyboard.press("Escape")
    is_on(timeline, "Refunds", START + 4 * DAY, TARGET + 4 * DAY)
    with timeline.expect_response("**/dates/") as answer:
        timeline.keyboard.press("ArrowLeft")
        timeline.keyboard.press("Shift+ArrowLeft")
        timeline.keyboard.press("Alt+ArrowRight")
        timeline.keyboard.press("Enter")
    assert answer.value.status == 204
    is_on(timeline, "Refunds", START - 4 * DAY, TARGET - 3 * DAY)
    saved(people, plan, START - 4 * DAY, TARGET - 3 * DAY)

    bar(timeline, "Refunds").press("Enter")
    popover = timeline.locator(".tl-popover")
    expect(popover.get_by_label("Start")).to_have_value((START - 4 * DAY).isoformat())
    assert_accessible(timeline)
    popover.get_by_role("button", name="+1 week").click()
    is_on(timeline, "Refunds", START + 3 * DAY, TARGET + 4 * DAY)
    popover.get_by_role("button", name="Save", exact=True).click()
    expect(popover).to_be_hidden()
    is_on(timeline, "Refunds", START + 3 * DAY, TARGET + 4 * DAY)
    saved(people, plan, START + 3 * DAY, TARGET + 4 * DAY)

    bar(timeline, "Refunds").evaluate(BESIDE_THE_NAMES)  # what is taken there goes where it is pulled
    with timeline.expect_response("**/dates/") as answer:
        drag(timeline, "Refunds", 3)
    assert answer.value.status == 204
    is_on(timeline, "Refunds", START + 6 * DAY, TARGET + 7 * DAY)
    saved(people, plan, START + 6 * DAY, TARGET + 7 * DAY)


def test_what_is_refused_and_what_is_lost_goes_back_and_says_why(
    timeline: Page, people: dict[str, Person], plan: dict[str, Any], complaints: Complaints
) -> None:
    petra, receipts = people["Petra"], plan["receipts"]["id"]
    expect(bar(timeline, "Receipts")).to_be_visible()
    drag(timeline, "Receipts", 6, drop=False)  # what one holds does not change under one's hand
    petra.patch(f"features/{receipts}/", target=TARGET.isoformat())
    timeline.mouse.up()
    toast = timeline.get_by_role("status").filter(has_text="Somebody changed this meanwhile")
    expect(toast).to_contain_text("“Receipts” is back on", timeout=30_000)
    complaints.expect("status of 422")
    is_on(timeline, "Receipts", START, TARGET)

    timeline.context.set_offline(True)
    drag(timeline, "Receipts", 6)
    expect(timeline.get_by_role("status").filter(has_text="no connection to the server")).to_be_visible()
    complaints.expect("ERR_INTERNET_DISCONNECTED")
    is_on(timeline, "Receipts", START, TARGET)
    timeline.context.set_offline(False)


def test_a_launch_shows_what_it_would_touch_and_moves_with_a_reason_alone(
    timeline: Page, people: dict[str, Person], plan: dict[str, Any]
) -> None:
    to = show_date(LAUNCH_DAY + 7 * DAY)
    drag(timeline, "Payments 2.0", 7, drop=False)
    expect(timeline.locator(".tl-blast")).to_contain_text("1 dated thing moves along", timeout=30_000)
    expect(timeline.locator(".tl-blast")).to_contain_text(to)
    timeline.mouse.up()
    dialog = timeline.get_by_role("dialog", name="Move the date of Payments 2.0")
    dialog.get_by_role("link", name="Cancel").click()
    expect(on(timeline, "Payments 2.0", LAUNCH_DAY)).to_be_visible()

    drag(timeline, "Payments 2.0", 7)
    dialog.get_by_label("Reason").select_option("scope")
    dialog.get_by_role("button", name="Move date").click()
    expect(on(timeline, "Payments 2.0", LAUNCH_DAY + 7 * DAY)).to_be_visible(timeout=30_000)
    expect(on(timeline, "Code freeze", LAUNCH_DAY - 7 * DAY)).to_be_visible()
    assert people["Petra"].get(f"launches/{plan['launch']['id']}/")["date"] == (LAUNCH_DAY + 7 * DAY).isoformat()


def test_one_waits_for_the_other_by_an_arrow_and_never_in_a_circle(
    timeline: Page, people: dict[str, Person], plan: dict[str, Any], complaints: Complaints
) -> None:
    def link(source: str, target: str) -> None:
        bar(timeline, source).hover()
        bar(timeline, source).locator(".tl-handle").drag_to(bar(timeline, target))

    link("Refunds", "Receipts")
    expect(timeline.locator(f'[data-id="{plan["receipts"]["id"]}"]')).to_have_attribute(
        "data-after", f"{plan['refunds']['id']}:0 ", timeout=30_000
    )
    expect(timeline.locator(".tl-lanes path.late")).to_have_count(1)
    link("Receipts", "Refunds")
    way = timeline.get_by_role("status").filter(has_text="“Receipts” → “Refunds” → “Receipts”")
    expect(way).to_be_visible(timeout=30_000)
    complaints.expect("status of 422")


def test_the_other_one_is_found_by_typing_and_enter_takes_it(timeline: Page, plan: dict[str, Any]) -> None:
    bar(timeline, "Refunds").press("Enter")
    timeline.locator(".tl-popover").get_by_role("link", name="Link another feature").click()
    dialog = timeline.get_by_role("dialog", name="Link Refunds")
    dialog.get_by_label("Find").press_sequentially("recei")
    expect(dialog.get_by_label("The other feature")).to_have_value(plan["receipts"]["id"])
    assert_accessible(timeline)
    dialog.get_by_label("Find").press("Enter")
    expect(timeline.locator(f'[data-id="{plan["receipts"]["id"]}"]')).to_have_attribute(
        "data-after", f"{plan['refunds']['id']}:0 "
    )


def assert_fits_on_paper(page: Page, title: str) -> None:
    """Fail unless the timeline is as wide as A4 at most, with the dates of a row beside its title and not over it."""
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    page.set_viewport_size(PAPER)
    row = page.locator(".tl-names li", has_text=title)
    name, days = row.get_by_role("link").bounding_box(), row.get_by_role("time").bounding_box()
    assert name is not None
    assert days is not None
    assert name["x"] + name["width"] < days["x"]
    assert page.evaluate("document.documentElement.scrollWidth") <= PAPER["width"]
    page.emulate_media(media="screen")
    page.evaluate("dispatchEvent(new Event('afterprint'))")


def test_others_read_it_and_it_fits_every_screen(
    browser: Browser, launchhub: RunningLaunchHub, people: dict[str, Person], plan: dict[str, Any]
) -> None:
    people["Petra"].patch(f"features/{plan['receipts']['id']}/", title="Receipts for all that was ever paid " * 8)
    for name in ("Mark", "Vera"):
        with visit(browser, launchhub, people[name]) as (page, _):
            page.emulate_media(reduced_motion="reduce")
            page.goto(plan["address"])
            if name == "Vera":
                expect(page.get_by_text("Nothing matches")).to_be_visible()
                continue
            expect(bar(page, "Refunds")).to_be_visible()
            assert_accessible(page)
            label = bar(page, "Refunds").get_attribute("aria-label")
            expect(page.locator(".tl-bar.movable, .tl-handle")).to_have_count(0)
            bar(page, "Refunds").press("ArrowRight")
            assert bar(page, "Refunds").get_attribute("aria-label") == label
            assert_fits_on_paper(page, "Receipts for all")
            page.set_viewport_size(PHONE)
            assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
            assert_accessible(page)
            bar(page, "Refunds").press("Enter")
            page.wait_for_url(lambda address: plan["refunds"]["id"] in address)
