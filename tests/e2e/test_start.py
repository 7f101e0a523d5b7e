"""A fresh LaunchHub in the browser."""

from playwright.sync_api import Page, expect

from tests.e2e.conftest import RunningLaunchHub, assert_accessible


def test_a_visitor_is_asked_to_sign_in(page: Page) -> None:
    page.goto("/accounts/login/")

    expect(page.get_by_label("Email")).to_be_visible()
    assert_accessible(page)


def test_it_is_ready(page: Page, launchhub: RunningLaunchHub) -> None:
    assert page.request.get(f"{launchhub.url}/readyz").json() == {"status": "ok", "postgresql": True, "valkey": True}
