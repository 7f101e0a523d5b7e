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
from launchhub.lib.ids import new_id
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
    last = bytes(sealed[-1].digest or b"").hex()
    told = f"harbour: {len(sealed)} events verified, the last digest is {last}\n"
    assert verify("--workspace", "harbour") == told


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


@pytest.mark.parametrize("position", [-1, 0, 1, 2, "after the last"])
def test_an_inserted_event_is_found(sealed: list[Event], position: int | str) -> None:
    at = len(sealed) + 1 if position == "after the last" else int(position)
    with behind_the_guard():
        forged = Event.objects.get(pk=sealed[1].pk)
        forged.pk, forged.position = new_id(), at
        forged.save(force_insert=True)
    with pytest.raises(CommandError, match="harbour: broken at event"):
        verify()


def test_an_inserted_event_is_found_where_one_page_of_the_chain_ends(
    sealed: list[Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seal, "SEALED_TOGETHER", 2)
    with behind_the_guard():
        forged = Event.objects.get(pk=sealed[1].pk)
        forged.pk = new_id()
        forged.save(force_insert=True)
    with pytest.raises(CommandError, match=f"broken at event {forged.pk} .* put in"):
        verify()


def test_events_that_changed_places_are_found(sealed: list[Event]) -> None:
    first, second = sealed[:2]
    with behind_the_guard():
        Event.objects.filter(pk=first.pk).update(position=second.position, digest=second.digest)
        Event.objects.filter(pk=second.pk).update(position=first.position, digest=first.digest)
    with pytest.raises(CommandError, match=f"broken at event {second.pk} .* it was changed"):
        verify()


def test_an_event_that_was_moved_away_is_found(sealed: list[Event]) -> None:
    with behind_the_guard():
        Event.objects.filter(pk=sealed[0].pk).update(position=len(sealed) + 10)
    with pytest.raises(CommandError, match=f"broken at event {sealed[1].pk} .* should be 1"):
        verify()


def test_a_tail_that_was_cut_off_shows_by_the_count_and_the_digest_alone(sealed: list[Event]) -> None:
    before = verify()
    with behind_the_guard():
        Event.objects.filter(pk=sealed[-1].pk).delete()
    last = bytes(sealed[-2].digest or b"").hex()
    assert verify() == f"harbour: {len(sealed) - 1} events verified, the last digest is {last}\n" != before


def test_an_unknown_workspace_is_named(harbour: object) -> None:
    with pytest.raises(CommandError, match="no workspace nowhere"):
        verify("--workspace", "nowhere")
