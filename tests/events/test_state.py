"""How far the spine of a workspace has come."""

from __future__ import annotations

import uuid

import pytest

from launchhub.accounts.actions import members
from launchhub.accounts.models import Member
from launchhub.events.models import Event
from launchhub.events.seal import seal_all
from launchhub.events.state import latest_position
from tests.events.test_seal import behind_the_guard

LONG_AGO = 1_577_836_800_000
"""1 January 2020 in milliseconds since 1970, which a UUIDv7 begins with."""


@pytest.fixture
def sealed(alice: Member, petra: Member) -> int:
    """Some sealed events of Harbour: how many."""
    members.update(petra, by=alice, hats=["qa"])
    seal_all()
    return Event.objects.sealed().count()


def test_it_is_the_position_of_the_last_sealed_event(sealed: int, alice: Member, petra: Member) -> None:
    assert latest_position(alice.workspace_id) == sealed
    members.update(petra, by=alice, hats=["sales"])
    assert latest_position(alice.workspace_id) == sealed
    seal_all()
    assert latest_position(alice.workspace_id) == sealed + 1


def test_it_is_found_however_long_it_has_been_quiet(sealed: int, alice: Member) -> None:
    with behind_the_guard():
        for event in list(Event.objects.all()):
            old = uuid.UUID(int=LONG_AGO << 80 | event.pk.int & (1 << 80) - 1)
            Event.objects.filter(pk=event.pk).update(id=old)
    assert latest_position(alice.workspace_id) == sealed


def test_a_workspace_in_which_nothing_is_sealed_begins_at_0(alice: Member) -> None:
    assert latest_position(alice.workspace_id) == 0
