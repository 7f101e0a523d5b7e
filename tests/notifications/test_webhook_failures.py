"""Whatever fails on the way, a request is sent again, given up in the end, and holds up no other."""

import datetime as dt

from django.utils import timezone

from launchhub.accounts.models import Member
from launchhub.notifications.actions import webhooks
from launchhub.notifications.channels.webhook import wait_of
from launchhub.notifications.models import Delivery, DeliveryAttempt, Notification, Webhook
from launchhub.notifications.tasks import deliver
from tests.events.drain import drain, relay_pass, work
from tests.notifications.conftest import Hook, Tell, make_due, sent_to
from tests.notifications.receivers import Receiver, receiving


def waits_for(delivery: Delivery, before: dt.datetime, least: float, most: float) -> bool:
    """Say whether a delivery that failed between `before` and now is tried again so many seconds after that."""
    earliest, latest = dt.timedelta(seconds=least), dt.timedelta(seconds=most)
    return before + earliest <= delivery.next_attempt_at <= timezone.now() + latest


def test_a_failure_is_tried_again_after_five_seconds_with_the_same_id(
    hook: Hook, receiver: Receiver, tell: Tell, petra: Member
) -> None:
    drain()
    receiver.requests.clear()
    receiver.answers = [(500, {}), (200, {})]
    event, before = tell(petra), timezone.now()
    drain()
    delivery = sent_to(hook[0], event)
    assert (delivery.status, delivery.attempts) == ("pending", 1)
    assert waits_for(delivery, before, 5, 5.5)
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
    for minutes in (5 / 60, 5, 30, *(60 * hours for hours in (2, 5, 10, 14, 20, 24))):
        before = timezone.now()
        drain()
        assert waits_for(sent_to(hook[0], event), before, minutes * 60, minutes * 66)
        make_due()
    for _ in range(3):
        drain()
        make_due()
    delivery = sent_to(hook[0], event)
    assert (delivery.status, delivery.attempts) == ("dead", 10)


def test_a_receiver_that_asks_for_a_pause_gets_it(hook: Hook, receiver: Receiver, tell: Tell, petra: Member) -> None:
    drain()
    receiver.answers = [(429, {"Retry-After": "120"})]
    first, second, before = tell(petra), tell(petra), timezone.now()
    drain()
    for event in (first, second):
        assert waits_for(sent_to(hook[0], event), before, 120, 132)


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
