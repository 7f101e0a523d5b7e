"""A real relay, a real worker, real servers: people and systems are told in time, and nothing is lost."""

import time
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from standardwebhooks import Webhook as Verifier

from launchhub.accounts.actions import members, workspaces
from launchhub.accounts.models import Member
from launchhub.events.models import Event
from launchhub.lib.wall import workspace_context
from launchhub.notifications.actions import preferences, webhooks
from launchhub.notifications.models import Delivery, Notification
from tests.cast import new_user
from tests.notifications.receivers import Mailbox, Receiver, receiving
from tests.processes import PATIENCE, RELAY, WORKER, Start, kill, read, wait_for

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("processes")]


@pytest.fixture
def surroundings(mailbox: Mailbox) -> dict[str, str]:
    """E-mails go to the mailbox of the test."""
    return {"EMAIL_URL": f"smtp://127.0.0.1:{mailbox.port}"}


@pytest.fixture
def alice() -> Member:
    """Admin of Harbour, committed; she wants every e-mail."""
    admin = workspaces.create(name="Harbour", slug="harbour", admin=new_user("Alice"))
    with workspace_context(admin.workspace_id):
        preferences.create(by=admin, email="all")
    return admin


def someone_joins(alice: Member) -> Event:
    """Record an event that admins are told of, and commit it."""
    user = new_user(f"Petra{Member.objects.count()}{time.monotonic_ns()}")
    with workspace_context(alice.workspace_id):
        members.add(user, workspace=alice.workspace, by=None)
        return Event.objects.latest("id")


def settle(alice: Member) -> None:
    """Wait until nothing is under way any longer."""
    wait_for(read(alice, lambda: not Event.objects.unhandled().exists()))
    wait_for(read(alice, lambda: not Delivery.objects.exclude(status="sent").exists()))


def is_told(alice: Member, event: Event) -> Callable[[], Any]:
    """Return the question whether Alice's inbox has the event."""
    return read(alice, lambda: Notification.objects.filter(event_id=event.pk, member_id=alice.pk).exists())


def times_to_tell(alice: Member, tries: int = 10) -> Iterator[float]:
    """Yield, try by try, the seconds from the commit of an event until Alice's inbox has it."""
    for _ in range(tries):
        event = someone_joins(alice)
        committed = time.monotonic()
        wait_for(is_told(alice, event))
        yield time.monotonic() - committed


def test_people_and_systems_are_told_within_two_seconds(
    start: Start, alice: Member, receiver: Receiver, mailbox: Mailbox
) -> None:
    start(WORKER)
    start(RELAY)
    with workspace_context(alice.workspace_id):
        _, secret = webhooks.create(by=alice, url=receiver.url)
    settle(alice)

    assert any(took < 2 for took in times_to_tell(alice)), "at no try, however busy the machine is"

    event = someone_joins(alice)
    wait_for(is_told(alice, event))
    settle(alice)
    [message] = [each for each in mailbox.envelopes if str(event.pk).encode() in each.content]
    assert message.rcpt_tos == ["alice@example.com"]
    parsed = message_from_bytes(message.content, policy=policy.default)
    assert parsed["Message-ID"] == f"<{event.pk}.{alice.pk}@localhost>"
    headers, body = receiver.requests[receiver.ids.index(str(event.pk))]
    assert Verifier(secret).verify(body, headers)["data"]["id"] == str(event.pk)


def test_two_relays_and_two_workers_tell_once(
    start: Start, alice: Member, receiver: Receiver, mailbox: Mailbox
) -> None:
    for command in (RELAY, RELAY, WORKER, WORKER):
        start(command)
    with workspace_context(alice.workspace_id):
        webhooks.create(by=alice, url=receiver.url)
    events = [someone_joins(alice) for _ in range(30)]
    wait_for(is_told(alice, events[-1]))
    settle(alice)
    assert sorted(receiver.ids) == sorted({*receiver.ids})
    assert {str(event.pk) for event in events} <= set(receiver.ids)
    assert len(mailbox.envelopes) == len({envelope.content for envelope in mailbox.envelopes}) >= 30
    with workspace_context(alice.workspace_id):
        positions = list(Event.objects.sealed().values_list("position", flat=True))
    assert positions == list(range(1, len(positions) + 1))


