"""A fresh LaunchHub in the browser."""

import socket
from contextlib import ExitStack
from urllib.parse import urlsplit

import requests
from playwright.sync_api import Page, expect

from launchhub.lib import open_files
from tests.e2e.conftest import RunningLaunchHub, assert_accessible


def test_a_visitor_is_asked_to_sign_in(page: Page) -> None:
    page.goto("/accounts/login/")

    expect(page.get_by_label("Email")).to_be_visible()
    assert_accessible(page)


def test_it_is_ready(page: Page, launchhub: RunningLaunchHub) -> None:
    assert page.request.get(f"{launchhub.url}/readyz").json() == {"status": "ok", "postgresql": True, "valkey": True}


def test_a_thousand_connections_that_stay_open_keep_nobody_out(launchhub: RunningLaunchHub) -> None:
    place = urlsplit(launchhub.url)
    open_files.ask_for(2_000)
    with ExitStack() as others:
        for _ in range(1_100):
            others.enter_context(socket.create_connection((place.hostname, place.port)))
        assert requests.get(f"{launchhub.url}/healthz", timeout=10).ok
