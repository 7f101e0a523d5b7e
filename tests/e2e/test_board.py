"""Petra arranges the roadmap on its board: by dragging, with the keyboard alone, and through a form."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, TimeoutError, ViewportSize, expect

from tests.e2e.conftest import PHONE, Complaints, RunningLaunchHub, assert_accessible
from tests.e2e.people import Person, open_workspace, sign_in

SLUG = "wharf"
PLAN = {"Refunds": "idea", "Tips": "idea", "Cards": "planned", "Cash": "building"}
WIDE: ViewportSize = {"width": 1900, "height": 900}
"""All columns at once: the pointer of a test cannot wait for the board to scroll."""


@pytest.fixture(scope="module")
def people(launchhub: RunningLaunchHub) -> dict[str, Person]:
    """Alice, Petra and Mark in a workspace of their own, with four features."""
    people = open_workspace(launchhub, SLUG, {"Petra": "product", "Mark": "marketing"})
    product = people["Petra"].post("products/", name="Payments", key="PAY")["id"]
    for title in PLAN:
        people["Petra"].post("features/", title=title, product=product)
    return people


@pytest.fixture(autouse=True)
def plan(people: dict[str, Person]) -> None:
    """Everything is where it was in the beginning."""
    for position, (title, status) in enumerate(PLAN.items()):
        people["Petra"].patch(f"features/{feature(people, title)['id']}/", status=status, position=position)


def cards(page: Page, column: str) -> Locator:
    return page.get_by_role("region", name=column, exact=True).locator(".card .title")


def card(page: Page, title: str) -> Locator:
    return page.locator(".card").filter(has_text=title)


def feature(people: dict[str, Person], title: str) -> dict[str, Any]:
    [found] = people["Petra"].get("features/", search=title)["results"]
    return dict(found)


def drag(page: Page, title: str, onto: Locator, answer: Locator) -> None:
    """Drag a card until the board answers: one that is fetched anew at this very moment drops what is dragged."""
    for _ in range(6):
        card(page, title).drag_to(onto, target_position={"x": 40, "y": 4})
        try:
            answer.wait_for(timeout=5000)
        except TimeoutError:
            continue
        return
    pytest.fail(f"dragging {title} does nothing")


def test_petra_drags_a_card_and_parks_one_with_a_reason(page: Page, people: dict[str, Person]) -> None:
    page.set_viewport_size(WIDE)
    sign_in(page, people["Petra"])
    page.goto(f"/{SLUG}/roadmap/board/")
    expect(cards(page, "Idea")).to_have_text(["Refunds", "Tips"])
    drag(page, "Tips", card(page, "Cards"), page.get_by_role("status").filter(has_text="Tips is in Planned"))
    expect(cards(page, "Planned")).to_have_text(["Tips", "Cards"])
    assert feature(people, "Tips")["status"] == "planned"
    dialog = page.get_by_role("dialog")
    drag(page, "Cash", page.locator("#cards-parked"), dialog)
    expect(dialog.get_by_label("Parked")).to_be_checked()
    expect(cards(page, "Building")).to_have_text(["Cash"])
    dialog.get_by_label("Reason").fill("No capacity before the summer")
    dialog.get_by_role("button", name="Move", exact=True).click()
    expect(dialog).to_be_hidden()
    expect(cards(page, "Parked")).to_have_text(["Cash"])
    expect(page.locator("#cards-parked")).to_contain_text("No capacity before the summer")


def test_petra_arranges_it_with_the_keyboard_alone(page: Page, people: dict[str, Person]) -> None:
    sign_in(page, people["Petra"])
    page.goto(f"/{SLUG}/roadmap/board/")
    expect(cards(page, "Idea")).to_have_text(["Refunds", "Tips"])
    refunds = page.get_by_role("link", name="Refunds", exact=True)
    refunds.focus()
    page.keyboard.press("Alt+ArrowDown")
    expect(page.get_by_role("status").filter(has_text="Refunds is in Idea")).to_be_visible()
    expect(cards(page, "Idea")).to_have_text(["Tips", "Refunds"])
    expect(refunds).to_be_focused()
    page.keyboard.press("Alt+ArrowRight")
    expect(page.get_by_role("status").filter(has_text="Refunds is in Planned")).to_be_visible()
    expect(refunds).to_be_focused()
    assert feature(people, "Refunds")["status"] == "planned"
    page.get_by_role("link", name="Move Refunds to…").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog").get_by_label("Planned")).to_be_checked()
    page.get_by_role("dialog").get_by_label("Planned").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.locator("#cards-building").get_by_role("link", name="Refunds", exact=True)).to_be_visible()
    page.get_by_role("link", name="Limit of Building").press("Enter")
    page.get_by_label("At most").fill("1")
    assert_accessible(page)
    page.get_by_label("At most").press("Enter")
    expect(page.locator("#column-building header")).to_contain_text("2 of 1")
    expect(page.locator("#column-building header")).to_contain_text("Over the limit")


def test_a_card_that_moves_to_another_quarter_asks_why(page: Page, people: dict[str, Person]) -> None:
    tips = feature(people, "Tips")["id"]
    people["Petra"].patch(f"features/{tips}/", target=dt.datetime.now(dt.UTC).date().isoformat())
    moves = len(people["Petra"].get(f"features/{tips}/date_moves/")["results"])
    sign_in(page, people["Petra"])
    page.goto(f"/{SLUG}/roadmap/board/?by=quarter")
    why, link = page.get_by_role("form", name="Why it moves"), page.get_by_role("link", name="Tips", exact=True)
    expect(cards(page, "Now")).to_have_text(["Tips"])
    link.focus()
    for key in ("Alt+ArrowRight", "Escape", "Alt+ArrowRight", "Alt+ArrowRight"):
        page.keyboard.press(key)
    expect(why).to_contain_text("“Tips” moves to “Later”. Why?")
    assert_accessible(page)
    page.keyboard.press("Alt+r")
    with page.expect_response("**/placements/**") as answer:
        why.get_by_role("button", name="Market").click()
    assert answer.value.status == 204
    expect(link).to_be_focused()
    lines = people["Petra"].get(f"features/{tips}/date_moves/")["results"]
    assert [line["reason"] for line in lines][: len(lines) - moves] == ["market"]
    why.get_by_role("button", name="Ask again next time").click()
    link.focus()
    page.keyboard.press("Alt+ArrowLeft")
    expect(why).to_contain_text("moves to “Next”")
    page.goto(f"/{SLUG}/roadmap/board/?by=quarter")  # what nobody has answered by then is saved as it is
    expect(cards(page, "Next")).to_have_text(["Tips"])
    [line, *_] = people["Petra"].get(f"features/{tips}/date_moves/")["results"]
    assert line["reason"] == "unspecified"


def test_a_move_that_does_not_arrive_goes_back_and_says_why(
    page: Page, people: dict[str, Person], complaints: Complaints
) -> None:
    sign_in(page, people["Petra"])
    page.goto(f"/{SLUG}/roadmap/board/")
    page.route(re.compile("/placements/"), lambda route: route.abort("internetdisconnected"))
    page.get_by_role("link", name="Cards", exact=True).focus()
    page.keyboard.press("Alt+ArrowLeft")
    expect(page.get_by_role("status").filter(has_text="No connection to the server")).to_be_visible()
    expect(page.locator("#cards-planned").get_by_role("link", name="Cards", exact=True)).to_be_visible()
    assert feature(people, "Cards")["status"] == "planned"
    for complaint in ("ERR_INTERNET_DISCONNECTED", "Failed to fetch"):
        complaints.expect(complaint)


def test_it_is_accessible_and_mark_reads_it(page: Page, people: dict[str, Person]) -> None:
    sign_in(page, people["Mark"])
    for way in ("status", "launch", "quarter"):
        page.goto(f"/{SLUG}/roadmap/board/?by={way}")
        assert_accessible(page)
    expect(page.locator(".card").first).to_be_visible()
    expect(page.locator(".move")).to_have_count(0)
    sign_in(page, people["Petra"])
    page.goto(f"/{SLUG}/roadmap/board/")
    assert_accessible(page)
    page.set_viewport_size(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.locator(".move").first.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert_accessible(page)
