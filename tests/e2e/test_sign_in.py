"""Signing in with every factor there is, in a real browser; sessions that are ended; the operator's site."""

from __future__ import annotations

import base64
import hmac
import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.cast import PASSWORD
from tests.e2e.conftest import Complaints, RunningLaunchHub, assert_accessible, take_screenshots
from tests.e2e.people import Person, open_workspace, visit


@pytest.fixture(scope="module")
def people(launchhub: RunningLaunchHub) -> dict[str, Person]:
    """People of a workspace of their own."""
    return open_workspace(launchhub, "entrance", {"Petra": "product", "Mark": "marketing", "Quentin": "qa"})


def code_of(secret: str) -> str:
    """Return what an authenticator app shows now (RFC 6238)."""
    counter = (int(time.time()) // 30).to_bytes(8, "big")
    digest = hmac.digest(base64.b32decode(secret), counter, "sha1")
    start = digest[-1] & 15
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFF_FFFF
    return f"{number % 1_000_000:06}"


def enter_code(page: Page, secret: str, button: str) -> None:
    """Enter the code of now; the next one when it ran out on its way, or was used already."""
    for _ in range(4):
        present = int(time.time()) // 30
        page.get_by_role("textbox", name="Code").fill(code_of(secret))
        with page.expect_navigation():
            page.get_by_role("button", name=button, exact=True).click()
        if not page.get_by_text("Incorrect code").count():
            return
        page.wait_for_function("present => Date.now() / 30000 >= present + 1", arg=present, timeout=60_000)
    raise AssertionError("no code was right")


def give_password(page: Page, person: Person) -> None:
    """Sign in as far as the password goes."""
    page.context.clear_cookies()
    page.goto("/accounts/login/")
    page.get_by_label("Email").fill(person.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def sign_in(page: Page, person: Person) -> None:
    """Sign in on the page, as somebody else than whoever is signed in now."""
    page.goto("about:blank")  # nothing of the page before asks any more, and gets a cookie of its own
    give_password(page, person)
    is_in(page)


def confirm_password(page: Page) -> None:
    """Say once more who one is, before factors are changed."""
    expect(page.get_by_role("heading", name="Confirm access")).to_be_visible()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()


def is_in(page: Page) -> None:
    """Wait until one stands in the workspace."""
    page.wait_for_url("**/entrance/")


@pytest.fixture
def authenticator(page: Page) -> Iterator[None]:
    """A device that holds passkeys and says yes to everything."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": options | {"isUserVerified": True, "automaticPresenceSimulation": True}},
    )
    yield
    devtools.detach()


def test_an_authenticator_app_and_its_recovery_codes(page: Page, people: dict[str, Person]) -> None:
    petra = people["Petra"]
    sign_in(page, petra)
    page.locator("summary.user").click()
    page.get_by_role("link", name="Your account").first.click()
    page.get_by_role("link", name="Two-factor").click()
    assert_accessible(page)
    take_screenshots(page, "two-factor")
    page.get_by_role("link", name="Activate").click()
    confirm_password(page)
    secret = page.get_by_label("Authenticator secret").input_value()
    assert_accessible(page)
    take_screenshots(page, "authenticator-app")
    enter_code(page, secret, "Activate")
    recovery_codes = page.get_by_label("Unused codes").input_value().split()
    assert len(recovery_codes) == 10
    take_screenshots(page, "recovery-codes")

    give_password(page, petra)
    page.goto("/entrance/")  # the password alone does not get in
    expect(page.get_by_role("heading", name="Two-factor authentication")).to_be_visible()
    assert_accessible(page)
    take_screenshots(page, "second-factor")
    enter_code(page, secret, "Sign in")
    is_in(page)

    give_password(page, petra)
    page.get_by_role("textbox", name="Code").fill(recovery_codes[3])
    page.get_by_role("button", name="Sign in", exact=True).click()
    is_in(page)
    give_password(page, petra)
    page.get_by_role("textbox", name="Code").fill(recovery_codes[3])
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_text("Incorrect code").first).to_be_visible()


def test_a_passkey_signs_in_by_itself_and_as_a_second_factor(
    page: Page, people: dict[str, Person], authenticator: None
) -> None:
    mark = people["Mark"]
    sign_in(page, mark)
    page.goto("/accounts/2fa/webauthn/add/")
    confirm_password(page)
    page.get_by_label("Name").fill("My telephone")
    page.get_by_label("Passwordless").check()
    assert_accessible(page)
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.goto("/accounts/2fa/webauthn/")
    expect(page.get_by_text("My telephone")).to_be_visible()
    assert_accessible(page)
    take_screenshots(page, "passkeys")

    give_password(page, mark)
    page.get_by_role("button", name="Use a security key").click()
    is_in(page)

    page.context.clear_cookies()
    page.goto("/accounts/login/")
    take_screenshots(page, "sign-in")
    page.get_by_role("button", name="Sign in with a passkey").click()
    is_in(page)


def test_another_session_is_ended_at_once(
    page: Page, browser: Browser, launchhub: RunningLaunchHub, people: dict[str, Person]
) -> None:
    quentin = people["Quentin"]
    with visit(browser, launchhub, quentin) as (elsewhere, _):
        for button in ("Sign out", "Sign out all others"):
            sign_in(elsewhere, quentin)
            sign_in(page, quentin)
            page.goto("/accounts/sessions/")
            assert_accessible(page)
            take_screenshots(page, "sessions")
            page.get_by_role("button", name=button, exact=True).last.click()
            expect(page.get_by_role("status")).to_contain_text("signed out", ignore_case=True)
            elsewhere.goto("/entrance/")
            expect(elsewhere.get_by_role("heading", name="Sign in")).to_be_visible()
            page.goto("/entrance/")
            expect(page).to_have_url(re.compile("/entrance/$"))


def test_a_new_password_ends_the_other_sessions(
    page: Page, browser: Browser, launchhub: RunningLaunchHub, people: dict[str, Person]
) -> None:
    alice = people["Alice"]
    with visit(browser, launchhub, alice) as (elsewhere, _):
        for each in (elsewhere, page):
            sign_in(each, alice)
        page.goto("/accounts/password/change/")
        page.get_by_label("Current password").fill(PASSWORD)
        for field in page.get_by_label("New password").all():
            field.fill("a brand new phrase")
        page.get_by_role("button", name="Change password").click()
        expect(page.get_by_role("status")).to_contain_text("changed")
        elsewhere.goto("/entrance/")
        expect(elsewhere.get_by_role("heading", name="Sign in")).to_be_visible()
        page.goto("/entrance/")
        expect(page).to_have_url(re.compile("/entrance/$"))


def test_the_operators_site_stands_behind_the_same_entrance(
    page: Page, people: dict[str, Person], launchhub: RunningLaunchHub, complaints: Complaints
) -> None:
    page.goto("/admin/")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    sign_in(page, people["Quentin"])
    page.goto("/admin/")
    expect(page.get_by_text("You may not do that.")).to_be_visible()
    complaints.expect("status of 403")
    quentin = f"User.objects.filter(email={people['Quentin'].email!r})"
    launchhub.run(f"from launchhub.accounts.models import User; {quentin}.update(is_staff=True, is_superuser=True)")
    page.goto("/admin/")
    page.get_by_role("link", name="Users").click()
    page.get_by_role("link", name=people["Petra"].email).click()
    expect(page.get_by_role("button", name="Save")).to_have_count(0)
    take_screenshots(page, "operator")
