"""Systems are told by signed requests that arrive at least once, whatever fails on the way."""

import datetime as dt
import json
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.utils import timezone
from standardwebhooks import Webhook as Verifier
from standardwebhooks import WebhookVerificationError

from launchhub.accounts.models import Member
from launchhub.events.models import Event
from launchhub.events.record import history
from launchhub.lib.errors import Forbidden
from launchhub.notifications.actions import replays, webhooks
from launchhub.notifications.channels.webhook import wait_of
from launchhub.notifications.models import Delivery, DeliveryAttempt, Notification, Webhook
from launchhub.notifications.tasks import deliver
from tests.events.drain import drain, relay_pass, work
from tests.notifications.conftest import Tell, make_due
from tests.notifications.receivers import Receiver, receiving

Hook = tuple[Webhook, str]


@pytest.fixture
def hook(alice: Member, receiver: Receiver) -> Hook:
    """A webhook of Harbour, past its own creation, and its secret."""
    webhook, secret = webhooks.create(by=alice, url=receiver.url)
    drain()
    receiver.requests.clear()
    return webhook, secret


def sent_to(webhook: Webhook, event: Event) -> Delivery:
    """Return the delivery of an event to a webhook."""
    return Delivery.objects.get(event=event, target=webhook.pk)


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


def test_a_failure_is_tried_again_after_five_seconds_with_the_same_id(
    hook: Hook, receiver: Receiver, tell: Tell, petra: Member
) -> None:
    drain()
    receiver.requests.clear()
    receiver.answers = [(500, {}), (200, {})]
    event = tell(petra)
    drain()
    delivery = sent_to(hook[0], event)
    wait = (delivery.next_attempt_at - timezone.now()).total_seconds()
    assert (delivery.status, delivery.attempts) == ("pending", 1)
    assert 4 < wait < 5.6
    assert delivery.error == "The receiver answered with status 500."

    make_due()
    drain()
    delivery.refresh_from_db()
    assert (delivery.status, delivery.attempts) == ("sent", 2)
    assert receiver.ids == [str(event.pk)] * 2
    assert list(DeliveryAttempt.objects.filter(delivery=delivery).order_by("id").values_list("status", flat=True)) == [
        500,
        200,
    ]


def test_after_ten_attempts_a_delivery_is_given_up(hook: Hook, receiver: Receiver, tell: Tell, petra: Member) -> None:
    receiver.answers = [(500, {})]
    event = tell(petra)
    waits = []
    for _ in range(12):
        drain()
        delivery = sent_to(hook[0], event)
        waits.append(round((delivery.next_attempt_at - timezone.now()).total_seconds() / 60))
        make_due()
    assert (delivery.status, delivery.attempts) == ("dead", 10)
    hours = [2, 5, 10, 14, 20, 24]
    for minutes, least in zip(waits, [0, 5, 30, *(60 * each for each in hours)], strict=False):
        assert least <= minutes <= least * 1.1 + 1


def test_a_receiver_that_asks_for_a_pause_gets_it(hook: Hook, receiver: Receiver, tell: Tell, petra: Member) -> None:
    drain()
    receiver.answers = [(429, {"Retry-After": "120"})]
    first, second = tell(petra), tell(petra)
    drain()
    assert len({delivery.attempts for delivery in (sent_to(hook[0], first), sent_to(hook[0], second))}) >= 1
    for event in (first, second):
        wait = (sent_to(hook[0], event).next_attempt_at - timezone.now()).total_seconds()
        assert 115 < wait < 135


def test_retry_after_may_be_seconds_or_a_date() -> None:
    later = timezone.now() + dt.timedelta(minutes=2)
    assert wait_of("30") == 30
    assert 115 < wait_of(later.strftime("%a, %d %b %Y %H:%M:%S GMT")) <= 120
    assert wait_of("999999999") == 24 * 60 * 60
    assert wait_of("soon") == wait_of("") == wait_of("-5") == wait_of("nan") == 0
    assert wait_of(f"Mon, {'9' * 30} Jan 2027 00:00:00 GMT") == 0


def test_a_receiver_that_is_gone_is_switched_off_and_the_admins_are_told(
    hook: Hook, receiver: Receiver, tell: Tell, petra: Member
) -> None:
    drain()
    receiver.answers = [(410, {})]
    event = tell(petra)
    drain()
    webhook = Webhook.objects.get()
    assert webhook.disabled_at
    assert sent_to(webhook, event).status == "dead"
    told = Notification.objects.get(event__kind="webhook.disabled")
    assert told.member.name == "Alice"
    assert "gone" in told.sentence
    tell(petra)
    drain()
    assert len(receiver.requests) == len({*receiver.ids})


def test_after_five_days_of_failure_a_webhook_is_switched_off(
    hook: Hook, receiver: Receiver, tell: Tell, petra: Member
) -> None:
    drain()
    receiver.answers = [(500, {})]
    tell(petra)
    Webhook.objects.update(failing_since=timezone.now() - dt.timedelta(days=4, hours=23))
    drain()
    assert Webhook.objects.get().disabled_at is None
    Webhook.objects.update(failing_since=timezone.now() - dt.timedelta(days=5, minutes=1))
    make_due()
    drain()
    webhook = Webhook.objects.get()
    assert webhook.disabled_because == "nothing could be delivered for five days."
    assert not Delivery.objects.filter(status="pending").exists()


def test_success_ends_a_spell_of_failure(hook: Hook, receiver: Receiver, tell: Tell, petra: Member) -> None:
    Webhook.objects.update(failing_since=timezone.now() - dt.timedelta(days=4))
    tell(petra)
    drain()
    assert Webhook.objects.get().failing_since is None


def test_a_dead_receiver_is_left_alone_for_a_while_and_does_not_hold_up_the_others(
    hook: Hook, receiver: Receiver, tell: Tell, alice: Member, petra: Member
) -> None:
    with receiving() as gone:
        dead, _ = webhooks.create(by=alice, url=gone.url)
    drain()
    receiver.requests.clear()
    events = [tell(petra) for _ in range(5)]
    drain()
    assert receiver.ids == [str(event.pk) for event in events]
    assert Delivery.objects.filter(target=dead.pk, status="pending", next_attempt_at__gt=timezone.now()).count() >= 5
    assert Webhook.objects.get(pk=dead.pk).held_until > timezone.now()


def test_a_batch_shares_its_connection(hook: Hook, receiver: Receiver, tell: Tell, petra: Member) -> None:
    drain()
    receiver.connections.clear()
    for _ in range(30):  # more than are reported together
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


def test_what_a_dead_worker_had_claimed_is_sent_by_another(
    hook: Hook, receiver: Receiver, tell: Tell, petra: Member
) -> None:
    drain()
    receiver.requests.clear()
    event = tell(petra)
    work(relay_pass())
    relay_pass()
    Delivery.objects.filter(event=event).update(status="sending", claim=event.pk)
    deliver("webhook", [str(sent_to(hook[0], event).pk)])
    drain()
    assert receiver.ids == []
    make_due()
    drain()
    assert receiver.ids == [str(event.pk)]


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


def test_what_is_on_its_way_to_a_deleted_webhook_is_cancelled(
    hook: Hook, receiver: Receiver, tell: Tell, alice: Member, petra: Member
) -> None:
    drain()
    receiver.requests.clear()
    event = tell(petra)
    work(relay_pass())
    webhooks.delete(hook[0], by=alice)
    drain()
    assert sent_to(hook[0], event).status == "cancelled"
    assert receiver.requests == []
