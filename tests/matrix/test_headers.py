"""The security headers stand on every answer there is: pages, refusals, breakdowns and the screens of libraries."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import path

from launchhub.accounts.models import User
from tests.cast import WalledClient, browser
from tests.matrix.asking import answers
from tests.matrix.routes import every_path
from tests.matrix.world import World

SAME = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
FORBIDDEN = ("unsafe-inline", "unsafe-eval", "unsafe-hashes", "strict-dynamic", "http:", "https:", "blob:", "*")
NEEDED = ("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "script-src 'self'", "form-action 'self'")


def faults(response: Any) -> list[str]:
    """Return what is wrong with the headers of an answer."""
    policy = response.headers.get("Content-Security-Policy", "")
    return [
        *(f"{name} is missing" for name, value in SAME.items() if response.headers.get(name) != value),
        *(f"{word} in the policy" for word in FORBIDDEN if word in policy),
        *(f"no {part}" for part in NEEDED if part not in policy),
        *(["no Permissions-Policy"] if "camera=()" not in response.headers.get("Permissions-Policy", "") else []),
        *(["inline script or style"] if _has_inline(response) else []),
    ]


def _has_inline(response: Any) -> bool:
    """Say whether a page brings along what the policy forbids: it would be broken."""
    if not response.headers.get("Content-Type", "").startswith("text/html"):
        return False
    html = response.content.decode()
    return bool(
        re.search(r"<style|\sstyle=|\son[a-z]+=\"|<script(?![^>]*\ssrc=)(?![^>]*type=\"application/json\")", html)
    )


def test_on_every_page_and_endpoint_of_a_workspace(world: World) -> None:
    found = {}
    for answer in answers(browser(world.alice), "harbour", world.of_harbour, methods=["get"]):
        if wrong := faults(answer.response):
            found[answer.asked] = wrong
    assert found == {}


def outside() -> Iterator[str]:
    """Yield the addresses outside of workspaces that need nothing to be named, and a few that do."""
    for route, _ in every_path():
        if (
            not route.startswith(("<slug", "api/v1", "api/"))
            and "<" not in route
            and "^" not in route
            and "(" not in route
        ):
            yield f"/{route}"
    yield from ("/invitations/none/", "/accounts/confirm-email/none/", "/accounts/password/reset/key/1-none/")
    yield from ("/api/schema/", "/api/docs/", "/api/", "/api/v1/", "/api/v2/", "/accounts/unsubscribe/none/")
    yield from ("/nowhere", "/favicon.ico", "/admin/nowhere/", "/static/nowhere.css", "/%00", "/a/b/c/d/")


@pytest.mark.parametrize("who", ["nobody", "alice", "operator"])
def test_on_every_page_of_accounts_the_admin_site_and_the_description(world: World, who: str, client: Client) -> None:
    if who == "operator":
        User.objects.filter(pk=world.alice.user_id).update(is_staff=True, is_superuser=True)
    asking = client if who == "nobody" else browser(world.alice)
    found = {address: wrong for address in outside() if (wrong := faults(asking.get(address)))}
    assert found == {}


def test_on_refusals(world: World) -> None:
    petra, checked = browser(world.mark), WalledClient(enforce_csrf_checks=True)
    checked.force_login(world.alice.user)
    for status, response in (
        (403, petra.get("/harbour/launches/new/")),
        (404, petra.get("/harbour/launches/00000000-0000-7000-8000-000000000000/")),
        (405, petra.put("/harbour/launches/")),
        (403, checked.post("/harbour/products/new/")),
        (403, checked.post("/api/v1/harbour/products/", {}, content_type="application/json")),
        (400, petra.get("/harbour/", headers={"host": "evil.example"})),
        (401, WalledClient().get("/api/v1/harbour/launches/")),
        (422, browser(world.alice).post("/harbour/products/new/")),
    ):
        assert (response.status_code, faults(response)) == (status, [])


def broken(request: Any) -> Any:
    raise RuntimeError("Something that nobody foresaw")


urlpatterns = [path("healthz", broken), path("broken/", broken), path("api/broken/", broken)]
handler500 = "launchhub.web.errors.server_error"


@pytest.mark.urls("tests.matrix.test_headers")
@pytest.mark.parametrize("address", ["/broken/", "/api/broken/", "/healthz"])
def test_on_breakdowns(db: None, address: str) -> None:
    response = Client(raise_request_exception=False).get(address)
    assert (response.status_code, faults(response)) == (500, [])
    assert b"nobody foresaw" not in response.content
