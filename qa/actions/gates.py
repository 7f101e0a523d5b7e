"""Gates: what a launch has to clear, and asking for their review."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from launchhub.accounts.models import Member
from launchhub.accounts.rights import Right, require
from launchhub.events import changes
from launchhub.events.models import Event
from launchhub.lib.errors import Conflict
from launchhub.lib.text import plural
from qa.actions import assessment
from qa.events import GATE_OPENED
from qa.models import CLEARED, Gate, GateStatus
from roadmap import schedule
from roadmap.models import Launch, OffsetUnit


def create(
    *,
    by: Member | None,
    launch: Launch,
    due: dt.date | None = None,
    offset_days: int | None = None,
    offset_unit: str = OffsetUnit.CALENDAR,
    **fields: Any,
) -> Gate:
    """Give the launch a gate and record `gate.opened`. `features` and `approvers` are lists of objects."""
    require(by, Right.EDIT_QA)
    place = schedule.placed(schedule.hold(launch), due=due, offset_days=offset_days, offset_unit=offset_unit)
    with transaction.atomic():
        row = changes.create(
            Gate, by=by, workspace=launch.workspace, event_kind=GATE_OPENED, launch=launch, **place, **fields
        )
        _check_quorum(row)
        return row


def update(gate: Gate, *, by: Member | None, expected_version: int | None = None, **fields: Any) -> Gate:
    """Change a gate, and judge it anew: another quorum or another covered feature may change where it stands."""
    require(by, Right.EDIT_QA)
    with transaction.atomic():
        gate = schedule.lock(gate, fields, expected_version)
        _check_quorum(changes.change(gate, by=by, **schedule.placed_anew(gate, fields)))
        return reassess(gate, by=by)


def delete(gate: Gate, *, by: Member | None, expected_version: int | None = None) -> Gate:
    """Take a gate off its launch; its sign-offs stay on record."""
    require(by, Right.EDIT_QA)
    return changes.remove(gate, by=by, expected_version=expected_version)


def restore(gate: Gate, *, by: Member | None) -> Gate:
    """Bring a gate back and judge it by what was shown meanwhile."""
    require(by, Right.EDIT_QA)
    with transaction.atomic():
        schedule.restore(gate, by=by)
        return reassess(gate, by=by)


def submit(gate: Gate, *, by: Member) -> Gate:
    """Ask the approvers for their review and record `gate.in_review`.

    Raises `Conflict` when the gate is in review already, is cleared, or can't get there as things are.
    """
    require(by, Right.EDIT_QA)
    with transaction.atomic():
        row = changes.lock(gate)
        if row.status == GateStatus.IN_REVIEW:
            raise Conflict("This gate is in review already.")
        if row.status in CLEARED:
            raise Conflict(f"This gate is {row.get_status_display().lower()}: there is nothing to review.")
        row.submitted_by, row.submitted_at = by, timezone.now()
        changes.touch(row, "submitted_by", "submitted_at")
        row = reassess(row, by=by)
        if row.status == GateStatus.FAILED:
            raise Conflict(f"This gate can't go into review as it stands. {row.reason}")
        return row


def reassess(gate: Gate, *, by: Member | None, caused_by: Event | None = None) -> Gate:
    """Judge one gate anew (see `assessment.reassess`). Returns it as it is now. Raises `Conflict` when it is gone."""
    assessment.locked_one(gate)
    (row,) = assessment.reassess([gate.pk], by=by, caused_by=caused_by)
    return row


def _check_quorum(gate: Gate) -> None:
    """Raise `ValidationError` when fewer approvers are named than must approve."""
    named = gate.approvers.count()
    if 0 < named < gate.quorum:
        raise ValidationError({"quorum": f"{gate.quorum} approvals can't come from {plural(named, 'approver')}."})
