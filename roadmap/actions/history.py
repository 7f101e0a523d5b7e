"""Plans that were made elsewhere before: once their slips are in the ledger, they move as a whole."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from launchhub.accounts.models import Member
from launchhub.accounts.rights import Right, require
from launchhub.events.record import draft, record_history
from roadmap.models import Milestone, OffsetUnit


def anchor(milestones: Iterable[Milestone], *, by: Member | None) -> list[Milestone]:
    """Tie pinned milestones to their launches where they stand, in calendar days, and return those with a date.

    No date changes, and a thousand go in with a few statements. Call it inside `history()`.
    """
    require(by, Right.EDIT_ROADMAP)
    rows, changes = [], []
    for row in milestones:
        if row.due and row.launch.date:
            offset = (row.due - row.launch.date).days
            rows.append(row)
            changes.append({"offset_days": [row.offset_days, offset]})
            row.offset_days, row.offset_unit = offset, OffsetUnit.CALENDAR
            row.version, row.updated_at = row.version + 1, timezone.now()
            row.clean_fields(exclude={"workspace", "launch", "owner"})
    with transaction.atomic():
        Milestone.objects.bulk_update(rows, ["offset_days", "offset_unit", "version", "updated_at"], batch_size=500)
        facts = zip(rows, changes, strict=True)
        record_history([draft("milestone.updated", row, by=by, changes=change) for row, change in facts])
    return rows
