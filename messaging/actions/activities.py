"""Activities: the steps of the go-to-market plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from launchhub.accounts.rights import Right, require
from launchhub.events import changes
from messaging.models import Activity
from roadmap import schedule

if TYPE_CHECKING:
    from launchhub.accounts.models import Member
    from roadmap.models import Launch


def create(*, by: Member | None, launch: Launch, **fields: Any) -> Activity:
    """Return a new activity of a launch."""
    require(by, Right.EDIT_MESSAGING)
    place = {name: fields.pop(name) for name in schedule.PLACE if name in fields}
    fields |= schedule.placed(schedule.hold(launch), **place)
    return changes.create(Activity, by=by, workspace=launch.workspace, launch=launch, **fields)


def update(activity: Activity, *, by: Member | None, expected_version: int | None = None, **fields: Any) -> Activity:
    """Change the given fields and return the activity as it is now; a new due date pins it, an offset anchors it."""
    require(by, Right.EDIT_MESSAGING)
    with transaction.atomic():
        activity = schedule.lock(activity, fields, expected_version)
        return changes.change(activity, by=by, **schedule.placed_anew(activity, fields))


def delete(activity: Activity, *, by: Member | None, expected_version: int | None = None) -> Activity:
    """Put the activity into the bin: it is off the plan."""
    require(by, Right.EDIT_MESSAGING)
    return changes.remove(activity, by=by, expected_version=expected_version)


def restore(activity: Activity, *, by: Member | None) -> Activity:
    """Take the activity out of the bin."""
    require(by, Right.EDIT_MESSAGING)
    return schedule.restore(activity, by=by)
