"""What pages answer: whole pages, fragments, refusals; always with the security headers."""

import json
from collections.abc import Callable

import pytest
from django.test import Client, RequestFactory

from launchhub.accounts.models import Member
from launchhub.web import errors
from launchhub.web.middleware import CONTENT_SECURITY_POLICY

pytestmark = pytest.mark.urls("tests.web.urls")
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}

SignIn = Callable[[Member], Client]


@pytest.fixture
def browser(signed_in: SignIn, petra: Member) -> Client:
    client = signed_in(petra)
    client.raise_request_exception = False
    return client


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined, no-any-return]


@pytest.mark.parametrize(
    "address", ["/harbour/", "/harbour/refuse/forbidden/", "/harbour/nowhere/", "/accounts/email/"]
)
def test_every_answer_has_the_strict_policy(browser: Client, address: str) -> None:
    headers = browser.get(address).headers
    assert headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


def test_the_policy_is_that_of_the_design() -> None:
    assert CONTENT_SECURITY_POLICY == (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    )


def test_a_browser_gets_the_whole_page(browser: Client) -> None:
    html = text(browser.get("/harbour/move/"))
    assert "<!doctype html>" in html
    assert "<title>Move the date · LaunchHub</title>" in html
    assert 'id="dialog-title">Move the date<' in html


def test_htmx_gets_the_block_alone(browser: Client) -> None:
    response = browser.get("/harbour/move/", headers=HTMX)
    assert "<html" not in text(response)
    assert text(response).strip().startswith('<header class="dialog-head">')
    assert "HX-Request-Type" in response.headers["Vary"]


def test_htmx_gets_the_whole_page_to_restore_history(browser: Client) -> None:
    headers = {**HTMX, "HX-History-Restore-Request": "true"}
    assert "<!doctype html>" in text(browser.get("/harbour/move/", headers=headers))


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["browser", "htmx"])
def test_a_form_with_errors_comes_back_as_it_was_typed_with_422(browser: Client, headers: dict[str, str]) -> None:
    response = browser.post("/harbour/move/", {"date": "soon"}, headers=headers)
    assert response.status_code == 422
    assert 'value="soon"' in text(response)
    assert "Enter a valid date." in text(response)


def test_a_form_that_htmx_fetched_has_its_csrf_token(browser: Client) -> None:
    assert 'name="csrfmiddlewaretoken"' in text(browser.get("/harbour/move/", headers=HTMX))


def test_a_form_that_worked_closes_the_dialog_and_says_what_changed(browser: Client) -> None:
    response = browser.post("/harbour/move/", {"date": "2027-05-14"}, headers=HTMX)
    assert response.status_code == 204
    assert json.loads(response.headers["HX-Trigger"]) == {
        "dialog:close": {},
        "live:launch-42": {},
        "toast": {"text": "Moved."},
    }


def test_a_form_that_worked_without_javascript_leads_back_with_a_message(browser: Client) -> None:
    response = browser.post("/harbour/move/", {"date": "2027-05-14"}, follow=True)
    assert response.redirect_chain == [("/harbour/", 302)]
    assert "Moved." in text(response)


def test_a_redirect_is_one_that_htmx_follows_as_a_whole_page(browser: Client) -> None:
    assert browser.post("/harbour/leave/", headers=HTMX).headers["HX-Redirect"] == "/harbour/"
    assert browser.post("/harbour/leave/").headers["Location"] == "/harbour/"


@pytest.mark.parametrize(
    ("how", "status", "words"),
    [
        ("forbidden", 403, "qa hat"),
        ("conflict", 409, "Security review"),
        ("stale", 412, "Somebody else changed this"),
        ("crash", 500, "our fault"),
    ],
)
def test_a_refusal_is_a_page_in_plain_words(browser: Client, how: str, status: int, words: str) -> None:
    response = browser.get(f"/harbour/refuse/{how}/")
    assert response.status_code == status
    assert words in text(response)


def test_a_refusal_is_a_message_where_htmx_asked(browser: Client) -> None:
    response = browser.post("/harbour/refuse/forbidden/", headers=HTMX)
    assert response.status_code == 403
    assert "qa hat" in json.loads(response.headers["HX-Trigger"])["toast"]["text"]
    assert text(response) == ""


def test_what_is_not_there_and_what_one_may_not_see_look_the_same(browser: Client, mallory: Member) -> None:
    nowhere, foreign = browser.get("/harbour/nowhere/"), browser.get("/rival/")
    assert nowhere.status_code == foreign.status_code == 404
    assert text(nowhere) == text(foreign)


def test_who_is_not_signed_in_is_sent_to_sign_in_and_back(client: Client, petra: Member) -> None:
    response = client.get("/harbour/move/")
    assert response.headers["Location"] == "/accounts/login/?next=/harbour/move/"


def test_a_form_without_its_csrf_token_says_what_to_do(petra: Member) -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post("/accounts/login/", {})
    assert response.status_code == 403
    assert "has expired" in text(response)


@pytest.mark.parametrize("handler", [errors.bad_request, errors.not_found, errors.permission_denied])
def test_error_pages_need_no_database(handler: Callable[..., object]) -> None:
    assert "LaunchHub" in text(handler(RequestFactory().get("/harbour/"), None))


def test_the_page_of_a_crash_needs_no_database() -> None:
    assert errors.server_error(RequestFactory().get("/harbour/")).status_code == 500


def test_below_api_errors_are_problems_not_pages() -> None:
    response = errors.not_found(RequestFactory().get("/api/v1/harbour/nowhere/"))
    assert response.headers["Content-Type"] == "application/problem+json"
    assert json.loads(response.content)["status"] == 404
