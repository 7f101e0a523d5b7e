"""Broker and database may fail; nothing is lost."""

import datetime as dt
import json
from io import StringIO

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.utils import timezone
from kombu.exceptions import OperationalError

from launchhub.accounts.actions import members
from launchhub.accounts.models import Member
from launchhub.events import relay
from launchhub.events.models import Event, Job
from launchhub.events.outbox import Batch
from launchhub.notifications.actions import preferences
from launchhub.notifications.models import Channel
from tests.events.drain import drain, relay_pass, work


def refuse(batch: Batch) -> None:
    """Stand for a broker that is away."""
    raise OperationalError("connection refused")


def test_what_the_broker_does_not_take_is_given_back(alice: Member, petra: Member) -> None:
    members.update(petra, by=alice, hats=["qa"])
    with pytest.raises(OperationalError):
        relay.run_once(publish=refuse)
    assert not Event.objects.exclude(lease_until=None).exists()
    assert "events.handle" in [batch.task for batch in relay_pass()]


def test_what_the_broker_has_forgotten_is_led_out_again_at_once(alice: Member, petra: Member) -> None:
    drain()
    members.update(petra, by=alice, hats=["qa"])
    [forgotten] = [batch for batch in relay_pass() if "launchhub.notifications.fan_out" in batch.args]
    assert not relay_pass()
    cache.clear()  # Valkey was restarted
    assert forgotten.args in [batch.args for batch in relay_pass()]


def test_a_delivery_that_the_broker_has_forgotten_is_led_out_again_at_once(alice: Member, petra: Member) -> None:
    drain()
    preferences.create(by=alice, email="all")
    members.update(petra, by=None, hats=["qa"])
    work(relay_pass())
    [forgotten] = relay_pass()
    assert forgotten.task == "notifications.deliver"
    assert not relay_pass()
    cache.clear()
    assert [batch.args for batch in relay_pass()] == [forgotten.args]


def test_a_failure_waits_even_when_the_broker_forgets(alice: Member, petra: Member) -> None:
    drain()
    members.update(petra, by=alice, hats=["qa"])
    later = timezone.now() + dt.timedelta(seconds=5)
    Event.objects.unhandled().update(attempts=1, lease_until=later)
    cache.clear()
    assert not relay_pass()


def test_a_broker_that_is_not_there_is_noticed_at_once(settings: pytest.FixtureRequest, harbour: object) -> None:
    with relay.app.connection_for_write("redis://127.0.0.1:1/0") as away, pytest.raises(OperationalError):
        relay.app.send_task("events.handle", connection=away, retry=False)


def test_outbox_shows_what_waits(alice: Member, petra: Member) -> None:
    drain()
    members.update(petra, by=alice, hats=["qa"])
    Event.objects.filter(handled_at=None).update(attempts=10)
    members.update(petra, by=alice, hats=["sales"])
    out = StringIO()
    call_command("outbox", "--json", stdout=out)
    lines = {line["name"]: line for line in json.loads(out.getvalue())}
    assert (lines["events"]["pending"], lines["events"]["dead"]) == (1, 1)
    assert 0 <= lines["events"]["oldest"] < 60
    assert (lines["email"]["pending"], lines["webhook"]["dead"]) == (0, 0)


def test_outbox_is_readable(alice: Member) -> None:
    Job.objects.all().delete()
    out = StringIO()
    call_command("outbox", stdout=out)
    head, *lines = out.getvalue().splitlines()
    assert head.split() == ["pending", "oldest", "dead"]
    assert [line.split()[0] for line in lines] == ["events", *Channel.values, "jobs"]
