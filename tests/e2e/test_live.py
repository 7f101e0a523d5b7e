"""Two people look at the same screen: what one changes appears for the other, who loses nothing of their own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.conftest import DESKTOP, Complaints, RunningLaunchHub, assert_accessible
from tests.e2e.people import Person, open_workspace, sign_in

SLUG = "lagoon"
TABS = 8
"""More than the six connections that a browser has to one server."""


@pytest.fixture(scope="module")
def people(launchhub: RunningLaunchHub) -> dict[str, Person]:
    """Petra, Mark and the guest Vera in a workspace of their own, with a launch and three features."""
    people = open_workspace(launchhub, SLUG, {"Petra": "product", "Mark": "product", "Vera": ""})
    petra = people["Petra"]
    product = petra.post("products/", name="Payments", key="PAY")["id"]
    petra.post("launches/", name="Payments 2.0", products=[product], owner=petra.id, date="2027-05-14")
    for title in ("Cards", "Refunds", "Tips"):
        petra.post("features/", title=title, product=product, target="2027-05-04")
    return people


@pytest.fixture
def at_marks(browser: Browser, launchhub: RunningLaunchHub, people: dict[str, Person]) -> Iterator[BrowserContext]:
    """Mark's browser, in which he is signed in."""
    context = browser.new_context(base_url=launchhub.url, viewport=DESKTOP, reduced_motion="reduce")
    sign_in(context.new_page(), people["Mark"])
    yield context
    context.close()


def feature(people: dict[str, Person], title: str) -> str:
    [found] = people["Petra"].get("features/", search=title)["results"]
    return str(found["id"])


def launch(people: dict[str, Person]) -> str:
    return str(people["Petra"].get("launches/")["results"][0]["id"])


def test_a_cell_that_is_edited_waits_and_merges(page: Page, people: dict[str, Person], complaints: Complaints) -> None:
    sign_in(page, people["Mark"])
    page.goto(f"/{SLUG}/roadmap/table/?sort=title")
    row, other = (page.get_by_role("row").filter(has_text=title) for title in ("Cards", "Tips"))
    row.locator("td").nth(3).click()
    people["Petra"].patch(f"features/{feature(people, 'Tips')}/", status="building")
    expect(other).to_contain_text("Building")
    page.keyboard.press("Enter")
    field = page.locator(".editing input")
    field.fill("2027-04-01")
    people["Petra"].patch(f"features/{feature(people, 'Cards')}/", title="Cards and cash", status="planned")
    people["Petra"].patch(f"features/{feature(people, 'Refunds')}/", title="Refunds at once")
    expect(page.get_by_role("row").filter(has_text="Refunds at once")).to_be_visible()
    expect(field).to_be_focused()
    field.press("Enter")
    saved = page.get_by_role("row").filter(has_text="Cards and cash")
    expect(saved).to_contain_text("1 April 2027")
    expect(saved).to_contain_text("Planned")
    expect(page.locator("[aria-busy=true]")).to_have_count(0)
    assert people["Petra"].get(f"features/{feature(people, 'Cards')}/")["start"] == "2027-04-01"
    complaints.expect("status of 412")


def test_eight_tabs_share_one_stream_and_hand_it_over(at_marks: BrowserContext, people: dict[str, Person]) -> None:
    tabs = [at_marks.pages[0], *(at_marks.new_page() for _ in range(TABS - 1))]
    for tab in tabs:
        tab.goto(f"/{SLUG}/goals/")
    streams = "performance.getEntriesByType('resource').filter(each => each.name.includes('/stream/')).length"
    assert sum(tab.evaluate(streams) for tab in tabs[1:]) == 0
    tabs[0].close()
    people["Petra"].post("goals/", title="Fewer lost carts", metric="Carts", baseline=60, target=40)
    for tab in tabs[1:]:
        tab.bring_to_front()  # a tab that is not looked at waits until it is
        expect(tab.get_by_text("Fewer lost carts")).to_be_visible()


