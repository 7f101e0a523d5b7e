"""A goal is set, agreed to and measured in the browser, by keyboard; everybody sees how far it is."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Complaints, RunningLaunchHub, assert_accessible
from tests.e2e.people import Person, open_workspace, sign_in

SLUG = "headland"


@pytest.fixture(scope="module")
def people(launchhub: RunningLaunchHub) -> dict[str, Person]:
    """Petra, Mark and the guest Vera in a workspace of their own."""
    return open_workspace(launchhub, SLUG, {"Petra": "product", "Mark": "marketing", "Vera": ""})


def test_from_a_wish_to_a_number_that_moves(page: Page, people: dict[str, Person], complaints: Complaints) -> None:
    sign_in(page, people["Petra"])
    page.goto(f"/{SLUG}/goals/")
    expect(page.get_by_text("No goals yet")).to_be_visible()
    page.get_by_role("link", name="New goal").first.press("Enter")
    dialog = page.get_by_role("dialog")
    for label, value in {
        "Title": "Fewer lost carts",
        "Metric": "Carts left behind",
        "Unit": "%",
        "Baseline": "60",
    }.items():
        dialog.get_by_label(label).fill(value)
    dialog.get_by_label("Target").fill("60")
    dialog.get_by_role("button", name="Set goal").press("Enter")
    expect(dialog.get_by_role("alert")).to_contain_text("say what shall change")
    complaints.expect("status of 422")
    assert_accessible(page)
    dialog.get_by_label("Target").fill("40")
    dialog.get_by_role("button", name="Set goal").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Fewer lost carts")

    page.get_by_role("link", name="Check in").press("Enter")
    dialog.get_by_label("Value").fill("50")
    dialog.get_by_label("Value").press("Enter")
    expect(page.get_by_text("50% of the way")).to_be_visible()
    expect(dialog).to_be_hidden()
    assert_accessible(page)

    sign_in(page, people["Mark"])
    page.goto(f"/{SLUG}/goals/")
    expect(page.get_by_text("Product, Marketing and QA missing")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="Fewer lost carts").press("Enter")
    expect(page.get_by_role("link", name="Check in")).to_have_count(0)
    page.get_by_role("button", name="I agree").press("Enter")
    expect(page.get_by_role("button", name="I no longer agree")).to_be_visible()
    expect(page.get_by_role("link", name="Check in")).to_be_visible()

    sign_in(page, people["Vera"])
    page.goto(f"/{SLUG}/goals/")
    expect(page.get_by_text("No goals yet")).to_be_visible()
