"""History that goes in by the thousand: only as history, and with the rights that it needs."""

from __future__ import annotations

import pytest

from launchhub.accounts.actions.history import Person, import_people
from launchhub.accounts.models import Member
from launchhub.events.models import Event
from launchhub.events.record import history, record_history
from launchhub.lib.errors import Forbidden
from qa.actions.history import import_signed
from roadmap.actions.history import anchor

WRENS = [Person("wren@people.invalid", "Wren", ["qa"])]


def test_what_happens_now_is_not_recorded_in_bulk(alice: Member) -> None:
    with pytest.raises(ValueError, match="Only history"):
        record_history([])
    with pytest.raises(ValueError, match="Only history"):
        import_people(WRENS, by=alice)


def test_people_who_took_part_elsewhere_become_members(alice: Member) -> None:
    with history():
        [wren] = import_people(WRENS, by=alice)
    assert (wren.name, wren.hats, wren.user.is_active, wren.user.has_usable_password()) == (
        "Wren",
        ["qa"],
        False,
        False,
    )
    event = Event.objects.get(kind="member.joined", subject_id=wren.pk)
    assert (event.quiet, event.actor_id) == (True, alice.pk)


def test_each_needs_the_right_of_its_room(petra: Member, mark: Member) -> None:
    with history():
        with pytest.raises(Forbidden, match="admin role"):
            import_people(WRENS, by=petra)
        with pytest.raises(Forbidden, match="qa hat"):
            import_signed([], by=petra)
        with pytest.raises(Forbidden, match="product hat"):
            anchor([], by=mark)
