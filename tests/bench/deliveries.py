"""A slip on its way to 10,000 people and systems, against one INSERT … SELECT and the raw senders."""

from __future__ import annotations

import smtplib
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import urllib3
from django.db import connection
from django.test import override_settings

from launchhub.accounts.models import Member, User
from launchhub.events.models import Event
from launchhub.events.outbox import BATCH, Batch
from launchhub.events.record import record
from launchhub.lib.wall import every_workspace, workspace_context
from launchhub.notifications import letters, outgoing
from launchhub.notifications.channels import OUTGOING
from launchhub.notifications.channels.inbox import Inbox
from launchhub.notifications.channels.webhook import body
from launchhub.notifications.models import Delivery, Watch, Webhook
from roadmap.actions import launches
from roadmap.events import LAUNCH_DATE_MOVED
from roadmap.models import Launch
from tests.bench.harness import Comparison, Goal, Measure, rows, timed
from tests.bench.sinks import Sinks, swallowing
from tests.bench.stage import Stage
from tests.bench.writes import DAYS, newcomer, planned

PEOPLE = 10_000
AT_ONCE = 500
ROUNDS = PEOPLE // AT_ONCE - 3  # after the rounds that warm up
SECONDS = 120.0
GOAL = Goal(at_least=0.5)
BECAUSE = "you watch “Checkout 2.0”"


@rows("deliveries")
def deliveries(stage: Stage) -> Iterator[Comparison]:
    """Yield the inbox rows of a slip, its e-mails and its webhooks."""
    with stage.small.open(), swallowing() as sinks, sending_to(sinks):
        launch = watched(newcomer("Slips"), PEOPLE)
        event = slipped(launch)
        name = f"inbox rows of a slip with {PEOPLE:,} watchers / one INSERT … SELECT"
        yield Comparison(name, GOAL, filling(event, Inbox().spread), filling(event, insert), rounds=7, seconds=60)
        name = f"{PEOPLE:,} e-mails / ready bytes on a kept connection"
        yield Comparison(name, GOAL, delivering("email"), mailing(event, sinks), ROUNDS, SECONDS)
        event = slipped(heard(planned(newcomer("Hooks"), 0), PEOPLE, sinks))
        name = f"{PEOPLE:,} webhooks / ready bytes from a urllib3 pool"
        yield Comparison(name, GOAL, delivering("webhook"), posting(event, sinks), ROUNDS, SECONDS)


@contextmanager
def sending_to(sinks: Sinks) -> Iterator[None]:
    """Let LaunchHub send its e-mails to the sink, and webhooks to this machine."""
    backend = "django.core.mail.backends.smtp.EmailBackend"
    with override_settings(
        EMAIL_BACKEND=backend, EMAIL_HOST="127.0.0.1", EMAIL_PORT=sinks.smtp, OUTBOUND_ALLOW=["127.0.0.1"]
    ):
        yield


def watched(admin: Member, people: int) -> Launch:
    """Return a launch with so many watchers."""
    launch, workspace = planned(admin, 0), admin.workspace
    users = [User(email=f"{n}.{workspace.slug}@example.com", name=f"Member {n}", password="!") for n in range(people)]
    User.objects.bulk_create(users)
    with workspace_context(workspace):
        members = Member.objects.bulk_create([Member(workspace=workspace, user=user, role="member") for user in users])
        Watch.objects.bulk_create(
            [
                Watch(workspace=workspace, member=each, noun="launch", target_id=launch.pk, because=BECAUSE)
                for each in members
            ]
        )
        _analyse()
    return launch


def heard(launch: Launch, systems: int, sinks: Sinks) -> Launch:
    """Return the launch, with so many webhooks in its workspace that hear of a slip."""
    shared: dict[str, Any] = {"workspace": launch.workspace, "kinds": [str(LAUNCH_DATE_MOVED)]}
    urls = (f"http://127.0.0.1:{sinks.http}/{n}" for n in range(systems))
    with workspace_context(launch.workspace_id):
        Webhook.objects.bulk_create([Webhook(**shared, url=url) for url in urls])
        _analyse()
    return launch


def _analyse() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as autovacuum would have done


def slipped(launch: Launch) -> Event:
    """Move the launch, line up what follows from it, and return the event."""
    with every_workspace():
        Delivery.objects.update(status="cancelled")  # what earlier runs have left
    with workspace_context(launch.workspace_id):
        launches.move(launch, to=DAYS[1], reason="quality", by=launch.owner)
        rows = Event.objects.select_related("workspace", "actor__user")
        event = rows.filter(kind=str(LAUNCH_DATE_MOVED), subject_id=launch.pk).latest("id")
        for channel in (Inbox(), *OUTGOING.values()):
            channel.spread(event)
        _analyse()
    return event


def filling(slip: Event, fill: Callable[[Event], None]) -> Measure:
    """Return a measure of how long it takes to fill 10,000 inboxes with one more such slip, commit included."""

    def measure() -> float:
        with workspace_context(slip.workspace_id):
            launch = Launch.objects.get(pk=slip.subject_id)
            event = record(LAUNCH_DATE_MOVED, launch, by=slip.actor, **slip.data)
        return timed(lambda: _inside(event, lambda: fill(event)))()

    return measure


def _inside(event: Event, work: Callable[[], None]) -> None:
    with workspace_context(event.workspace_id):
        work()


def insert(event: Event) -> None:
    """Write the same inbox rows with the simplest statement that does."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO notifications (id, workspace_id, event_id, member_id, because) "
            "SELECT launchhub_new_id(), workspace_id, %s, member_id, because FROM watches WHERE target_id = %s",
            [event.pk, event.subject_id],
        )


def delivering(channel: str) -> Measure:
    """Return a measure of 500 deliveries with all that belongs to one: leased, claimed, sent, written down."""

    waiting: deque[Batch] = deque()

    def deliver() -> None:
        for _ in range(AT_ONCE // BATCH):
            if not waiting:
                with every_workspace():
                    waiting.extend(outgoing.Deliveries().lease())
            assert waiting, f"there are no more deliveries by {channel}"
            outgoing.deliver(*waiting.popleft().args)

    return timed(deliver)


def mailing(event: Event, sinks: Sinks) -> Measure:
    """Return a measure of 500 e-mails that are ready, over one connection."""
    with workspace_context(event.workspace_id):
        message = letters.write(event, BECAUSE).to(letters.Addressee(event.actor_id, "Member 1", "1@example.com"))

    def send() -> None:
        with smtplib.SMTP("127.0.0.1", sinks.smtp) as server:
            for n in range(AT_ONCE):
                server.sendmail("launchhub@localhost", [f"{n}@example.com"], message)

    return timed(send)


def posting(event: Event, sinks: Sinks) -> Measure:
    """Return a measure of 500 requests that are ready, from one pool."""
    content = body(event).encode()
    headers = {"Content-Type": "application/json", "webhook-id": str(event.pk)}

    def send() -> None:
        with urllib3.HTTPConnectionPool("127.0.0.1", sinks.http) as pool:
            for n in range(AT_ONCE):
                pool.urlopen("POST", f"/{n}", body=content, headers=headers)

    return timed(send)
