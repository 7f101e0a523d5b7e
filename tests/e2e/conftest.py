"""The whole of LaunchHub in a real browser: `make up` on a port, a data folder and a database of its own.

Its database is on the tests' PostgreSQL, a copy of what is migrated there. That `make up` makes everything itself where
there is nothing yet is shown where LaunchHub is brought down again and again (`tests/chaos/test_storm.py`).
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, ViewportSize, expect, sync_playwright

from launchhub.embedded import addresses
from tests import template
from tests.browser import ADVICE, find_browser
from tests.conftest import ROOT
from tests.running import RunningLaunchHub

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RULES_OF_COLOUR = ["color-contrast", "link-in-text-block"]
DESKTOP: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 390, "height": 844}

expect.set_options(timeout=30_000)  # milliseconds: machines that run tests are busy


@pytest.fixture(scope="package")
def launchhub(tmp_path_factory: pytest.TempPathFactory, static_root: str, worker_id: str) -> Iterator[RunningLaunchHub]:
    """Start LaunchHub without a demo, allowed to call receivers on the loopback address; stop it after these tests."""
    data_dir = tmp_path_factory.mktemp("launchhub")
    migrated = settings.DATABASES["default"]["TEST"]["TEMPLATE"]
    options = {
        "DATABASE_URL": template.copy(settings.DATA_DIR, migrated, f"e2e_{worker_id}"),
        "OUTBOUND_ALLOW": "127.0.0.0/8",
        "STATIC_ROOT": static_root,
    }
    running = RunningLaunchHub(addresses.free_ports(1)[0], data_dir, options)
    with running.up():
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start Chromium, for one module: Playwright's event loop would be in the way of tests that run one themselves."""
    executable = find_browser()
    if not executable:
        pytest.exit(ADVICE, returncode=3)
    # Playwright keeps an event loop running in this thread, which Django would take for an asynchronous view.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=sandbox)
        yield chromium
        chromium.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def is_complaint(message: ConsoleMessage) -> bool:
    """Say whether something is wrong. A stream whose session has ended is refused, and the browser itself says so."""
    is_ended_stream = "status of 401" in message.text and "/stream/" in message.location.get("url", "")
    return message.type == "error" and not is_ended_stream


def said(message: ConsoleMessage) -> str:
    """Return what the console says, and the address that it is about."""
    return f"{message.text} at {message.location.get('url', '')}"


class Complaints(list[str]):
    """What the browser complained about: script errors, failed requests, breaches of the content security policy."""

    def listen_to(self, page: Page) -> None:
        """Collect the complaints about `page` from now on."""
        page.on("pageerror", lambda error: self.append(str(error)))
        page.on("console", lambda message: self.append(said(message)) if is_complaint(message) else None)

    def expect(self, text: str) -> None:
        """Take complaints with `text` off the list, such as "status of 422" after a form sent with an error."""
        assert any(text in complaint for complaint in self), f"nothing about {text!r} in {list(self)}"
        self[:] = [complaint for complaint in self if text not in complaint]


@pytest.fixture
def complaints() -> Iterator[Complaints]:
    """Collect what the browser complains about; whatever is left at the end fails the test."""
    complaints = Complaints()
    yield complaints
    assert not complaints, "the browser complained:\n" + "\n".join(complaints)


@pytest.fixture
def context(browser: Browser, launchhub: RunningLaunchHub) -> Iterator[BrowserContext]:
    """Open a browser profile: cookies of its own, addresses relative to LaunchHub."""
    context = browser.new_context(base_url=launchhub.url, viewport=DESKTOP, reduced_motion="reduce")
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, complaints: Complaints) -> Page:
    """Open a tab whose complaints fail the test."""
    page = context.new_page()
    complaints.listen_to(page)
    return page


def take_screenshots(page: Page, name: str) -> list[Path]:
    """Save `page` as a whole under var/screenshots: light, dark, and on a phone of 390 px; return the files."""
    folder = ROOT / "var" / "screenshots"
    looks = {"light": ("light", DESKTOP), "dark": ("dark", DESKTOP), "390": ("light", PHONE)}
    files = []
    for look, (scheme, viewport) in looks.items():
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size(viewport)
        files.append(folder / f"{name}-{look}.png")
        page.screenshot(path=files[-1], full_page=True)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(DESKTOP)
    return files


def assert_accessible(page: Page) -> None:
    """Fail with axe's report when `page` breaks a rule of WCAG 2.2 AA, light or dark, which differ in colours alone."""
    axe = Axe.from_file(ROOT / "node_modules" / "axe-core" / "axe.min.js")
    for scheme, rules in (("light", WCAG), ("dark", RULES_OF_COLOUR)):
        page.emulate_media(color_scheme=scheme)
        results = axe.run(page, options={"runOnly": rules, "resultTypes": ["violations"]})
        assert results.violations_count == 0, f"{scheme}: {results.generate_report()}"
