"""Milestones, phases and freezes of a launch."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from launchhub.accounts.models import Member
from launchhub.accounts.rights import Right, require
from launchhub.events import changes
from launchhub.lib.dates import show_date
from roadmap import schedule
from roadmap.actions import date_moves
from roadmap.events import MILESTONE_DATE_MOVED
from roadmap.ledger import in_words
from roadmap.models import DateMove, Launch, Milestone, MilestoneKind, MoveReason


def create(*, launch: Launch, by: Member | None, **fields: Any) -> Milestone:
    """Add a milestone. Needs `name`, and `offset_days` (anchored) or `due` (pinned); a phase also its `end`."""
    require(by, Right.EDIT_ROADMAP)
    place = {name: fields.pop(name) for name in schedule.PLACE if name in fields}
    fields |= schedule.placed(schedule.hold(launch), **place)
    return changes.create(
        Milestone, by=by, workspace=launch.workspace, launch=launch, **_with_length(fields, fields["due"])
    )


def update(
    milestone: Milestone,
    *,
    by: Member | None,
    expected_version: int | None = None,
    move_reason: str = MoveReason.UNSPECIFIED,
    move_note: str = "",
    **fields: Any,
) -> Milestone:
    """Edit a milestone. A new date is kept in the ledger, with `move_reason` and `move_note`; `due` alone pins it."""
    require(by, Right.EDIT_ROADMAP)
    date_moves.check_reason(move_reason, "move_reason")
    with transaction.atomic():
        milestone = schedule.lock(milestone, fields, expected_version)
        fields = schedule.placed_anew(milestone, fields)
        fields = _with_length(fields, fields.get("due", milestone.due))
        return _change(milestone, by=by, move_reason=move_reason, move_note=move_note, **fields)[0]


def delete(milestone: Milestone, *, by: Member | None, expected_version: int | None = None) -> Milestone:
    """Put a milestone into the bin."""
    require(by, Right.EDIT_ROADMAP)
    return changes.remove(milestone, by=by, expected_version=expected_version)


def restore(milestone: Milestone, *, by: Member | None) -> Milestone:
    """Take a milestone out of the bin."""
    require(by, Right.EDIT_ROADMAP)
    return schedule.restore(milestone, by=by)


def move(
    milestone: Milestone,
    *,
    to: dt.date,
    reason: str,
    note: str = "",
    by: Member | None,
    expected_version: int | None = None,
) -> DateMove:
    """Move a milestone and return the line in the ledger. An anchored one stays anchored, with a new offset."""
    require(by, Right.EDIT_ROADMAP)
    date_moves.check_reason(reason)
    with transaction.atomic():
        milestone = schedule.lock(milestone, {"due": to}, expected_version)
        if to == milestone.due:
            raise ValidationError({"date": f"The milestone is already on {to.isoformat()}."})
        place = schedule.anchored_anew(milestone, to)
        _, line = _change(milestone, by=by, move_reason=reason, move_note=note, **place)
    assert line is not None
    return line


def _change(
    before: Milestone,
    *,
    by: Member | None,
    move_reason: str = MoveReason.UNSPECIFIED,
    move_note: str = "",
    **fields: Any,
) -> tuple[Milestone, DateMove | None]:
    """Change a locked row with one event, and keep a new date in the ledger."""
    old, new = before.due, fields.get("due", before.due)
    if old == new:
        return changes.change(before, by=by, **fields), None
    _check_order(before, fields)
    data = {"old": old, "new": new, "reason": move_reason, "note": move_note, "in_words": in_words(old, new)}
    after = changes.change(before, by=by, event_kind=MILESTONE_DATE_MOVED, data=data, **fields)
    return after, date_moves.add(after, old=old, new=new, reason=move_reason, note=move_note, by=by)


def _with_length(fields: dict[str, Any], due: dt.date | None) -> dict[str, Any]:
    """Replace `end` by the length that is stored."""
    if "end" not in fields:
        return fields
    end = fields.pop("end")
    if end and due and end < due:
        raise ValidationError({"end": f"The end is before the start, {due.isoformat()}."})
    return fields | {"length_days": (end - due).days if end and due else None}


def _check_order(before: Milestone, fields: dict[str, Any]) -> None:
    """Refuse a start that would put a phase before one that it follows, or after one that it precedes."""
    new = fields["due"]
    if before.kind != MilestoneKind.PHASE or before.due is None or new is None:
        return
    first, last = sorted([before.due, new])
    others = Milestone.objects.alive().filter(launch=before.launch_id, kind=MilestoneKind.PHASE)
    passed = others.exclude(pk=before.pk).exclude(due=before.due).filter(due__gte=first, due__lte=last).first()
    if passed:
        order = "before" if passed.due > before.due else "after"
        raise ValidationError(
            {"due": f"“{before}” comes {order} “{passed}”, which starts on {show_date(passed.due)}: move that first."}
        )
