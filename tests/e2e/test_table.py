"""Petra edits the roadmap in its table with the keyboard alone, pastes into it, and changes many rows at once."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import APIResponse, Locator, Page, Route, expect

from tests.e2e.conftest import PHONE, Complaints, RunningLaunchHub, assert_accessible
from tests.e2e.people import Person, open_workspace, sign_in

SLUG = "mole"
TITLES = ("Cards", "Cash", "Refunds", "Tips")
PASTE = """text => {
  const data = new DataTransfer();
  data.setData('text/plain', text);
  const event = new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true });
  document.activeElement.dispatchEvent(event);
}"""


@pytest.fixture(scope="module")
def people(launchhub: RunningLaunchHub) -> dict[str, Person]:
    """Alice, Petra and Mark in a workspace of their own, with four features."""
    people = open_workspace(launchhub, SLUG, {"Petra": "product", "Mark": "marketing"})
    product = people["Petra"].post("products/", name="Payments", key="PAY")["id"]
    for title in TITLES:
        people["Petra"].post("features/", title=title, product=product)
    return people


@pytest.fixture
def sheet(page: Page, people: dict[str, Person]) -> Page:
    """Petra before the table, where everything is as it was in the beginning."""
    for made, title in zip(features(people), TITLES, strict=True):
        fields = {"status": "idea", "owner": None, "target": None, "labels": [], "launch": None}
        people["Petra"].patch(f"features/{made['id']}/", title=title, **fields)
    sign_in(page, people["Petra"])
    page.goto(f"/{SLUG}/roadmap/table/")
    expect(page.get_by_role("grid", name="Features")).to_be_visible()
    return page


def features(people: dict[str, Person]) -> list[dict[str, Any]]:
    return list(people["Petra"].get("features/")["results"])


def cell(page: Page, row: int, column: int) -> Locator:
    return page.locator(".chunk tr").nth(row).locator("> *").nth(column)


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def change_all(page: Page, field: str, value: str) -> None:
    many = page.locator("#many")
    many.get_by_label("Change").select_option(field)
    many.get_by_label("New value").select_option(label=value)
    many.get_by_role("button", name="Change all").click()


def test_petra_edits_with_the_keyboard_alone(sheet: Page, people: dict[str, Person]) -> None:
    cell(sheet, 0, 0).focus()
    press(sheet, "F2", "End")
    sheet.keyboard.type(" and wallets")
    press(sheet, "Enter")
    expect(cell(sheet, 0, 0)).to_have_text("Cards and wallets")
    expect(cell(sheet, 1, 0)).to_be_focused()
    sheet.keyboard.type("Forgotten")
    press(sheet, "Escape")
    expect(cell(sheet, 1, 0)).to_have_text("Cash")
    press(sheet, "ArrowRight", "ArrowRight", "Enter", "ArrowDown", "Tab")
    expect(cell(sheet, 1, 2)).to_have_text("Planned")
    expect(cell(sheet, 1, 3)).to_be_focused()
    press(sheet, "ArrowRight", "ArrowRight", "ArrowRight", "ArrowRight")
    sheet.keyboard.type("till, fun")
    press(sheet, "Enter")
    expect(cell(sheet, 1, 7)).to_have_text("till, fun")
    press(sheet, "ArrowUp", "ArrowLeft", "ArrowLeft")
    sheet.keyboard.type("31 February 2027")
    press(sheet, "Enter")
    expect(sheet.locator(".toast").last).to_have_text(re.compile("“31 February 2027” is not a day. Write it as"))
    expect(cell(sheet, 1, 5)).to_have_attribute("aria-invalid", "true")
    press(sheet, "ArrowUp")
    sheet.keyboard.type("2027-03-01")
    press(sheet, "Enter", "ArrowUp")
    expect(cell(sheet, 1, 5)).to_have_text("1 March 2027")
    expect(cell(sheet, 1, 5)).not_to_have_attribute("aria-invalid", "true")
    expect(sheet.locator("[aria-busy]")).to_have_count(0)
    cards, cash, *_ = features(people)
    assert (cards["title"], cash["status"], cash["labels"]) == ("Cards and wallets", "planned", ["till", "fun"])
    assert cash["target"] == "2027-03-01"


def test_a_link_is_typed_where_it_is_shown_and_what_is_read_only_leads_to_the_feature(
    sheet: Page, people: dict[str, Person]
) -> None:
    cards, cash, *_ = features(people)
    people["Petra"].patch(f"features/{cash['id']}/", parent=cards["id"])
    sheet.goto(f"/{SLUG}/roadmap/table/?column=external_url&column=parent&column=goals")
    expect(cell(sheet, 1, 2)).to_have_text("Cards")
    cell(sheet, 1, 1).click()
    sheet.keyboard.type("https://example.com/cash")
    press(sheet, "Enter")
    expect(sheet.locator("[aria-busy]")).to_have_count(0)
    expect(cell(sheet, 1, 1)).to_have_text("https://example.com/cash")
    expect(cell(sheet, 1, 2)).to_have_text("Cards")
    cell(sheet, 1, 2).click()
    sheet.evaluate(PASTE, "Tips")
    expect(sheet.locator(".toast").last).to_contain_text("changed in the feature itself")
    press(sheet, "Enter")
    expect(sheet.get_by_role("dialog")).to_contain_text("Part of")
    assert features(people)[1]["external_url"] == "https://example.com/cash"
    people["Petra"].patch(f"features/{cash['id']}/", parent=None)


def test_cells_of_a_row_are_saved_one_after_the_other(sheet: Page, people: dict[str, Person]) -> None:
    held: list[Route] = []
    sheet.route("**/api/**/features/*/", lambda route: route.continue_() if held else held.append(route))
    cell(sheet, 1, 2).click()
    press(sheet, "Enter", "ArrowDown", "Tab", "ArrowRight", "ArrowRight", "ArrowRight", "ArrowRight")
    sheet.keyboard.type("till, fun")
    press(sheet, "Enter", "ArrowUp", " ")
    expect(sheet.locator("[aria-busy]")).to_have_count(2)
    change_all(sheet, "owner", "Mark")
    expect(sheet.locator("[aria-busy]")).to_have_count(3)
    held[0].continue_()
    expect(sheet.locator("[aria-busy]")).to_have_count(0)
    cash = features(people)[1]
    assert (cash["status"], cash["owner"], cash["labels"]) == ("planned", people["Mark"].id, ["till", "fun"])


def test_a_target_that_moves_asks_why_before_it_is_saved(sheet: Page, people: dict[str, Person]) -> None:
    ids, first = [each["id"] for each in features(people)], "2031-05-14"
    for each in ids[:2]:
        people["Petra"].patch(f"features/{each}/", target=first)
    why, targets = sheet.get_by_role("form", name="Why it moves"), cell(sheet, 0, 5)
    expect(targets).to_have_text("14 May 2031")

    def ledger(at: int) -> list[tuple[str, str, str]]:
        lines = people["Petra"].get(f"features/{ids[at]}/date_moves/")["results"]
        return [(line["new"], line["reason"], line["note"]) for line in lines if line["old"] == first]

    def move(day: str) -> None:
        targets.click()
        press(sheet, "F2")
        sheet.keyboard.type(day)
        press(sheet, "Enter")

    move("05152031")
    expect(why).to_contain_text("“Cards” moves 1 day later. Why?")
    assert_accessible(sheet)
    press(sheet, "Escape")
    expect(targets).to_have_text("14 May 2031")
    expect(why).to_be_hidden()
    move("05152031")
    press(sheet, "Alt+r")
    sheet.keyboard.type("A part is missing")
    with sheet.expect_response("**/features/*/"):
        why.get_by_role("button", name="Dependency").click()
    expect(targets).to_be_focused()
    assert ledger(0) == [("2031-05-15", "dependency", "A part is missing")]
    cell(sheet, 1, 5).click()
    with sheet.expect_response("**/bulk/"):
        sheet.evaluate(PASTE, "20 May 2031")
    assert ledger(1) == [("2031-05-20", "dependency", "A part is missing")]
    why.get_by_role("button", name="Ask again next time").click()
    expect(why).to_be_hidden()


def test_an_older_answer_takes_nothing_back(sheet: Page, people: dict[str, Person]) -> None:
    late: list[tuple[Route, APIResponse]] = []
    sheet.route("**/table/?only=*", lambda route: late.append((route, route.fetch())), times=1)
    cell(sheet, 0, 7).click()
    for label in ("one", "two", "three"):
        sheet.keyboard.type(label)
        press(sheet, "Enter", "ArrowUp")
        expect(sheet.locator("[aria-busy]")).to_have_count(0)
        expect(cell(sheet, 0, 7)).to_have_text(label)
        if label == "one":
            while not late:
                sheet.wait_for_timeout(50)
        elif label == "two":
            [(route, answer)] = late
            with sheet.expect_response("**/table/?only=*"):
                route.fulfill(response=answer)
            sheet.evaluate("new Promise(requestAnimationFrame)")
    assert features(people)[0]["labels"] == ["three"]


def test_a_column_is_pasted_all_or_not_at_all(sheet: Page, people: dict[str, Person], complaints: Complaints) -> None:
    cell(sheet, 0, 5).click()
    sheet.evaluate(PASTE, "14 May 2027\r\n2027-06-01\r\n")
    expect(cell(sheet, 1, 5)).to_have_text("1 June 2027")
    assert [each["target"] for each in features(people)] == ["2027-05-14", "2027-06-01", None, None]
    cell(sheet, 1, 4).click()
    sheet.evaluate(PASTE, "1 may 2027\n2 May. 2027\n3 May 3027")
    expect(sheet.get_by_role("status").filter(has_text="Nothing was saved")).to_be_visible()
    expect(cell(sheet, 3, 4)).to_have_attribute("aria-invalid", "true")
    assert {each["start"] for each in features(people)} == {None}
    complaints.expect("status of 400")


def test_many_rows_are_chosen_and_changed_together(sheet: Page, people: dict[str, Person]) -> None:
    cell(sheet, 1, 0).click(position={"x": 200, "y": 8})
    press(sheet, "Shift+ArrowDown", "Shift+ArrowDown")
    expect(sheet.locator("#many")).to_contain_text("3 features")
    change_all(sheet, "owner", "Mark")
    expect(cell(sheet, 3, 3)).to_have_text("Mark")
    change_all(sheet, "status", "Parked")
    sheet.get_by_role("dialog").get_by_label("Reason for parking").fill("No capacity")
    sheet.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(cell(sheet, 3, 2)).to_have_text("Parked")
    assert [(each["owner"] is None, each["reason"]) for each in features(people)] == [
        (True, ""), *[(False, "No capacity")] * 3,
    ]  # fmt: skip


def test_what_somebody_else_saved_meanwhile_is_shown_beside_what_was_typed(
    sheet: Page, people: dict[str, Person], complaints: Complaints
) -> None:
    people["Alice"].patch(f"features/{features(people)[0]['id']}/", title="Cards by Alice")
    cell(sheet, 0, 0).focus()
    sheet.keyboard.type("Cards by Petra")
    press(sheet, "Enter")
    dialog = sheet.get_by_role("dialog")
    expect(dialog).to_contain_text(re.compile("Cards by Alice.*Cards by Petra", re.DOTALL))
    complaints.expect("status of 412")
    assert_accessible(sheet)
    dialog.get_by_role("button", name="Save mine").click()
    expect(cell(sheet, 0, 0)).to_have_text("Cards by Petra")
    expect(sheet.locator("[aria-busy]")).to_have_count(0)
    assert features(people)[0]["title"] == "Cards by Petra"


def test_it_is_accessible_and_mark_reads_it(sheet: Page, people: dict[str, Person]) -> None:
    cell(sheet, 0, 0).focus()
    press(sheet, " ", "F2")
    assert_accessible(sheet)
    sheet.set_viewport_size(PHONE)
    assert sheet.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    sign_in(sheet, people["Mark"])
    sheet.goto(f"/{SLUG}/roadmap/table/?group=product&sort=-title")
    expect(sheet.get_by_role("table", name="Features")).to_be_visible()
    assert_accessible(sheet)
    expect(sheet.locator("#many")).to_have_count(0)
