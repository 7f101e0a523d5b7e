"""The date ledger: lines are added, never changed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from launchhub.accounts.models import Member
from launchhub.events.record import history_time
from launchhub.lib.prepared import insert
from roadmap.models import DateMove, Feature, Launch, Milestone, MoveReason


def check_reason(reason: str, field: str = "reason") -> None:
    """Raise `ValidationError` on `field` unless it is a reason that the ledger knows."""
    if reason not in MoveReason.values:
        raise ValidationError({field: f"“{reason}” is no reason: use {', '.join(MoveReason.values)}."})


def add(
    subject: Launch | Feature | Milestone,
    *,
    old: dt.date | None,
    new: dt.date | None,
    reason: str,
    note: str = "",
    by: Member | None,
    **fields: Any,
) -> DateMove:
    """Write a line about a date that changed, in the transaction of the change; inside `history()` with its time."""
    line = DateMove(
        workspace_id=subject.workspace_id,
        subject_type=subject.noun,
        subject_id=subject.pk,
        launch_id=subject.event_launch_id,
        old=old,
        new=new,
        days=(new - old).days if old and new else 0,
        reason=reason,
        note=note,
        actor=by,
        created_at=history_time() or timezone.now(),
        **fields,
    )
    insert(line)
    return line
