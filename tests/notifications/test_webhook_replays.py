"""A webhook is tested, and what was sent or given up is sent once more."""

import json
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.utils import timezone

from launchhub.accounts.models import Member
from launchhub.notifications.actions import replays, webhooks
from launchhub.notifications.models import Webhook
from tests.events.drain import drain
from tests.notifications.conftest import Hook, Tell, make_due, sent_to
from tests.notifications.receivers import Receiver, receiving


def test_a_test_reaches_this_webhook_alone_whatever_its_filter(hook: Hook, alice: Member, receiver: Receiver) -> None:
    drain()
    with receiving() as other:
        webhook, _ = webhooks.create(by=alice, url=other.url, kinds=["member.joined"])
        drain()
        other.requests.clear()
        receiver.requests.clear()
        event = webhooks.test(webhook, by=alice)
        drain()
        assert other.ids == [str(event.pk)]
        assert receiver.ids == []


def test_one_delivery_is_replayed(hook: Hook, receiver: Receiver, tell: Tell, alice: Member, petra: Member) -> None:
    event = tell(petra)
    drain()
    receiver.requests.clear()
    replays.create(sent_to(hook[0], event), by=alice)
    with pytest.raises(ValidationError):
        replays.create(sent_to(hook[0], event), by=alice)
    drain()
    assert str(event.pk) in receiver.ids


def test_what_was_given_up_is_shown_and_counted_and_can_be_sent_after_all(
    hook: Hook, receiver: Receiver, tell: Tell, alice: Member, petra: Member, api: Callable[..., Any]
) -> None:
    receiver.answers = [(500, {})]
    event = tell(petra)
    for _ in range(10):
        drain()
        make_due()
    client, path = api(alice), f"/api/v1/harbour/webhooks/{hook[0].pk}/"
    [given_up] = client.get(f"{path}deliveries/?status=dead&event={event.pk}").json()["results"]
    assert [attempt["status"] for attempt in given_up["attempts"]] == [500] * 10
    out = StringIO()
    call_command("outbox", "--json", stdout=out)
    assert next(line for line in json.loads(out.getvalue()) if line["name"] == "webhook")["dead"] >= 1

    receiver.answers = [(204, {})]
    replayed = client.post(f"{path}replays/", {"delivery": given_up["id"]}, content_type="application/json")
    assert replayed.json() == {"count": 1}
    drain()
    assert sent_to(hook[0], event).status == "sent"
    assert receiver.ids.count(str(event.pk)) == 11


def test_everything_since_an_instant_is_replayed_even_what_was_never_sent(
    hook: Hook, receiver: Receiver, tell: Tell, alice: Member, petra: Member
) -> None:
    drain()
    since = timezone.now()
    sent = tell(petra)
    drain()
    webhooks.update(hook[0], by=alice, is_enabled=False)
    missed = tell(petra)
    drain()
    webhook = webhooks.update(Webhook.objects.get(), by=alice, is_enabled=True)
    drain()
    receiver.requests.clear()
    webhooks.replay(webhook, by=alice, since=since)
    drain()
    assert {str(sent.pk), str(missed.pk)} <= set(receiver.ids)
