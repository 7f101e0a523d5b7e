"""The audit log is tamper-evident."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from launchhub.accounts.actions import members
from launchhub.accounts.models import Member
from launchhub.events import seal
from launchhub.events.models import Event
from launchhub.lib.wall import workspace_context


@contextmanager
def behind_the_guard() -> Iterator[None]:
    """Act as somebody who has the database itself in their hands."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE events DISABLE TRIGGER USER")
        yield
        cursor.execute("ALTER TABLE events ENABLE TRIGGER USER")


@pytest.fixture
def sealed(alice: Member, petra: Member) -> list[Event]:
    """Three sealed events of Harbour at least, in order."""
    for hats in (["qa"], ["sales"], ["product"]):
        members.update(petra, by=alice, hats=hats)
    seal.seal_all()
    return list(Event.objects.sealed())


def verify(*options: str) -> str:
    """Return what `verify_audit` says."""
    out = StringIO()
    call_command("verify_audit", *options, stdout=out)
    return out.getvalue()


def test_events_are_sealed_in_order_without_a_gap(sealed: list[Event]) -> None:
    assert [event.position for event in sealed] == list(range(1, len(sealed) + 1))
    assert [event.pk for event in sealed] == sorted(event.pk for event in sealed)
    assert len({bytes(event.digest or b"") for event in sealed}) == len(sealed)


def test_each_workspace_has_its_own_chain(sealed: list[Event], mallory: Member) -> None:
    seal.seal_all()
    with workspace_context(mallory.workspace_id):
        assert list(Event.objects.sealed().values_list("position", flat=True)) == [1]


def test_sealing_goes_on_where_it_stopped(sealed: list[Event], alice: Member, petra: Member) -> None:
    members.update(petra, by=alice, hats=["qa"])
    seal.seal_all()
    assert Event.objects.sealed().last().position == len(sealed) + 1
    assert f"harbour: {len(sealed) + 1} events verified" in verify()


def test_an_untouched_log_is_verified(sealed: list[Event]) -> None:
    assert verify("--workspace", "harbour") == f"harbour: {len(sealed)} events verified\n"


def test_a_changed_event_is_found(sealed: list[Event]) -> None:
    with behind_the_guard():
        Event.objects.filter(pk=sealed[1].pk).update(subject_title="Somebody else")
    with pytest.raises(CommandError, match=f"harbour: broken at event {sealed[1].pk} .* it was changed"):
        verify()


def test_a_removed_event_is_found(sealed: list[Event]) -> None:
    with behind_the_guard():
        Event.objects.filter(pk=sealed[1].pk).delete()
    with pytest.raises(CommandError, match=f"broken at event {sealed[2].pk} .* taken out"):
        verify()


def test_an_unknown_workspace_is_named(harbour: object) -> None:
    with pytest.raises(CommandError, match="no workspace nowhere"):
        verify("--workspace", "nowhere")
