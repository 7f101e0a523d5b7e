"""Systems are told by signed requests: what is sent, to whom, and which webhooks there can be."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from standardwebhooks import Webhook as Verifier
from standardwebhooks import WebhookVerificationError

from launchhub.accounts.models import Member
from launchhub.events.models import Event
from launchhub.events.record import history
from launchhub.lib.errors import Forbidden
from launchhub.notifications.actions import webhooks
from launchhub.notifications.models import DeliveryAttempt, Webhook
from tests.events.drain import drain, relay_pass, work
from tests.notifications.conftest import Hook, Tell, sent_to
from tests.notifications.receivers import Receiver


def test_an_event_arrives_signed_as_the_api_gives_it(
    hook: Hook, receiver: Receiver, tell: Tell, alice: Member, petra: Member, api: Callable[..., Any]
) -> None:
    webhook, secret = hook
    event = tell(petra, by=alice, cups=3)
    drain()

    [(headers, body)] = [each for each in receiver.requests if each[0]["webhook-id"] == str(event.pk)]
    payload = Verifier(secret).verify(body, headers)
    assert payload["type"] == "tea.served"
    assert payload["data"]["data"] == {"cups": 3}
    assert payload["data"]["subject"] == {"type": "member", "id": str(petra.pk), "title": "Petra"}
    assert payload["data"]["sentence"] == "Alice served tea to Petra"
    assert headers["content-type"] == "application/json"
    events = api(alice).get("/api/v1/harbour/events/?page_size=1000").json()["results"]
    assert payload["data"] == next(each for each in events if each["id"] == str(event.pk))
    assert payload["timestamp"] == payload["data"]["happened_at"]

    delivery = sent_to(webhook, event)
    assert (delivery.status, delivery.attempts) == ("sent", 1)
    attempt = DeliveryAttempt.objects.get(delivery=delivery)
    assert (attempt.status, attempt.error) == (204, "")


def test_a_filter_lets_through_only_its_kinds(alice: Member, petra: Member, receiver: Receiver, tell: Tell) -> None:
    webhooks.create(by=alice, url=receiver.url, kinds=["member.joined"])
    tell(petra)
    drain()
    assert [json.loads(body)["type"] for _, body in receiver.requests] == ["member.joined"] * 2


def test_history_is_not_sent(hook: Hook, receiver: Receiver, tell: Tell, petra: Member) -> None:
    drain()
    receiver.requests.clear()
    with history():
        tell(petra)
    drain()
    assert receiver.requests == []


def test_another_workspace_hears_nothing(hook: Hook, receiver: Receiver, mallory: Member) -> None:
    drain()
    assert "Mallory" not in str(receiver.requests)


def test_only_admins_make_webhooks_and_see_them(petra: Member, hook: Hook, receiver: Receiver) -> None:
    with pytest.raises(Forbidden):
        webhooks.create(by=petra, url=receiver.url)
    assert not Webhook.objects.visible_to(petra).exists()


@pytest.mark.parametrize("url", ["http://127.0.0.1/", "http://10.0.0.1/", "ftp://example.com/", "nonsense"])
def test_an_address_that_is_not_public_is_refused(url: str, alice: Member) -> None:
    with pytest.raises(ValidationError) as refused:
        webhooks.create(by=alice, url=url)
    assert "url" in refused.value.message_dict


def test_a_kind_that_nobody_speaks_is_refused(alice: Member, receiver: Receiver) -> None:
    with pytest.raises(ValidationError) as refused:
        webhooks.create(by=alice, url=receiver.url, kinds=["launch.landed"])
    assert refused.value.message_dict == {
        "kinds": ["There is no event kind launch.landed; leave the list empty for all kinds."]
    }


def test_the_secret_is_encrypted_at_rest_and_no_event_tells_it(hook: Hook) -> None:
    webhook, secret = hook
    assert secret.startswith("whsec_")
    assert secret not in str(Webhook.objects.values().get())
    assert webhook.secret not in str(list(Event.objects.values_list("data", flat=True)))
    assert "/hook" not in str(list(Event.objects.values_list("data", "subject_title")))


def test_while_a_secret_is_replaced_both_verify(
    hook: Hook, receiver: Receiver, tell: Tell, alice: Member, petra: Member
) -> None:
    webhook, old = hook
    webhook, new = webhooks.rotate(webhook, by=alice)
    tell(petra)
    drain()
    headers, body = receiver.requests[-1]
    Verifier(old).verify(body, headers)
    Verifier(new).verify(body, headers)

    webhooks.rotate(webhook, by=alice)
    drain()
    headers, body = receiver.requests[-1]
    Verifier(new).verify(body, headers)
    with pytest.raises(WebhookVerificationError):
        Verifier(old).verify(body, headers)


def test_a_batch_shares_its_connection(hook: Hook, receiver: Receiver, tell: Tell, petra: Member) -> None:
    drain()
    receiver.connections.clear()
    for _ in range(60):  # more than are reported together
        tell(petra)
    drain()
    assert len(receiver.connections) == 1


def test_one_receiver_has_one_batch_under_way(hook: Hook, tell: Tell, petra: Member) -> None:
    tell(petra)
    work(relay_pass())
    assert [batch.args[0] for batch in relay_pass() if batch.task == "notifications.deliver"] == ["webhook"]
    tell(petra)
    work([batch for batch in relay_pass() if batch.task == "events.handle"])
    assert not [batch for batch in relay_pass() if batch.task == "notifications.deliver"]


def test_a_task_that_comes_twice_sends_once(hook: Hook, receiver: Receiver, tell: Tell, petra: Member) -> None:
    drain()
    receiver.requests.clear()
    event = tell(petra)
    work(relay_pass())
    batches = relay_pass()
    work(batches)
    work(batches)
    assert receiver.ids == [str(event.pk)]
