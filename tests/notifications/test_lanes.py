"""What goes one way goes in order, one batch at a time; what goes another way does not wait for it."""

import datetime as dt
import uuid
from collections import defaultdict

from django.utils import timezone

from launchhub.accounts.models import Member, User
from launchhub.notifications.models import Channel, Delivery, Status
from tests.events.drain import drain, relay_pass, work
from tests.notifications.conftest import Hook, Tell
from tests.notifications.receivers import Mailbox, Receiver


def test_a_way_is_never_parted_between_two_batches(tell: Tell, petra: Member) -> None:
    event = tell(petra)
    drain()
    shared = {"workspace_id": event.workspace_id, "event": event, "channel": Channel.WEBHOOK}
    Delivery.objects.bulk_create(
        Delivery(**shared, target=uuid.uuid4(), lane=lane) for lane in ["first", "second", "third"] for _ in range(60)
    )
    lanes = dict(Delivery.objects.values_list("pk", "lane"))
    batches = defaultdict(set)
    for place, batch in enumerate(relay_pass()):
        for pk in batch.args[1]:
            batches[lanes[uuid.UUID(pk)]].add(place)
    assert sorted(map(len, batches.values())) == [1, 1, 1]


def test_a_worker_that_died_holds_up_only_some_of_the_emails(tell: Tell, mailbox: Mailbox, petra: Member) -> None:
    users = [User(email=f"{n}@example.com", password="!") for n in range(16)]
    User.objects.bulk_create(users)
    members = [Member(pk=uuid.UUID(int=n), workspace=petra.workspace, user=user) for n, user in enumerate(users, 1)]
    Member.objects.bulk_create(members)
    tell(petra, *((member, "you own the tea") for member in members), urgent=True)
    work(relay_pass())
    first = Delivery.objects.filter(channel=Channel.EMAIL).earliest("id")
    held = Delivery.objects.filter(lane=first.lane)
    held.update(status=Status.SENDING, claim=uuid.uuid4(), lease_until=timezone.now() + dt.timedelta(seconds=90))
    drain()
    assert 0 < len(mailbox.envelopes) == 16 - held.count()


def test_who_asks_for_a_pause_gets_no_more_of_the_batch(
    hook: Hook, receiver: Receiver, tell: Tell, petra: Member
) -> None:
    receiver.answers = [(429, {"Retry-After": "60"})]
    for _ in range(3):
        tell(petra)
    drain()
    assert len(receiver.requests) == 1
    soon = timezone.now() + dt.timedelta(seconds=30)
    assert Delivery.objects.filter(event__kind="tea.served", next_attempt_at__gt=soon).count() == 3
