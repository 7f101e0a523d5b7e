"""Launches: planned, moved through one door, and brought to customers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, Literal

from django.core.exceptions import ValidationError
from django.db import transaction

from launchhub.accounts.models import Member
from launchhub.accounts.rights import Right, require
from launchhub.events import changes
from launchhub.events.record import is_history
from launchhub.lib.dates import check_year
from launchhub.lib.errors import Conflict, Forbidden
from launchhub.lib.text import human_list
from roadmap import readiness
from roadmap.actions import briefs, moves
from roadmap.actions.date_moves import check_reason
from roadmap.events import LAUNCH_STATUS_CHANGED
from roadmap.impact import BlastRadius
from roadmap.models import DateMove, Launch, LaunchStatus, MoveReason, Precision
from roadmap.readiness import Finding

Status = LaunchStatus

ALLOWED: dict[str, tuple[str, ...]] = {
    Status.PLANNING: (Status.COMMITTED, Status.ON_HOLD, Status.CANCELLED),
    Status.COMMITTED: (Status.READY, Status.PLANNING, Status.ON_HOLD, Status.CANCELLED),
    Status.READY: (Status.LAUNCHED, Status.COMMITTED, Status.ON_HOLD, Status.CANCELLED),
    Status.LAUNCHED: (Status.CLOSED,),
    Status.CLOSED: (),
    Status.ON_HOLD: (Status.PLANNING, Status.COMMITTED, Status.CANCELLED),
    Status.CANCELLED: (Status.PLANNING,),
}
"""Where a launch may go from each state."""

ENDED = (Status.CLOSED, Status.CANCELLED)
"""States in which a date moves only as a correction."""

WANTED: dict[str, Callable[[Launch], list[Finding]]] = {
    Status.COMMITTED: briefs.blockers,
    Status.LAUNCHED: readiness.blockers,
}
"""What finds out whether anything stands in the way of a state."""


def create(*, by: Member | None, **fields: Any) -> Launch:
    """Plan a launch. Needs `name`, `products` and `owner`. Raises `ValidationError` by field.

    A launch that is further than planning when it is entered has passed no brief and no gate here, so that takes an
    admin, as any override does.
    """
    require(by, Right.EDIT_ROADMAP)
    if fields.get("status", Status.PLANNING) != Status.PLANNING and by and not by.is_admin:
        raise Forbidden("A launch begins in planning: only an admin may enter one that is further.")
    if not fields.get("products"):
        raise ValidationError({"products": "Name at least one product."})
    if fields.get("date"):
        _check_date(fields["date"])
    return changes.create(Launch, by=by, **fields)


def update(launch: Launch, *, by: Member | None, expected_version: int | None = None, **fields: Any) -> Launch:
    """Edit a launch. A new date goes through `move` ("unspecified"), a new status through `transition`."""
    require(by, Right.EDIT_ROADMAP)
    if not fields.get("products", [True]):
        raise ValidationError({"products": "Name at least one product."})
    with transaction.atomic():
        launch = changes.lock(launch, expected_version)
        date, status = fields.pop("date", launch.date), fields.pop("status", launch.status)
        if date != launch.date:
            precision = fields.pop("precision", None)
            move(launch, to=date, reason=MoveReason.UNSPECIFIED, precision=precision, by=by)
        launch = changes.change(launch, by=by, **fields)
        if status != launch.status:
            launch = transition(launch, to=status, by=by)
    return launch


def delete(launch: Launch, *, by: Member | None, expected_version: int | None = None) -> Launch:
    """Put a launch into the bin, and with it everything that is dated by it."""
    require(by, Right.EDIT_ROADMAP)
    return changes.remove(launch, by=by, expected_version=expected_version)


def restore(launch: Launch, *, by: Member | None) -> Launch:
    """Take a launch out of the bin."""
    require(by, Right.EDIT_ROADMAP)
    return changes.restore(launch, by=by)


def move(
    launch: Launch,
    *,
    to: dt.date,
    reason: str,
    note: str = "",
    cascade: Literal["none", "dependents"] = "none",
    precision: str | None = None,
    by: Member | None,
    expected_version: int | None = None,
) -> DateMove:
    """Move a launch to another date: the only way its date changes. Return the line in the ledger.

    Everything anchored to it moves along, in all apps; with `cascade="dependents"` the launches that wait for it
    are pushed as far as they must be, each with a ledger line and an event of its own.
    Raises `ValidationError` by field, `Conflict` when it is closed or cancelled (unless the reason is "correction").
    """
    require(by, Right.EDIT_ROADMAP)
    check_reason(reason)
    _check_precision(precision)
    with transaction.atomic():
        launch = moves.lock(launch, cascade, expected_version)
        _check_move(launch, to, reason)
        return moves.carry_out(launch, to=to, reason=reason, note=note, cascade=cascade, precision=precision, by=by)


def preview_move(
    launch: Launch,
    *,
    to: dt.date,
    reason: str = MoveReason.UNSPECIFIED,
    cascade: Literal["none", "dependents"] = "none",
    by: Member | None,
) -> BlastRadius:
    """Return what `move` would do and who would be told. Nothing is written."""
    require(by, Right.EDIT_ROADMAP)
    check_reason(reason)
    _check_move(launch, to, reason)
    return moves.preview(launch, to=to, reason=reason, cascade=cascade, by=by)


def transition(
    launch: Launch,
    *,
    to: str,
    override_reason: str | None = None,
    by: Member | None,
    expected_version: int | None = None,
) -> Launch:
    """Bring a launch into another state.

    Raises `Conflict` with the blockers when the way there is not open. Only "launched" can be forced, by an admin
    who gives `override_reason`, which goes into the record.
    """
    require(by, Right.EDIT_ROADMAP)
    if to not in LaunchStatus.values:
        raise ValidationError({"to": f"“{to}” is no state of a launch: use {', '.join(LaunchStatus.values)}."})
    with transaction.atomic():
        launch = changes.lock(launch, expected_version)
        if override_reason:
            _check_override(launch, to, by)
        else:
            _check_way(launch, to)
        old, new = Status(launch.status), Status(to)
        words = f"from {old.label.lower()} to {new.label.lower()}"
        data = {"old": old.value, "new": new.value, "override_reason": override_reason, "in_words": words}
        fields: dict[str, Any] = {"status": to}
        if new is Status.LAUNCHED and launch.actual_date is None:
            fields["actual_date"] = launch.workspace.today()
        return changes.change(launch, by=by, event_kind=LAUNCH_STATUS_CHANGED, data=data, **fields)


def ways(launch: Launch) -> list[tuple[LaunchStatus, list[Finding]]]:
    """Return the states that the launch may go to from where it is, each with what stands in the way of it today."""
    return [(Status(to), WANTED[to](launch) if to in WANTED else []) for to in ALLOWED[launch.status]]


def may_override(launch: Launch, to: str, by: Member | None) -> bool:
    """Say whether the member may go to a state whatever stands in the way, with a reason."""
    return to == Status.LAUNCHED and not launch.is_over and (by is None or by.is_admin)


def _check_date(day: dt.date) -> None:
    try:
        check_year(day)
    except ValueError as error:
        raise ValidationError({"date": str(error)}) from error


def _check_precision(precision: str | None) -> None:
    if precision is not None and precision not in Precision.values:
        raise ValidationError({"precision": f"“{precision}” is no precision: use {', '.join(Precision.values)}."})


def _check_move(launch: Launch, to: dt.date | None, reason: str) -> None:
    if to is None:
        raise ValidationError({"date": "A launch that has a date keeps one; put it on hold instead."})
    _check_date(to)
    if to == launch.date:
        raise ValidationError({"date": f"The launch is already on {to.isoformat()}."})
    # What has launched may still move: its plan is kept until it closes. Imported history happened before the end.
    if launch.status in ENDED and reason != MoveReason.CORRECTION and not is_history():
        state = Status(launch.status).label.lower()
        raise Conflict(f"“{launch}” is {state}: its date moves only as a correction.")


def _check_way(launch: Launch, to: str) -> None:
    allowed = ALLOWED[launch.status]
    check = WANTED.get(to)
    blockers = [finding.as_dict() for finding in check(launch)] if check else []
    if to not in allowed:
        ways = human_list([Status(status).label.lower() for status in allowed], "or") or "nothing else"
        raise Conflict(f"A launch that is {Status(launch.status).label.lower()} can become {ways}.", blockers)
    if blockers:
        raise Conflict(f"“{launch}” can't become {Status(to).label.lower()} yet: {blockers[0]['detail']}", blockers)


def _check_override(launch: Launch, to: str, by: Member | None) -> None:
    if by and not by.is_admin:
        raise Forbidden("Only an admin may override what stands in the way of a launch.")
    if to != Status.LAUNCHED or launch.is_over:
        raise ValidationError({"override_reason": "Only becoming launched can be overridden."})
