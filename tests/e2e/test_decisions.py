"""Petra takes a go, Mark and Quentin vote, things change; Vera, a guest, reads what she may."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import PHONE, Complaints, RunningLaunchHub, assert_accessible
from tests.e2e.people import Person, open_workspace, sign_in

SLUG = "skerry"


@pytest.fixture(scope="module")
def people(launchhub: RunningLaunchHub) -> dict[str, Person]:
    """The cast in a workspace of their own."""
    return open_workspace(launchhub, SLUG, {"Petra": "product", "Mark": "marketing", "Quentin": "qa", "Vera": ""})


def test_a_go_its_votes_and_what_changed_since(page: Page, people: dict[str, Person], complaints: Complaints) -> None:
    petra, mark = people["Petra"], people["Mark"]
    product = petra.post("products/", name="Till", key="TILL")["id"]
    launch = petra.post("launches/", name="Till 2.0", products=[product], owner=petra.id, date="2027-05-14")["id"]
    task = petra.post("tasks/", launch=launch, title="Train support", hat="support", assignee=mark.id)["id"]
    room = f"/{SLUG}/launches/{launch}/decisions/"

    sign_in(page, petra)
    page.goto(room)
    page.get_by_role("link", name="Decide").first.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("0 of 1 check done")).to_be_visible()
    dialog.get_by_label("Something else").check()
    dialog.get_by_role("button", name="Decide").press("Enter")
    expect(dialog.get_by_role("alert")).to_contain_text("Say what was agreed.")
    complaints.expect("status of 422")
    assert_accessible(page)
    dialog.get_by_label("Go", exact=True).check()
    dialog.get_by_label("Note").fill("Everybody is ready.")
    dialog.get_by_role("button", name="Decide").press("Enter")
    expect(page.get_by_text("Has not voted yet: Alice and Quentin")).to_be_visible()

    sign_in(page, mark)
    page.goto(room)
    page.get_by_role("link", name="Vote").press("Enter")
    dialog.get_by_label("I disagree").check()
    dialog.get_by_label("Remark").fill("Support is not trained.")
    dialog.get_by_role("button", name="Vote").press("Enter")
    expect(page.get_by_text("Mark disagrees")).to_be_visible()
    expect(page.get_by_role("link", name="Vote")).to_have_count(0)
    people["Quentin"].post(f"decisions/{_standing(petra, launch)}/votes/", agrees=True)
    mark.post(f"tasks/{task}/transitions/", to="done")
    page.reload()
    expect(page.get_by_text("Quentin agrees")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="Readiness then and now").press("Enter")
    expect(page.get_by_text("0 of 1 → 1 of 1")).to_be_visible()
    expect(page.get_by_role("heading", name="Done since")).to_be_visible()
    page.set_viewport_size(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert_accessible(page)

    sign_in(page, people["Vera"])
    assert page.goto(room).status == 404  # type: ignore[union-attr]
    complaints.expect("status of 404")


def _standing(person: Person, launch: str) -> str:
    [decision] = person.get("decisions/", launch=launch)["results"]
    return str(decision["id"])
