"""Relay and worker die at each single step of seal, lease, claim, send and mark; nothing is lost."""

from __future__ import annotations

import datetime as dt
import itertools
import os
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from launchhub.accounts.actions import members, workspaces
from launchhub.accounts.models import Member
from launchhub.embedded.addresses import free_ports
from launchhub.events.models import Event, Job
from launchhub.lib.wall import every_workspace, workspace_context
from launchhub.notifications.actions import webhooks
from launchhub.notifications.models import Delivery, Notification
from roadmap.actions import launches, products
from roadmap.models import Launch
from tests.cast import new_user
from tests.chaos.crashing import mortals
from tests.chaos.endpoints import Endpoint
from tests.chaos.reckoning import arrivals, letters
from tests.chaos.world import receivers
from tests.events.drain import drain
from tests.notifications.receivers import Mailbox

pytestmark = pytest.mark.django_db(transaction=True)

STEPS = (
    *("UPDATE events", "INSERT INTO notifications", "INSERT INTO deliveries", "UPDATE deliveries"),
    *("http.client.send", "smtplib.send", "INSERT INTO delivery_attempts"),
)
"""Seal and lease, inbox, lining up, lease and claim, sending, mark: some of the steps that there are."""

DAY = dt.date(2028, 3, 1)
PATIENCE = 300  # seconds: a busy machine needs its time
Witnesses = tuple[list[Endpoint], Mailbox]


@pytest.fixture
def witnesses(settings: Any) -> Iterator[Witnesses]:
    """Two receivers of webhooks, and a mail server."""
    [port] = free_ports(1)
    settings.OUTBOUND_ALLOW = ["127.0.0.0/8"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    with receivers(port, ["first", "second"]) as (endpoints, mailbox):
        yield list(endpoints.values()), mailbox


@pytest.fixture
def launch(witnesses: Witnesses) -> Launch:
    """A launch that concerns Petra (owner), Mark (marketing) and Alice (watches it), and both webhooks; all told."""
    alice = workspaces.create(name="Harbour", slug="harbour", admin=new_user("Alice"))
    with workspace_context(alice.workspace):
        petra, _ = (
            members.add(new_user(name), workspace=alice.workspace, hats=[hat], by=None)
            for name, hat in (("Petra", "product"), ("Mark", "marketing"))
        )
        for endpoint in witnesses[0]:
            webhooks.create(by=alice, url=endpoint.url)
        product = products.create(by=alice, name="Harbour Pay", key="PAY")
        launch = launches.create(by=alice, name="Refunds", products=[product], owner=petra, date=DAY)
    drain()
    return launch


def slip(launch: Launch, days: int) -> Event:
    """Move the launch and return the event."""
    with workspace_context(launch.workspace_id):
        launches.move(launch, to=DAY + dt.timedelta(days), reason="scope", by=None)
        return Event.objects.filter(kind="launch.date_moved").latest("id")


def recover() -> None:
    """Let leases run out, and another relay and worker go on, until nothing waits.

    PostgreSQL needs a moment to notice that somebody died, and keeps what they had locked until then.
    """
    end = time.monotonic() + PATIENCE
    while _something_waits():
        assert time.monotonic() < end, "something still waits"
        drain()


def _something_waits() -> bool:
    """Let every lease be over, and say whether anything is still to be told."""
    over = timezone.now() - dt.timedelta(seconds=1)
    with every_workspace():
        for rows in (Event.objects.unhandled(), Delivery.objects.all(), Job.objects.all()):
            rows.filter(lease_until__isnull=False).update(lease_until=over)
        return bool(Event.objects.unhandled().exists() or Delivery.objects.exclude(status="sent").exists())


def environment(mailbox: Mailbox) -> dict[str, str]:
    """Return what a process needs to work on the data of this test."""
    at = connection.settings_dict
    return os.environ | {
        "DATABASE_URL": f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}/{at['NAME']}",
        "DATA_DIR": str(settings.DATA_DIR),
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "EMAIL_URL": f"smtp://127.0.0.1:{mailbox.port}",
        "OUTBOUND_ALLOW": "127.0.0.0/8",
    }


def test_whatever_the_step_at_which_a_process_dies_everybody_is_told_with_the_same_ids(
    launch: Launch, witnesses: Witnesses
) -> None:
    endpoints, mailbox = witnesses
    with workspace_context(launch.workspace_id):
        told = set(Member.objects.values_list("pk", flat=True))
    deaths: list[str] = []
    repeats = 0
    with mortals(environment(mailbox)) as live:
        for fatal in itertools.count(1):
            event = slip(launch, fatal)
            way = live(fatal)
            recover()
            deaths.append(died_at := f"step {fatal}: {way.steps[-1]}")
            with workspace_context(launch.workspace_id):
                inbox = list(Notification.objects.filter(event=event).values_list("member_id", flat=True))
                ends = set(Delivery.objects.filter(event=event).values_list("status", flat=True))
            assert sorted(inbox) == sorted(told), died_at
            assert ends == {"sent"}, died_at
            post = {member: count for (about, member), count in letters(mailbox).items() if about == str(event.pk)}
            assert post.keys() == {str(pk) for pk in told}, died_at
            hooks = [arrivals(endpoint)[str(event.pk)] for endpoint in endpoints]
            assert set(hooks) | set(post.values()) <= {1, 2}, died_at
            repeats += [*hooks, *post.values()].count(2)
            if way.survived:
                break
    assert repeats, "who dies between sending and marking sends again"
    for step in STEPS:
        assert any(step in death for death in deaths), f"nobody died at {step}: {deaths}"
