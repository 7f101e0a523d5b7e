"""The drill: a backup under load, restored elsewhere, where everything is and what was not sent yet is sent."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connection
from pytest_django.fixtures import Settings
from standardwebhooks import Webhook as Verifier

from launchhub.accounts.models import Member
from launchhub.discussion.actions import attachments
from launchhub.embedded import addresses
from launchhub.lib.wall import workspace_context
from launchhub.notifications.actions import webhooks
from qa.actions import test_runs
from roadmap.actions import launches, products
from roadmap.models import Launch
from tests.events.drain import drain
from tests.notifications.receivers import receiving
from tests.operations.databases import ask
from tests.processes import PATIENCE, wait_for
from tests.running import RunningLaunchHub

REPORT = b'<testsuite name="e2e"><testcase classname="shop" name="pays"/></testsuite>'
LAUNCH_DAY = dt.date(2027, 5, 14)
SETTLED = 120  # seconds
MOST = 12  # slips: a slow backup must not make a long test longer


@pytest.fixture
def launch(committed_alice: Member) -> Launch:
    """Payments 2.0, which Alice owns, committed."""
    alice = committed_alice
    with workspace_context(alice.workspace_id):
        product = products.create(by=alice, name="Payments", key="PAY", owner=alice)
        return launches.create(by=alice, name="Payments 2.0", products=[product], owner=alice, date=LAUNCH_DAY)


@contextmanager
def slipping(launch: Launch) -> Iterator[None]:
    """Let the launch slip a day again and again meanwhile, each time in a transaction of its own."""
    is_over, has_begun = threading.Event(), threading.Event()

    def go_on() -> None:
        with closing(connection):
            for _ in range(MOST):
                slip(launch)
                has_begun.set()
                if is_over.is_set():
                    break

    thread = threading.Thread(target=go_on)
    thread.start()
    try:
        assert has_begun.wait(PATIENCE)
        yield
    finally:
        is_over.set()
        thread.join()


def slip(launch: Launch) -> None:
    """Let the launch slip a day."""
    with workspace_context(launch.workspace_id):
        now = Launch.objects.get(pk=launch.pk)
        launches.move(now, to=now.date + dt.timedelta(days=1), reason="quality", by=None)


@pytest.mark.django_db(transaction=True)
def test_what_was_not_sent_at_the_backup_is_sent_after_the_restore_with_the_same_ids(
    launch: Launch, committed_alice: Member, tmp_path: Path, settings: Settings, static_root: str
) -> None:
    alice = committed_alice
    settings.OUTBOUND_ALLOW = ["127.0.0.0/8"]
    file, place = tmp_path / "launchhub.tar.gz", tmp_path / "restored"
    with receiving() as receiver:
        with workspace_context(alice.workspace_id):
            _, secret = webhooks.create(by=alice, url=receiver.url)
            run = test_runs.record(REPORT, by=alice, suite="e2e")
            plan = ContentFile(b"A plan", "plan.txt")
            attached = attachments.create(by=alice, noun="launch", target_id=launch.pk, file=plan)
        drain()
        sent = set(receiver.ids)
        receiver.answers, receiver.requests = [(500, {})], []
        slip(launch)
        drain()
        refused = set(receiver.ids)
        with slipping(launch):
            call_command("backup", file)
        receiver.answers, receiver.requests = [(204, {})], []

        options = {"OUTBOUND_ALLOW": "127.0.0.0/8", "STATIC_ROOT": static_root}
        restored = RunningLaunchHub(*addresses.free_ports(1), place, options)
        said = restored.manage("restore", str(file))
        assert "harbour: " in said, "the audit log was verified"
        url = addresses.database_url(place)
        with restored.up():
            wait_for(lambda: not ask(url, "SELECT id FROM events WHERE handled_at IS NULL"), SETTLED)
            wait_for(lambda: not ask(url, "SELECT id FROM deliveries WHERE status <> 'sent'"), SETTLED)
            lined_up = {*ask(url, "SELECT event_id::text FROM deliveries WHERE channel = 'webhook'")}
            letters = ask(url, "SELECT event_id || '.' || target FROM deliveries WHERE channel = 'email'")
            slips = ask(url, "SELECT id::text FROM events WHERE kind = 'launch.date_moved'")
            ledger = ask(url, "SELECT id FROM roadmap_datemove")

    assert refused
    assert sent
    assert refused <= set(receiver.ids), "what had failed is tried again with the id that it had"
    assert sorted(receiver.ids) == sorted(lined_up - sent), "each once, and nothing that had arrived"
    assert set(slips) <= lined_up
    assert len(slips) == len(ledger) > 1, "a slip is there whole or not at all, also one made meanwhile"
    headers, body = receiver.requests[0]
    assert Verifier(secret).verify(body, headers)["data"]["id"] == headers["webhook-id"]
    assert {path.name for path in (place / "mail").iterdir()} == {f"{letter}@localhost.eml" for letter in letters}
    assert (place / "files" / run.report.name).read_bytes() == REPORT
    assert (place / "files" / attached.file.name).read_bytes() == b"A plan"
