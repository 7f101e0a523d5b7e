"""Tasks of a launch. Whoever has the roadmap may edit them; the assignee may say how far their own are."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from launchhub.accounts.models import Member, Workspace
from launchhub.accounts.rights import Right, require
from launchhub.events import changes
from launchhub.events.kinds import EventKind
from launchhub.events.record import record
from roadmap import schedule
from roadmap.events import TASK_ASSIGNED, TASK_DUE_SOON, TASK_OVERDUE, TASK_STATUS_CHANGED
from roadmap.models import Launch, Task, TaskStatus
from roadmap.models.launches import OVER

Status = TaskStatus
PROGRESS = frozenset({"status", "reason"})
"""What an assignee may change."""

NOTICE = dt.timedelta(days=2)
"""How long before it is due an assignee is reminded."""


def create(*, launch: Launch, by: Member | None, **fields: Any) -> Task:
    """Add a task. Needs `title`, `hat`, and `offset_days` (anchored) or `due` (pinned)."""
    require(by, Right.EDIT_ROADMAP)
    place = {name: fields.pop(name) for name in schedule.PLACE if name in fields}
    fields |= schedule.placed(schedule.hold(launch), **place)
    return changes.create(Task, by=by, workspace=launch.workspace, launch=launch, **fields)


def update(task: Task, *, by: Member | None, expected_version: int | None = None, **fields: Any) -> Task:
    """Edit a task. A new state, then a new assignee, decides which event tells of it: the assignee hears of either."""
    _require(by, task, fields)
    with transaction.atomic():
        task = schedule.lock(task, fields, expected_version)
        fields = schedule.placed_anew(task, fields)
        kind, data = _kind(task, fields)
        return changes.change(task, by=by, event_kind=kind, data=data, **fields)


def delete(task: Task, *, by: Member | None, expected_version: int | None = None) -> Task:
    """Put a task into the bin."""
    require(by, Right.EDIT_ROADMAP)
    return changes.remove(task, by=by, expected_version=expected_version)


def restore(task: Task, *, by: Member | None) -> Task:
    """Take a task out of the bin."""
    require(by, Right.EDIT_ROADMAP)
    return schedule.restore(task, by=by)


def transition(
    task: Task, *, to: str, reason: str = "", by: Member | None, expected_version: int | None = None
) -> Task:
    """Bring a task into another state. Skipping needs a reason."""
    if to not in Status.values:
        raise ValidationError({"to": f"“{to}” is no state of a task: use {', '.join(Status.values)}."})
    return update(task, by=by, expected_version=expected_version, status=to, reason=reason)


def start(task: Task, *, by: Member | None, expected_version: int | None = None) -> Task:
    """Say that somebody is at a task."""
    return transition(task, to=Status.DOING, by=by, expected_version=expected_version)


def complete(task: Task, *, by: Member | None, expected_version: int | None = None) -> Task:
    """Say that a task is done."""
    return transition(task, to=Status.DONE, by=by, expected_version=expected_version)


def skip(task: Task, *, reason: str, by: Member | None, expected_version: int | None = None) -> Task:
    """Say that a task is not needed, and why."""
    return transition(task, to=Status.SKIPPED, reason=reason, by=by, expected_version=expected_version)


def assign(task: Task, *, assignee: Member | None, by: Member | None, expected_version: int | None = None) -> Task:
    """Give a task to a member, or to nobody."""
    return update(task, by=by, expected_version=expected_version, assignee=assignee)


def remind(workspace: Workspace) -> None:
    """Say of the workspace's tasks which are due soon and which are overdue: once for each and its date."""
    today = workspace.today()
    ahead = Task.objects.in_workspace(workspace).alive().unfinished().exclude(launch__status__in=OVER)
    with transaction.atomic():
        for task in ahead.filter(assignee__isnull=False, due__range=(today, today + NOTICE)).untold(TASK_DUE_SOON.kind):
            record(TASK_DUE_SOON, task, by=None, due=task.due)
        for task in ahead.overdue(today).untold(TASK_OVERDUE.kind):
            record(TASK_OVERDUE, task, by=None, due=task.due)


def _require(by: Member | None, task: Task, fields: dict[str, Any]) -> None:
    own = by is not None and task.assignee_id == by.pk
    require(by, Right.WORK if own and fields.keys() <= PROGRESS else Right.EDIT_ROADMAP)


def _kind(task: Task, fields: dict[str, Any]) -> tuple[EventKind | None, dict[str, Any]]:
    """Say which fact a change is: a new state before a new assignee, of whom it tells along, before any other edit."""
    new, assignee = Status(fields.get("status", task.status)), fields.get("assignee")
    data = {"assignee": assignee.name} if assignee and assignee.pk != task.assignee_id else {}
    if new != task.status:
        if new is Status.SKIPPED and not fields.get("reason"):
            raise ValidationError({"reason": "Say why the task is skipped."})
        words = f"from {Status(task.status).label.lower()} to {new.label.lower()}"
        if data:
            words += f" and assigned it to {data['assignee']}"
        return TASK_STATUS_CHANGED, data | {"old": task.status, "new": new.value, "in_words": words}
    return (TASK_ASSIGNED, data) if data else (None, {})
