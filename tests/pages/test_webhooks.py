"""Webhooks: the admins' own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from launchhub.accounts.models import Member
from launchhub.events.models import Event
from launchhub.notifications.actions import webhooks
from launchhub.notifications.models import Webhook
from tests.pages.conftest import Ask, text
from tests.pages.telling import sent, told

URL = "http://127.0.0.1:9/hook"
PATHS = ["", "edit/", "delete/", "switch/", "rotations/", "tests/", "replays/"]


@pytest.fixture(autouse=True)
def loopback(settings: Any) -> None:
    """Let webhooks reach this machine."""
    settings.OUTBOUND_ALLOW = ["127.0.0.0/8"]


@pytest.fixture
def webhook(alice: Member) -> Webhook:
    """A webhook to this machine."""
    return webhooks.create(by=alice, url=URL)[0]


def test_the_secret_is_shown_once(ask: Ask, alice: Member) -> None:
    made = ask(alice, "webhooks/new/", {"url": URL, "kinds": ["member.joined"]}, fragment=True)
    webhook = Webhook.objects.get()
    assert webhook.secrets[0] in text(made)
    assert made.headers["Cache-Control"] == "no-store"
    page = text(ask(alice, f"webhooks/{webhook.pk}/"))
    assert webhook.secrets[0] not in page
    assert "member.joined" in page
    assert "127.0.0.1:9" in text(ask(alice, "webhooks/"))


@pytest.mark.parametrize("data", [{"url": "http://10.0.0.1/"}, {"url": "no address"}, {"url": ""}])
def test_an_address_that_may_not_be_sent_to_is_refused(ask: Ask, alice: Member, data: Any) -> None:
    refused = ask(alice, "webhooks/new/", data, fragment=True)
    assert refused.status_code == 422
    assert 'href="#id_url"' in text(refused)
    assert f'value="{data["url"]}"' in text(refused) or not data["url"]


def test_it_is_edited(ask: Ask, alice: Member, webhook: Webhook) -> None:
    assert ask(alice, f"webhooks/{webhook.pk}/edit/", {"url": URL + "/v2"}, fragment=True).status_code == 204
    assert Webhook.objects.get().url == URL + "/v2"


def test_it_is_switched_off_and_on(ask: Ask, alice: Member, webhook: Webhook) -> None:
    ask(alice, f"webhooks/{webhook.pk}/switch/", {})
    assert "Alice switched it off." in text(ask(alice, f"webhooks/{webhook.pk}/"))
    assert "switched off" in text(ask(alice, f"webhooks/{webhook.pk}/replays/", {"since": "2026-01-01"}, fragment=True))
    ask(alice, f"webhooks/{webhook.pk}/switch/", {})
    assert Webhook.objects.get().disabled_at is None


def test_a_new_secret_is_shown_once(ask: Ask, alice: Member, webhook: Webhook) -> None:
    assert "Replace the secret?" in text(ask(alice, f"webhooks/{webhook.pk}/rotations/", fragment=True))
    made = text(ask(alice, f"webhooks/{webhook.pk}/rotations/", {}, fragment=True))
    assert Webhook.objects.get().secrets[0] in made
    assert Webhook.objects.get().secrets[1] not in made


def test_a_test_is_sent(ask: Ask, alice: Member, webhook: Webhook) -> None:
    ask(alice, f"webhooks/{webhook.pk}/tests/", {})
    assert Event.objects.filter(kind="webhook.tested", subject_id=webhook.pk).exists()


def test_a_replay_needs_a_day_that_has_begun(ask: Ask, alice: Member, webhook: Webhook) -> None:
    ahead = str(alice.workspace.today() + dt.timedelta(days=2))
    refused = ask(alice, f"webhooks/{webhook.pk}/replays/", {"since": ahead}, fragment=True)
    assert refused.status_code == 422
    assert "Choose a day that has begun." in text(refused)
    assert ask(alice, f"webhooks/{webhook.pk}/replays/", {"since": "2026-01-01"}, fragment=True).status_code == 204
    assert Event.objects.filter(kind="webhook.replayed").exists()


def test_it_is_removed(ask: Ask, alice: Member, webhook: Webhook) -> None:
    assert "Remove the webhook" in text(ask(alice, f"webhooks/{webhook.pk}/delete/"))
    assert ask(alice, f"webhooks/{webhook.pk}/delete/", {}).url == "/harbour/webhooks/"
    assert "No webhooks yet" in text(ask(alice, "webhooks/"))


@pytest.mark.parametrize("path", PATHS)
def test_nobody_else_reaches_it(ask: Ask, petra: Member, mallory: Member, webhook: Webhook, path: str) -> None:
    address = f"webhooks/{webhook.pk}/{path}"
    for member, workspace in ((petra, "harbour"), (mallory, "rival")):
        assert ask(member, address, {} if path else None, workspace=workspace).status_code == 404


def test_others_are_told_what_it_takes(ask: Ask, petra: Member) -> None:
    for path in ("webhooks/", "webhooks/new/"):
        response = ask(petra, path)
        assert response.status_code == 403
        assert "admin role" in text(response)


def test_as_many_queries_for_many(queries: Callable[[Member, str], int], alice: Member, webhook: Webhook) -> None:
    lists, pages = [], []
    for more in (1, 2, 27):
        for number in range(more):
            webhooks.create(by=alice, url=f"{URL}/{more}/{number}")
            sent(told(alice).event, "webhook", webhook.pk)
        lists.append(queries(alice, "webhooks/"))
        pages.append(queries(alice, f"webhooks/{webhook.pk}/"))
    assert len(set(lists)) == 1
    assert len(set(pages)) == 1