def test_of_a_list_only_the_line_that_is_new_is_tinted(at_marks: BrowserContext, people: dict[str, Person]) -> None:
    [mark], petra = at_marks.pages, people["Petra"]
    mark.emulate_media(reduced_motion="no-preference")
    mark.goto(f"/{SLUG}/launches/")
    expect(mark.get_by_text("1 launch", exact=True)).to_be_visible()
    products = [each["id"] for each in petra.get("products/")["results"]]
    made = petra.post("launches/", name="Gift cards", products=products, owner=petra.id)
    expect(mark.locator("main .fresh").filter(has_text="Gift cards")).to_be_visible()
    tinted = mark.locator("main .fresh").evaluate_all("all => all.map(each => each.tagName)")
    petra.call("DELETE", f"launches/{made['id']}/")
    assert tinted == ["SPAN", "TR"], "the number of launches, and the new one"


def test_what_happened_while_the_connection_was_away_is_caught_up_with(
    at_marks: BrowserContext, people: dict[str, Person]
) -> None:
    [mark] = at_marks.pages
    mark.goto(f"/{SLUG}/launches/")
    expect(mark.get_by_text("Payments").first).to_be_visible()
    at_marks.set_offline(True)
    people["Petra"].patch(f"launches/{launch(people)}/", name="Payments three")
    at_marks.set_offline(False)
    expect(mark.get_by_role("link", name="Payments three")).not_to_have_count(0)


def test_a_guest_sees_what_is_shared_and_nobody(page: Page, people: dict[str, Person]) -> None:
    sign_in(page, people["Vera"])
    page.goto(f"/{SLUG}/goals/")
    assert page.locator('meta[name="live"]').get_attribute("content") == ""
    with page.expect_response(lambda answer: "/here/" in answer.url) as asked:
        page.goto(f"/{SLUG}/roadmap/board/")
    assert "Mark" not in asked.value.text()


def test_what_petra_saves_appears_while_mark_writes(
    page: Page, at_marks: BrowserContext, people: dict[str, Person], complaints: Complaints
) -> None:
    room = f"/{SLUG}/launches/{launch(people)}/"
    [mark] = at_marks.pages
    complaints.listen_to(mark)
    mark.goto(room)
    words = mark.get_by_label("Comment")
    words.fill("I think that ")
    words.press("ArrowLeft")
    words.evaluate("field => { window.field = field; }")
    mark.locator("summary").filter(has_text="Planning").click()

    sign_in(page, people["Petra"])
    page.goto(room)
    expect(page.get_by_text("Also here: Mark")).to_be_attached()
    page.locator(".page-head summary").click()
    page.get_by_role("link", name="Edit", exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Summary").fill("Pay with anything")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_be_hidden()  # nobody types beneath it
    expect(mark.get_by_text("Pay with anything")).to_be_visible()
    page.get_by_label("Comment").fill("Who writes the release notes?")
    page.get_by_role("button", name="Comment", exact=True).click()
    expect(page.get_by_text("Who writes the release notes?").first).to_be_visible()
    expect(mark.get_by_text("Who writes the release notes?").first).to_be_visible()
    assert mark.evaluate("[field.isConnected, field.value, field.selectionStart]") == [True, "I think that ", 12]
    expect(mark.get_by_role("link", name="Edit", exact=True)).to_be_visible()  # the menu that he opened
    expect(mark.get_by_text("Also here: Petra")).to_be_attached()
    assert_accessible(mark)
    page.goto("about:blank")
    expect(mark.get_by_text("Also here: Petra")).not_to_be_attached(timeout=60_000)


def test_both_edit_one_launch_and_only_what_clashes_is_asked(
    page: Page, people: dict[str, Person], complaints: Complaints
) -> None:
    key = launch(people)
    sign_in(page, people["Mark"])
    page.goto(f"/{SLUG}/launches/{key}/")
    page.locator(".page-head summary").click()
    page.get_by_role("link", name="Edit", exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Build").fill("4.3")
    dialog.get_by_label("Name").fill("Payments two")
    people["Petra"].patch(f"launches/{key}/", build="4.2", summary="Pay with anything at all")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_text("Keep what was saved meanwhile: “4.2”")).to_be_visible()
    expect(dialog.get_by_label("Summary")).to_have_value("Pay with anything at all")
    assert_accessible(page)
    complaints.expect("status of 422")
    dialog.get_by_label("Keep what was saved meanwhile").check()
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_be_hidden()
    saved = people["Petra"].get(f"launches/{key}/")
    assert (saved["name"], saved["build"], saved["summary"]) == ("Payments two", "4.2", "Pay with anything at all")