def test_a_slow_receiver_keeps_nobody_else_waiting(start: Start, alice: Member, receiver: Receiver) -> None:
    start(WORKER)
    start(RELAY)
    with receiving() as slow:
        with workspace_context(alice.workspace_id):
            webhooks.create(by=alice, url=receiver.url)
            webhooks.create(by=alice, url=slow.url)
        settle(alice)
        slow.delay = 14
        begun = time.monotonic()
        events = []
        for _ in range(5):
            events.append(someone_joins(alice))
            wait_for(is_told(alice, events[-1]))
            wait_for(lambda: str(events[-1].pk) in receiver.ids)
        assert time.monotonic() - begun < slow.delay


def test_a_broker_that_forgets_everything_loses_nothing(start: Start, alice: Member, broker: Any) -> None:
    relay = start(RELAY)
    event = someone_joins(alice)
    wait_for(read(alice, lambda: Event.objects.get(pk=event.pk).lease_until))
    wait_for(lambda: broker.dbsize())
    broker.flushdb()
    start(WORKER)
    wait_for(is_told(alice, event))
    assert relay.poll() is None


def test_a_broker_that_is_away_stops_neither_relay_nor_seal(start: Start, alice: Member) -> None:
    cut_off = start(RELAY, REDIS_URL="redis://127.0.0.1:1/0")
    event = someone_joins(alice)
    wait_for(read(alice, lambda: Event.objects.get(pk=event.pk).position))
    assert cut_off.poll() is None
    kill(cut_off)
    with workspace_context(alice.workspace_id):
        Event.objects.filter(handled_at=None).update(lease_until=None)
    start(RELAY)
    start(WORKER)
    wait_for(is_told(alice, event))


def test_what_a_worker_was_sending_when_it_died_arrives_with_the_same_id(
    start: Start, alice: Member, receiver: Receiver
) -> None:
    start(RELAY)
    worker = start(WORKER)
    with workspace_context(alice.workspace_id):
        webhooks.create(by=alice, url=receiver.url)
    settle(alice)
    receiver.delay = 1
    receiver.requests.clear()
    event = someone_joins(alice)
    wait_for(lambda: receiver.ids)
    kill(worker)
    start(WORKER)
    with workspace_context(alice.workspace_id):
        Delivery.objects.filter(status="sending").update(lease_until=timezone.now())  # 90 seconds later
    settle(alice)
    assert set(receiver.ids) == {str(event.pk)}
    assert len(receiver.ids) == 2


def cut_connections() -> None:
    """End every other connection to the database, as a restart of PostgreSQL does."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def cut_off_broker(broker: Any) -> None:
    """End every other connection to the broker, as its restart does, but for those of tests beside this one."""
    ours, database = str(broker.client_id()), str(broker.connection_pool.connection_kwargs["db"])
    for client in broker.client_list():
        if client["db"] == database and client["id"] != ours:
            broker.client_kill_filter(_id=client["id"])


@pytest.mark.parametrize("restarted", ["database", "broker"])
def test_what_is_being_sent_during_a_restart_is_sent_once(
    restarted: str, start: Start, alice: Member, receiver: Receiver, broker: Any
) -> None:
    start(RELAY)
    start(WORKER)
    with workspace_context(alice.workspace_id):
        webhooks.create(by=alice, url=receiver.url)
    settle(alice)
    receiver.delay = 1
    receiver.requests.clear()
    event = someone_joins(alice)
    wait_for(lambda: receiver.ids)
    if restarted == "database":
        cut_connections()
    else:
        cut_off_broker(broker)
    settle(alice)
    assert receiver.ids == [str(event.pk)]


def test_the_relay_outlives_its_database_connections(start: Start, alice: Member) -> None:
    relay = start(RELAY)
    first = someone_joins(alice)
    wait_for(read(alice, lambda: Event.objects.get(pk=first.pk).position))
    cut_connections()
    second = someone_joins(alice)
    wait_for(read(alice, lambda: Event.objects.get(pk=second.pk).position))
    assert relay.poll() is None


def test_the_relay_ends_in_peace(start: Start, alice: Member) -> None:
    relay = start(RELAY)
    event = someone_joins(alice)
    wait_for(read(alice, lambda: Event.objects.get(pk=event.pk).position))
    relay.terminate()
    assert relay.wait(timeout=PATIENCE) == 0
