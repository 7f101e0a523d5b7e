"""Workspaces and their people in the running LaunchHub: in the browser, and over REST with tokens of their own."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import requests
from playwright.sync_api import Browser, Page

from tests.cast import PASSWORD
from tests.e2e.conftest import DESKTOP, Complaints, RunningLaunchHub

PATIENCE = 30  # seconds
GUEST = "Vera"

OPEN = """
from django.core.management import call_command
call_command("create_workspace", {name!r}, slug={slug!r}, admin="alice@{slug}.example.com", password={password!r})
for name, hats in {hats!r}.items():
    role = "guest" if name == {guest!r} else "member"
    person = dict(name=name, hats=hats, role=role, password={password!r})
    call_command("add_member", f"{{name.lower()}}@{slug}.example.com", workspace={slug!r}, **person)
for name in ["Alice", *{hats!r}]:
    call_command("create_token", f"{{name.lower()}}@{slug}.example.com", workspace={slug!r})
"""

SIGN_IN = """
from django.test import Client
from launchhub.accounts.models import User
client = Client()
client.force_login(User.objects.get(email={email!r}))
[cookie] = client.cookies.values()
print(cookie.value)
"""


@dataclass(frozen=True)
class Person:
    """A member of one workspace, who calls its REST API."""

    name: str
    email: str
    api: str
    token: str
    headers: Mapping[str, str] = field(default_factory=dict)
    launchhub: RunningLaunchHub | None = None

    @property
    def id(self) -> str:
        """Return the member's id."""
        [member] = self.get("members/", search=self.email)["results"]
        return str(member["id"])

    def get(self, path: str, **params: Any) -> Any:
        """Return what the API answers; fail unless it is a success."""
        return self.call("GET", path, params=params)

    def post(self, path: str, **body: Any) -> Any:
        """Create something and return it."""
        return self.call("POST", path, json=body)

    def patch(self, path: str, **body: Any) -> Any:
        """Change something and return it."""
        return self.call("PATCH", path, json=body)

    def call(self, method: str, path: str, **more: Any) -> Any:
        """Send a request and return the answer, if it has a body; fail with what it says unless it is a success."""
        headers = {**self.headers, "Authorization": f"Bearer {self.token}"} | more.pop("headers", {})
        answer = requests.request(method, f"{self.api}/{path}", headers=headers, timeout=PATIENCE, **more)
        assert answer.ok, f"{self.name}: {method} {path}: {answer.status_code} {answer.text[:2000]}"
        return answer.json() if answer.content else None


def open_workspace(launchhub: RunningLaunchHub, slug: str, hats: Mapping[str, str]) -> dict[str, Person]:
    """Open a workspace for Alice, its admin, and members with their hats; return the people by name."""
    script = OPEN.format(name=slug.capitalize(), slug=slug, password=PASSWORD, hats=dict(hats), guest=GUEST)
    tokens = [word for line in launchhub.run(script) for word in line.split() if word.startswith("lh_")]
    api = f"{launchhub.url}/api/v1/{slug}"
    return {
        name: Person(name, f"{name.lower()}@{slug}.example.com", api, token, launchhub=launchhub)
        for name, token in zip(["Alice", *hats], tokens, strict=True)
    }


def sign_in(page: Page, person: Person) -> None:
    """Sign in anew, as somebody else than whoever is signed in; `test_sign_in` does it on the page."""
    page.goto("about:blank")  # nothing of the page before asks any more, and gets a cookie of its own
    page.context.clear_cookies()
    assert person.launchhub
    [session] = person.launchhub.run(SIGN_IN.format(email=person.email))
    page.context.add_cookies([{"name": "launchhub", "value": session, "url": person.launchhub.url}])


@contextmanager
def visit(
    browser: Browser, launchhub: RunningLaunchHub, person: Person, **options: Any
) -> Iterator[tuple[Page, Complaints]]:
    """Open a browser profile in which somebody is signed in; what the browser complains about fails in the end.

    `options` are Playwright's for a profile, such as `has_touch`.
    """
    usual = {"base_url": launchhub.url, "viewport": DESKTOP, "reduced_motion": "reduce"}
    context = browser.new_context(**usual | options)
    page, complaints = context.new_page(), Complaints()
    complaints.listen_to(page)
    sign_in(page, person)
    yield page, complaints
    context.close()
    assert not complaints, "the browser complained:\n" + "\n".join(complaints)


def settle(launchhub: RunningLaunchHub) -> None:
    """Wait until everything is told and delivered."""
    end = time.monotonic() + PATIENCE
    while any(line["pending"] for line in backlog(launchhub)):
        assert time.monotonic() < end, "something still waits"
        time.sleep(0.1)


def backlog(launchhub: RunningLaunchHub) -> list[dict[str, Any]]:
    """Return what waits to be told or delivered."""
    printed = launchhub.run("from django.core.management import call_command; call_command('outbox', json=True)")
    lines: list[dict[str, Any]] = json.loads("".join(printed))
    return lines
