"""What comes first: everybody scores alone and by keyboard, then sees the others; Petra draws the line.

The guest Vera proposes an idea beside what is there already.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Complaints, RunningLaunchHub, assert_accessible
from tests.e2e.people import Person, open_workspace, sign_in

SLUG = "foreland"
NUMBERS = {"Reach": "500", "Confidence": "80", "Effort": "2"}


@pytest.fixture(scope="module")
def people(launchhub: RunningLaunchHub) -> dict[str, Person]:
    """Petra, Mark and the guest Vera in a workspace of their own, with three ideas."""
    people = open_workspace(launchhub, SLUG, {"Petra": "product", "Mark": "marketing", "Vera": ""})
    product = people["Petra"].post("products/", name="Payments", key="PAY")["id"]
    for title in ("Refunds", "Split bills", "Gift cards"):
        people["Petra"].post("features/", title=title, product=product)
    return people


def score(page: Page, title: str, **others: str) -> None:
    """Type the numbers of a feature into its row, and leave the last one."""
    page.get_by_label(f"Impact of {title}").select_option("2")
    for name, value in (NUMBERS | others).items():
        page.get_by_label(f"{name} of {title}").fill(value)
    page.keyboard.press("Tab")


def test_from_scores_to_the_roadmap(page: Page, people: dict[str, Person], complaints: Complaints) -> None:
    sign_in(page, people["Mark"])
    page.goto(f"/{SLUG}/roadmap/priorities/")
    refunds = page.get_by_role("row").filter(has_text="Refunds")
    score(page, "Refunds")
    expect(refunds.locator("output")).to_have_text("400")
    score(page, "Split bills", Reach="50")
    expect(page.get_by_role("row").filter(has_text="Split bills").locator("output")).to_have_text("40.0")

    sign_in(page, people["Petra"])
    page.goto(f"/{SLUG}/roadmap/priorities/")
    expect(refunds).to_contain_text("Score it to see")
    effort = page.get_by_label("Effort of Refunds")
    score(page, "Refunds", Effort="0")
    expect(page.get_by_text("Effort: write a number from 0.1 to 1,000.")).to_be_visible()
    complaints.expect("status of 422")
    assert_accessible(page)
    effort.fill("8")
    effort.press("Enter")
    expect(refunds).to_contain_text("Far apart")
    expect(effort).to_be_focused()
    score(page, "Split bills", Reach="50")

    page.get_by_role("link", name="Show what all say").press("Enter")
    handle = page.get_by_role("slider")
    handle.press("ArrowDown")
    expect(handle).to_have_attribute("aria-valuetext", "The first 1 are on the roadmap")
    assert_accessible(page)
    page.get_by_role("button", name="Promote what is above").press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Refunds (idea)")).to_be_checked()
    assert_accessible(page)
    dialog.get_by_role("button", name="Promote").press("Enter")
    expect(refunds).to_contain_text("Planned")
    page.get_by_role("button", name="Park what is below").press("Enter")
    dialog.get_by_label("Reason").fill("Not this year")
    dialog.get_by_role("button", name="Park").press("Enter")
    expect(page.get_by_role("row").filter(has_text="Split bills")).to_have_count(0)
    expect(page.get_by_role("row").filter(has_text="Gift cards")).to_contain_text("Nobody yet")

    page.get_by_role("link", name="Value/effort").press("Enter")
    page.get_by_label("Value of Refunds").fill("9")
    page.get_by_label("Effort of Refunds").fill("2")
    page.get_by_label("Effort of Refunds").press("Enter")
    expect(refunds.locator("output")).to_have_text("4.50")
    page.get_by_role("link", name="Rank anew").or_(page.get_by_role("link", name="Value/effort")).first.press("Enter")
    bubble = page.get_by_role("link", name="Refunds: value 9, effort 2, 1 voice")
    assert_accessible(page)
    bubble.press("Enter")
    expect(page.locator("dialog#panel").get_by_label("Title")).to_have_value("Refunds")


def test_a_guest_proposes_an_idea_and_sees_what_is_like_it(page: Page, people: dict[str, Person]) -> None:
    petra, vera = people["Petra"], people["Vera"]
    [product] = petra.get("products/")["results"]
    petra.post("shares/", noun="product", target=product["id"], member=vera.id)
    sign_in(page, people["Vera"])
    page.goto(f"/{SLUG}/roadmap/board/")
    page.get_by_role("link", name="New idea").press("Enter")
    dialog = page.get_by_role("dialog")
    title = dialog.get_by_label("What would help?")
    title.fill("Gift card")
    expect(dialog.get_by_role("link", name="Gift cards")).to_be_visible()
    assert_accessible(page)
    title.fill("Invoices by post")
    expect(dialog.get_by_role("link", name="Gift cards")).to_have_count(0)
    dialog.get_by_label("Why does it matter?").fill("Some shops have no e-mail")
    dialog.get_by_role("button", name="Propose").press("Enter")
    expect(
        page.get_by_role("status").filter(has_text="Thank you: “Invoices by post” is among the ideas.")
    ).to_be_visible()
    expect(page.locator("#board").get_by_role("link", name="Invoices by post")).to_be_visible()
    assert_accessible(page)
