"""Petra deletes and takes back, links launches and says what a product is for, with the keyboard alone."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.conftest import RunningLaunchHub, assert_accessible
from tests.e2e.people import Person, open_workspace, sign_in

SLUG = "drydock"


@pytest.fixture(scope="module")
def people(launchhub: RunningLaunchHub) -> dict[str, Person]:
    """Alice and Petra in a workspace of their own."""
    return open_workspace(launchhub, SLUG, {"Petra": "product"})


@pytest.fixture(scope="module")
def plan(people: dict[str, Person]) -> dict[str, Any]:
    """Two launches, the first of which has a feature and a task."""
    petra = people["Petra"]
    product = petra.post("products/", name="Payments", key="PAY")["id"]
    boat, app = (
        petra.post("launches/", name=name, products=[product], owner=petra.id, date=date)
        for name, date in (("Boat", "2031-05-14"), ("App", "2031-06-14"))
    )
    petra.post("features/", title="Refunds", product=product, launch=boat["id"])
    task = petra.post("tasks/", launch=boat["id"], title="Paint it", hat="sales", offset_days=-7)
    return {"product": product, "boat": boat["id"], "app": app["id"], "task": task["id"]}


def test_what_is_deleted_comes_back(page: Page, people: dict[str, Person], plan: Any) -> None:
    sign_in(page, people["Petra"])
    page.goto(f"/{SLUG}/roadmap/table/")
    page.get_by_role("link", name="Refunds").press("Enter")
    panel, dialog = page.locator("dialog#panel"), page.locator("dialog#dialog")
    panel.get_by_role("link", name="Delete").press("Enter")
    expect(dialog).to_contain_text("Delete this feature?")
    assert_accessible(page)
    dialog.get_by_role("button", name="Delete").press("Enter")
    expect(panel).to_be_hidden()
    expect(page).to_have_url(re.compile("/roadmap/table/$"))
    expect(page.locator("#table")).not_to_contain_text("Refunds")
    page.get_by_role("button", name="Undo").press("Enter")
    expect(page.get_by_text("Refunds is back.")).to_be_visible()
    expect(page.get_by_role("link", name="Refunds")).to_be_visible()

    page.goto(f"/{SLUG}/launches/{plan['boat']}/")
    order = page.locator("#dependencies")
    order.get_by_role("link", name="Link a launch").press("Enter")
    dialog.get_by_label("It", exact=True).select_option(label="waits for")
    dialog.get_by_label("The other launch").select_option(label="App, 14 June 2031")
    assert_accessible(page)
    dialog.get_by_role("button", name="Link").press("Enter")
    expect(order).to_contain_text("31 days too early")
    assert_accessible(page)
    order.get_by_role("button", name="Unlink App").press("Enter")
    expect(order).to_contain_text("It waits for no other launch")
    page.locator("summary", has_text="Planning").press("Enter")
    page.get_by_role("link", name="Delete").press("Enter")
    expect(dialog).to_contain_text("With it go 1 task")
    page.route(re.compile("/bin/"), lambda route: answer_late(route, people["Alice"], plan["task"]), times=1)
    dialog.get_by_role("button", name="Delete").press("Enter")
    expect(page).to_have_url(re.compile("/launches/$"))
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Bin").press("Enter")
    boat = page.get_by_role("row", name="Launch Boat")
    expect(boat).to_contain_text("Petra")
    assert_accessible(page)
    boat.get_by_role("button", name="Restore").press("Enter")
    expect(page.get_by_text("Boat is back.")).to_be_visible()
    expect(boat).to_be_hidden()

    page.get_by_role("navigation", name="Main").get_by_role("link", name="Products").press("Enter")
    assert_accessible(page)
    page.get_by_role("link", name="Payments", exact=True).press("Enter")
    page.get_by_role("link", name="Edit").press("Enter")
    dialog.get_by_label("Strategy").fill("*Small* steps")
    dialog.get_by_label("Owner").select_option(label="Petra")
    assert_accessible(page)
    dialog.get_by_role("button", name="Save").press("Enter")
    expect(page.locator("em", has_text="Small")).to_be_visible()
    assert_accessible(page)


def answer_late(route: Route, alice: Person, task: str) -> None:
    """Let the page hear that a task has changed before it hears that the launch is gone: it must not ask for it."""
    alice.patch(f"tasks/{task}/", title="Paint it blue")
    answer = route.fetch()
    time.sleep(2)
    route.fulfill(response=answer)
