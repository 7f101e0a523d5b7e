"""What a customer said goes its way: Mark shares it, Petra links and plans it, Mark is told; its feature shows it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Complaints, RunningLaunchHub, assert_accessible
from tests.e2e.people import Person, open_workspace, sign_in

SLUG = "fairway"
SAID = "We pay twice because a refund takes a week."


@pytest.fixture(scope="module")
def people(launchhub: RunningLaunchHub) -> dict[str, Person]:
    """Petra and Mark in a workspace of their own, with two features of Petra's."""
    people = open_workspace(launchhub, SLUG, {"Petra": "product", "Mark": "marketing"})
    petra = people["Petra"]
    product = petra.post("products/", name="Till", key="TILL")["id"]
    for title in ("Quick refunds", "Tips"):
        petra.post("features/", title=title, product=product, owner=petra.id)
    return people


def test_from_a_call_to_a_promise(page: Page, people: dict[str, Person], complaints: Complaints) -> None:
    sign_in(page, people["Mark"])
    page.goto(f"/{SLUG}/insights/")
    expect(page.get_by_text("Everything is answered")).to_be_visible()
    quick = page.get_by_role("region", name="Share an insight")
    quick.get_by_role("button", name="Share").press("Enter")  # the browser itself asks for the text
    said = quick.get_by_label("What was said")
    expect(said).to_be_focused()
    said.fill(SAID)
    quick.get_by_label("Customer").fill("Globex")
    quick.get_by_label("Heard in").select_option("Call")
    quick.get_by_role("button", name="Share").press("Enter")
    card = page.get_by_role("article", name="Globex")
    expect(card.get_by_text(SAID, exact=True)).to_be_visible()
    expect(said).to_have_value("")
    expect(card.get_by_role("link", name="Decline")).to_have_count(0)
    assert_accessible(page)
    page.goto(f"/{SLUG}/customers/")
    page.get_by_role("link", name="Edit Globex").press("Enter")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Value").fill("120000")
    dialog.get_by_label("Value").press("Enter")
    expect(page.get_by_role("cell", name="120,000")).to_be_visible()
    assert_accessible(page)

    sign_in(page, people["Petra"])
    page.goto(f"/{SLUG}/insights/")
    card.get_by_text("Link a feature").press("Enter")
    card.get_by_role("searchbox", name="Find a feature").press_sequentially("refund")
    expect(card.get_by_role("button", name="Quick refunds")).to_be_visible()
    assert_accessible(page)
    page.keyboard.press("Enter")
    expect(card.get_by_role("link", name="Quick refunds")).to_be_visible()
    expect(card.get_by_role("searchbox")).to_be_hidden()
    expect(card.get_by_text("Link a feature")).to_be_focused()
    card.get_by_role("link", name="Decline").press("Enter")
    dialog.get_by_role("button", name="Decline").press("Enter")
    expect(dialog).to_be_visible()
    assert_accessible(page)
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    card.get_by_role("link", name="Plan", exact=True).press("Enter")
    dialog.get_by_label("Answer").fill("Comes in May")
    dialog.get_by_role("button", name="Plan").press("Enter")
    expect(page.get_by_text("Everything is answered")).to_be_visible()

    sign_in(page, people["Mark"])
    page.goto(f"/{SLUG}/inbox/")
    expect(page.get_by_text("Comes in May")).to_be_visible()
    page.get_by_role("link", name=SAID).first.press("Enter")
    expect(page.get_by_text("Answer: Comes in May")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="Quick refunds").press("Enter")
    panel = page.get_by_role("article").filter(has=page.get_by_role("heading", name="Quick refunds"))
    expect(panel.get_by_text("1 insight from 1 customer, worth 120,000 a year together")).to_be_visible()
    panel.get_by_text("Add what you heard").press("Enter")
    panel.get_by_label("What was said").fill("Every week somebody asks for it.")
    panel.get_by_role("button", name="Share").press("Enter")
    expect(panel.get_by_text("2 insights from 1 customer")).to_be_visible()
    assert_accessible(page)
