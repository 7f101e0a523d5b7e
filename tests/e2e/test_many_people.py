"""In a workspace of many people one types a name rather than looking for its check box."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from roadmap.choosing import MOST_BOXES
from tests.e2e.conftest import RunningLaunchHub, assert_accessible
from tests.e2e.people import Person, open_workspace, sign_in

SLUG = "crowd"


@pytest.fixture(scope="module")
def people(launchhub: RunningLaunchHub) -> dict[str, Person]:
    """Petra, the guest Vera, and so many others that no form shows them all."""
    others = {f"Helper{number}": "product" for number in range(MOST_BOXES)}
    return open_workspace(launchhub, SLUG, {"Petra": "product", "Mark": "marketing", "Vera": "", **others})


def test_people_of_a_raci_line_are_found_by_name(page: Page, people: dict[str, Person]) -> None:
    petra = people["Petra"]
    product = petra.post("products/", name="Till", key="TIL", owner=petra.id)
    launch = petra.post("launches/", name="Till 2", products=[product["id"]], owner=petra.id, date="2027-05-14")
    sign_in(page, petra)
    page.goto(f"/{SLUG}/launches/{launch['id']}/raci/")
    page.get_by_role("link", name="New line").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("What").fill("Press")
    dialog.get_by_label("Accountable").select_option(label="Petra")
    responsible = dialog.get_by_role("group", name="Responsible")
    field, offered = responsible.get_by_label("Add by name"), page.get_by_role("listbox", name="Whom you can add")
    expect(responsible.get_by_role("checkbox")).to_have_count(0)

    field.press_sequentially("Ver")
    expect(offered).to_have_count(0)  # a guest gets nothing to do
    field.fill("")
    field.press_sequentially("helper1")
    expect(offered.get_by_role("option").first).to_have_text("Helper1")
    assert_accessible(page)
    field.press("Escape")
    expect(offered).to_have_count(0)
    expect(dialog).to_be_visible()
    field.press_sequentially("2")
    expect(offered.get_by_role("option")).to_have_text(["Helper12"])
    field.press("Enter")
    expect(responsible.get_by_role("checkbox", name="Helper12")).to_be_checked()
    expect(field).to_have_value("")
    expect(field).to_be_focused()
    field.press_sequentially("mar")
    offered.get_by_role("option", name="Mark").click()
    expect(responsible.get_by_role("checkbox")).to_have_count(2)
    field.press_sequentially("mar")
    page.wait_for_timeout(500)
    expect(offered).to_have_count(0)  # he is chosen already
    field.fill("")
    responsible.get_by_role("checkbox", name="Mark").uncheck()
    dialog.get_by_role("group", name="Informed").get_by_label("Add by name").fill("helper3, mark")
    assert_accessible(page)
    dialog.get_by_role("button", name="Add line").click()
    expect(page.get_by_role("cell", name="Press", exact=True)).to_be_visible()

    ids = {name: people[name].id for name in ("Helper12", "Helper3", "Mark")}
    [line] = petra.get("raci/", launch=launch["id"])["results"]
    assert line["responsible"] == [ids["Helper12"]]
    assert sorted(line["informed"]) == sorted([ids["Helper3"], ids["Mark"]])
