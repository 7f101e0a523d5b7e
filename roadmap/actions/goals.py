"""Goals: set, agreed to, and measured."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from launchhub.accounts.models import Member, Workspace
from launchhub.accounts.rights import Right, may, needed, require
from launchhub.events import changes
from launchhub.events.record import record
from launchhub.lib.errors import Forbidden
from roadmap.events import GOAL_AGREED, GOAL_CHECKED_IN, GOAL_DISAGREED, GOAL_OFF_TRACK
from roadmap.models import Feature, Goal, GoalAgreement, GoalCheckIn

WHAT_WAS_AGREED = ("metric", "unit", "baseline", "target", "due")
"""Fields that are the agreement: when one changes, everybody is asked anew."""


def create(*, by: Member | None, **fields: Any) -> Goal:
    """Set a goal. Needs `title`, `metric` and `target`. Raises `ValidationError` by field."""
    require(by, Right.EDIT_ROADMAP)
    return changes.create(Goal, by=by, **fields)


def update(goal: Goal, *, by: Member | None, expected_version: int | None = None, **fields: Any) -> Goal:
    """Edit a goal. Who agreed to another metric, target or date has not agreed to this one."""
    require(by, Right.EDIT_ROADMAP)
    with transaction.atomic():
        before = changes.lock(goal, expected_version)
        after = changes.change(before, by=by, **fields)
        if any(getattr(before, name) != getattr(after, name) for name in WHAT_WAS_AGREED):
            GoalAgreement.objects.filter(goal=after).delete()
    return after


def measure(goal: Goal, feature: Feature, *, measures: bool = True, by: Member | None) -> Goal:
    """Tie a goal to a feature, or (`measures` false) no longer."""
    require(by, Right.EDIT_ROADMAP)
    with transaction.atomic():
        goal = changes.lock(goal)
        others = [each for each in goal.features.all() if each.pk != feature.pk]
        return changes.change(goal, by=by, features=[*others, feature] if measures else others)


def delete(goal: Goal, *, by: Member | None, expected_version: int | None = None) -> Goal:
    """Put a goal into the bin."""
    require(by, Right.EDIT_ROADMAP)
    return changes.remove(goal, by=by, expected_version=expected_version)


def restore(goal: Goal, *, by: Member | None) -> Goal:
    """Take a goal out of the bin."""
    require(by, Right.EDIT_ROADMAP)
    return changes.restore(goal, by=by)


def agree(goal: Goal, *, agrees: bool = True, by: Member) -> Goal:
    """Say for oneself that one wants this goal as it is, or (`agrees` false) no longer. Guests are not asked."""
    require(by, Right.SHARE)
    with transaction.atomic():
        goal = changes.lock(goal)
        rows = GoalAgreement.objects.filter(goal=goal, member=by)
        if agrees == rows.exists():
            return goal
        if agrees:
            GoalAgreement.objects.create(workspace_id=goal.workspace_id, goal=goal, member=by)
        else:
            rows.delete()
        changes.touch(goal)
        record(GOAL_AGREED if agrees else GOAL_DISAGREED, goal, by=by)
    return goal


def may_check_in(member: Member | None, goal: Goal) -> bool:
    """Say whether the member measures the goal: who edits the roadmap, who owns it, and who agreed to it."""
    if may(member, Right.EDIT_ROADMAP) or member is None:
        return True
    if member.is_guest:
        return False
    return goal.owner_id == member.pk or GoalAgreement.objects.filter(goal=goal, member=member).exists()


def require_check_in(by: Member | None, goal: Goal) -> None:
    """Raise `Forbidden` unless the member measures the goal."""
    if not may_check_in(by, goal):
        raise Forbidden(f"You may not check in: that needs {needed(Right.EDIT_ROADMAP)}, or to own the goal.")


def check_in(goal: Goal, *, value: float, day: dt.date | None = None, note: str = "", by: Member | None) -> GoalCheckIn:
    """Write down what the goal measured on a day, today unless said otherwise.

    Raises `ValidationError` for a day to come, `Forbidden`. Those concerned are told when it is off track from now on,
    unless they know it.
    """
    require_check_in(by, goal)
    with transaction.atomic():
        goal = changes.lock(goal)
        today = goal.workspace.today()
        day = day or today
        if day > today:
            raise ValidationError({"day": "That day is still to come: say what was measured, until today."})
        was_told = _is_told(_seen(goal))
        checkin = GoalCheckIn(workspace_id=goal.workspace_id, goal=goal, value=value, day=day, note=note, author=by)
        checkin.clean_fields(exclude=["workspace", "goal", "author"])
        checkin.save(force_insert=True)
        changes.touch(goal)
        data = {"value": value, "day": day, "note": note, "in_words": f"{value:,g} {goal.unit}".strip()}
        record(GOAL_CHECKED_IN, goal, by=by, **data)
        if not was_told and _was_off_track(_seen(goal)):
            record(GOAL_OFF_TRACK, goal, by=by, due=goal.due)
    return checkin


def remind(workspace: Workspace) -> None:
    """Tell of the workspace's goals that are off track by now without anybody having measured it: once.

    They are told of again when they were on track meanwhile, or are due on another day.
    """
    today, dated = workspace.today(), Goal.objects.in_workspace(workspace).alive().filter(due__isnull=False)
    with transaction.atomic():
        for goal in dated.with_current().with_told(GOAL_OFF_TRACK.kind):
            if goal.is_off_track(goal.current, goal.measured_since, today) and not _is_told(goal):
                record(GOAL_OFF_TRACK, goal, by=None, due=goal.due)


def _seen(goal: Goal) -> Any:
    return Goal.objects.with_current().with_told(GOAL_OFF_TRACK.kind).get(pk=goal.pk)


def _was_off_track(seen: Any) -> bool:
    """Say whether the goal was off track on the day when it was last measured."""
    return bool(seen.measured_on) and seen.is_off_track(seen.current, seen.measured_since, seen.measured_on)


def _is_told(seen: Any) -> bool:
    """Say whether those concerned know that it is off track: it was not measured on track since they were told."""
    if seen.told_at is None:
        return False
    return seen.measured_at is None or seen.measured_at < seen.told_at or _was_off_track(seen)
