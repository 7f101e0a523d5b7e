"""Milestones, phases and freezes."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from launchhub.accounts.models import Member
from launchhub.accounts.rights import Forbidden
from roadmap.actions import launches, milestones
from roadmap.models import DateMove, Launch, Milestone
from tests.roadmap.spine import kinds


def phase(petra: Member, launch: Launch, name: str, offset: int, end: dt.date) -> Milestone:
    return milestones.create(by=petra, launch=launch, name=name, kind="phase", offset_days=offset, end=end)


def test_only_the_product_hat_edits(code_freeze: Milestone, mark: Member) -> None:
    with pytest.raises(Forbidden, match="product hat"):
        milestones.move(code_freeze, to=dt.date(2027, 5, 1), reason="scope", by=mark)
    with pytest.raises(Forbidden, match="product hat"):
        milestones.create(by=mark, launch=code_freeze.launch, name="Mine")


def test_a_moved_anchored_milestone_stays_anchored(code_freeze: Milestone, petra: Member) -> None:
    line = milestones.move(code_freeze, to=dt.date(2027, 5, 3), reason="quality", by=petra)
    code_freeze.refresh_from_db()
    assert (code_freeze.due, code_freeze.offset_days) == (dt.date(2027, 5, 3), -11)
    assert (line.subject_type, line.days, line.launch_id) == ("milestone", 3, code_freeze.launch_id)
    assert kinds(code_freeze) == ["milestone.created", "milestone.date_moved"]


def test_a_working_day_offset_cannot_name_a_sunday(launch: Launch, petra: Member) -> None:
    beta = milestones.create(by=petra, launch=launch, name="Beta", offset_days=-5, offset_unit="working")
    milestones.move(beta, to=dt.date(2027, 5, 9), reason="quality", by=petra)
    beta.refresh_from_db()
    assert (beta.due, beta.offset_days, beta.offset_unit) == (dt.date(2027, 5, 9), -5, "calendar")


def test_a_due_date_alone_pins_and_is_kept_in_the_ledger(code_freeze: Milestone, petra: Member) -> None:
    pinned = milestones.update(code_freeze, by=petra, due=dt.date(2027, 5, 3))
    assert (pinned.due, pinned.offset_days) == (dt.date(2027, 5, 3), None)
    assert DateMove.objects.of(code_freeze).get().reason == "unspecified"


def test_a_phase_has_an_end_and_moves_as_a_whole(launch: Launch, petra: Member) -> None:
    with pytest.raises(ValidationError) as caught:
        milestones.create(by=petra, launch=launch, name="Beta", kind="phase", offset_days=-21)
    assert "start and an end" in caught.value.message_dict["end"][0]
    beta = phase(petra, launch, "Beta", -21, dt.date(2027, 5, 7))
    launches.move(launch, to=dt.date(2027, 5, 21), reason="scope", by=petra)
    beta.refresh_from_db()
    assert (beta.due, beta.end) == (dt.date(2027, 4, 30), dt.date(2027, 5, 14))


def test_an_end_before_the_start_is_refused(launch: Launch, petra: Member) -> None:
    with pytest.raises(ValidationError, match="before the start"):
        phase(petra, launch, "Beta", -21, dt.date(2027, 4, 1))


def test_phases_keep_their_order(launch: Launch, petra: Member) -> None:
    alpha = phase(petra, launch, "Alpha", -40, dt.date(2027, 4, 20))
    phase(petra, launch, "Beta", -20, dt.date(2027, 5, 7))
    with pytest.raises(ValidationError, match="“Alpha” comes before “Beta”, which starts on 24 April 2027"):
        milestones.move(alpha, to=dt.date(2027, 4, 26), reason="quality", by=petra)
    milestones.move(alpha, to=dt.date(2027, 4, 10), reason="quality", by=petra)


def test_the_same_date_is_no_move(code_freeze: Milestone, petra: Member) -> None:
    with pytest.raises(ValidationError, match="already on 2027-04-30"):
        milestones.move(code_freeze, to=dt.date(2027, 4, 30), reason="quality", by=petra)
