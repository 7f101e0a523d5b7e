"""What a LaunchHub has to do wherever and however it runs: show its pages, take a slip, and tell people of it."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field

import requests

from tests.cast import PASSWORD
from tests.e2e.people import OPEN, Person

SLUG = "harbour"
HATS = {"Petra": "product", "Mark": "marketing"}
PATIENCE = 60  # seconds
HASHED = re.compile(r'"(/static/[^"]+\.[0-9a-f]{12}\.[a-z0-9]+)"')

SCRIPT = OPEN.format(name=SLUG.capitalize(), slug=SLUG, password=PASSWORD, hats=HATS, guest="Vera")
"""For `manage.py shell`: makes a workspace with its people and prints a token for each."""


def is_ready(url: str) -> bool:
    """Say whether a web server can do its work."""
    try:
        return requests.get(f"{url}/readyz", timeout=5).ok
    except requests.RequestException:
        return False


def tokens_in(printed: str) -> dict[str, str]:
    """Return the tokens that the script has printed, by name."""
    tokens = [word for word in printed.split() if word.startswith("lh_")]
    return dict(zip(["Alice", *HATS], tokens, strict=True))


@dataclass
class Visitors:
    """Alice, Petra and Mark at one web server, with what a proxy adds to each of their requests."""

    url: str
    tokens: dict[str, str]
    headers: dict[str, str] = field(default_factory=dict)
    domain: str = "example.com"

    def person(self, name: str) -> Person:
        """Return somebody who calls the REST API."""
        address = f"{name.lower()}@{self.domain}"
        return Person(name, address, f"{self.url}/api/v1/{SLUG}", self.tokens[name], self.headers)

    def signed_in(self, name: str) -> requests.Session:
        """Return a session of somebody who has signed in with a password."""
        session = requests.Session()
        session.headers.update(self.headers)
        login = f"{self.url}/accounts/login/"
        page = session.get(login, timeout=PATIENCE)
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)
        assert token, page.text
        form = {"login": self.person(name).email, "password": PASSWORD, "csrfmiddlewaretoken": token[1]}
        session.headers["Referer"] = self.headers.get("Origin", self.url) + "/"
        for cookie in session.cookies:
            cookie.secure = False  # the way from the proxy to the web server has no TLS
        answer = session.post(login, data=form, allow_redirects=False, timeout=PATIENCE)
        assert answer.status_code == 302, answer.text
        for cookie in session.cookies:
            cookie.secure = False
        return session

    def slip(self) -> str:
        """Plan a launch of Mark's as Petra and move it; return the launch's name."""
        petra, name = self.person("Petra"), f"Payments {time.monotonic_ns()}"
        product = petra.post("products/", name=name, key=f"P{time.monotonic_ns() % 10**9}")
        mark = self.person("Mark").id
        launch = petra.post("launches/", name=name, products=[product["id"]], owner=mark, date="2027-05-14")
        petra.post(f"launches/{launch['id']}/date_moves/", date="2027-05-28", reason="quality")
        [line] = petra.get(f"launches/{launch['id']}/date_moves/")["results"]
        assert line["reason"] == "quality"
        return name

    def wait_until_told(self, name: str) -> None:
        """Wait until Mark's inbox says that his launch has moved: relay and worker have done their part."""
        mark, deadline = self.person("Mark"), time.monotonic() + PATIENCE
        while not any(name in str(line) for line in mark.get("notifications/")["results"]):
            assert time.monotonic() < deadline, f"nobody was told that {name} moved"
            time.sleep(0.1)
