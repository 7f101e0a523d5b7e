"""The shell in Chromium: dialogs, messages, theme, reflow, accessibility.

The browser gets what Django answered beforehand: its requests are met from a small book of answers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.test import Client
from playwright.sync_api import Browser, Page, Route, expect, sync_playwright

from launchhub.accounts.models import Member
from launchhub.web import navigation
from launchhub.web.navigation import Entry
from tests.browser import ADVICE, find_browser
from tests.web.test_responses import HTMX

pytestmark = pytest.mark.urls("tests.web.urls")
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
MOVE, FORBIDDEN, PALETTE = "/harbour/move/", "/harbour/refuse/forbidden/", "/harbour/search/palette/"

Answers = dict[tuple[str, str], HttpResponse]
Open = Callable[..., Page]


@pytest.fixture
def answers(signed_in: Callable[[Member], Client], petra: Member, monkeypatch: pytest.MonkeyPatch) -> Answers:
    """What Django answers Petra, by method and what is asked."""
    monkeypatch.setattr(navigation, "_entries", {})
    monkeypatch.setattr(navigation, "_sections", {})
    home = Entry("Home", "house", "home", 2)
    navigation.register(Entry("Launches", "rocket", "roadmap:launches", 1, phone=True), home)
    client = signed_in(petra)
    return {
        ("GET", "/harbour/"): client.get("/harbour/"),
        ("GET", PALETTE): client.get(PALETTE),
        ("GET", MOVE): client.get(MOVE, headers=HTMX),
        ("POST", "nothing"): client.post(MOVE, {"note": "Load test failed"}, headers=HTMX),
        ("POST", "a date"): client.post(MOVE, {"date": "2027-05-14"}, headers=HTMX),
        ("POST", FORBIDDEN): client.post(FORBIDDEN, headers=HTMX),
    }


def answer(route: Route, answers: Answers) -> None:
    """Meet one request of the browser."""
    request = route.request
    path = urlsplit(request.url).path
    if path.startswith("/static/"):
        route.fulfill(path=finders.find(path.removeprefix("/static/")))
        return
    if (request.method, path) == ("POST", MOVE):
        path = "a date" if "date=2027-05-14" in (request.post_data or "") else "nothing"
    found = answers[request.method, path]
    route.fulfill(status=found.status_code, headers=dict(found.headers.items()), body=found.content)


@pytest.fixture
def chromium(answers: Answers) -> Iterator[Browser]:
    """A browser, started when Django has answered: Playwright's loop keeps Django from the database."""
    path = find_browser()
    if path is None:
        pytest.fail(ADVICE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def complaints() -> list[str]:
    """What the browser complained about, the refusals of the Content-Security-Policy above all."""
    return []


@pytest.fixture
def open_home(chromium: Browser, answers: Answers, complaints: list[str]) -> Open:
    """Return a function that opens the home page in a new window with the options given."""

    def open_page(**options: Any) -> Page:
        page = chromium.new_context(base_url="http://localhost", **options).new_page()
        page.on("console", lambda message: complaints.append(message.text) if "Policy" in message.text else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.route("**/*", lambda route: answer(route, answers))
        page.goto("/harbour/")
        return page

    return open_page


def open_dialog(page: Page) -> None:
    page.get_by_role("link", name="Move date").click()
    expect(page.get_by_role("dialog", name="Move the date")).to_be_visible()


def test_a_dialog_takes_the_focus_and_gives_it_back(open_home: Open, complaints: list[str]) -> None:
    page = open_home()
    open_dialog(page)
    expect(page.get_by_label("New date")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.get_by_role("link", name="Move date")).to_be_focused()
    assert complaints == []


def test_errors_come_back_into_the_dialog_with_what_was_typed(open_home: Open) -> None:
    page = open_home()
    open_dialog(page)
    page.get_by_label("Note").fill("Load test failed")
    page.locator("#dialog form").evaluate("form => form.noValidate = true")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("1 thing to put right")
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_label("Note")).to_have_value("Load test failed")


def test_a_form_that_worked_closes_the_dialog_and_says_so(open_home: Open, complaints: list[str]) -> None:
    page = open_home()
    open_dialog(page)
    page.get_by_label("New date").fill("2027-05-14")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status").filter(has_text="Moved.")).to_be_visible()
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert complaints == []


def test_a_lost_connection_is_said_and_nothing_typed_is_lost(open_home: Open) -> None:
    page = open_home()
    open_dialog(page)
    page.get_by_label("New date").fill("2027-05-14")
    page.route("**/move/", lambda route: route.abort("internetdisconnected"))
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("No connection to the server.")).to_be_visible()
    expect(page.get_by_label("New date")).to_have_value("2027-05-14")


def test_a_refusal_is_said_in_its_own_words(open_home: Open) -> None:
    page = open_home()
    open_dialog(page)
    page.get_by_label("New date").fill("2027-05-14")
    page.locator("#dialog form").evaluate("form => form.setAttribute('hx-post', '/harbour/refuse/forbidden/')")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("that needs the qa hat or the admin role")).to_be_visible()
    expect(page.get_by_label("New date")).to_have_value("2027-05-14")


def test_a_press_beside_the_dialog_does_not_throw_away_what_was_typed(open_home: Open) -> None:
    page = open_home()
    open_dialog(page)
    page.get_by_label("Note").fill("Load test failed")
    page.mouse.click(5, 5)
    expect(page.get_by_role("dialog")).to_be_visible()
    page.get_by_label("Note").fill("")
    page.mouse.click(5, 5)
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_the_chosen_theme_is_kept(open_home: Open) -> None:
    page = open_home(color_scheme="light")
    page.get_by_role("main").get_by_role("button", name="Switch theme").click()
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_a_menu_closes_when_one_presses_beside_it_or_escape(open_home: Open) -> None:
    page = open_home()
    menu = page.get_by_role("main").get_by_role("link", name="Edit")
    for close in (lambda: page.keyboard.press("Escape"), lambda: page.mouse.click(600, 700)):
        page.locator("summary[aria-label='More']").click()
        expect(menu).to_be_visible()
        close()
        expect(menu).to_be_hidden()


def test_a_slash_and_ctrl_k_lead_into_the_palette_and_escape_out_of_it(open_home: Open) -> None:
    page = open_home()
    field = page.get_by_role("combobox", name="Find anything, or do something")
    for key in ("/", "Control+k"):
        page.keyboard.press(key)
        expect(field).to_be_focused()
        page.keyboard.press("Escape")
        expect(field).to_be_hidden()


def test_the_phone_has_its_navigation_at_the_bottom_and_the_rest_under_more(open_home: Open) -> None:
    page = open_home(viewport={"width": 390, "height": 844})
    expect(page.get_by_role("link", name="Launches").first).to_be_in_viewport()
    page.get_by_role("button", name="More", exact=True).click()
    expect(page.locator("#more").get_by_role("link", name="Home")).to_be_visible()
    expect(page.locator("#more").get_by_role("button", name="Sign out")).to_be_visible()


def test_a_page_never_scrolls_sideways(open_home: Open) -> None:
    page = open_home()
    for width in (320, 390, 768, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_components_are_accessible_in_light_and_dark_on_desk_and_phone(
    open_home: Open, complaints: list[str]
) -> None:
    page = open_home(reduced_motion="reduce")
    for scheme, width in (("light", 1280), ("dark", 390)):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.set_viewport_size({"width": width, "height": 800})
        assert Axe().run(page, options=WCAG).response["violations"] == []
        open_dialog(page)
        assert Axe().run(page, options=WCAG).response["violations"] == []
        page.keyboard.press("Escape")
    assert complaints == []
