"""What the home page shows of roadmap: a member's tasks that are due soon or late."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from launchhub.accounts.models import Member
from launchhub.pages.waiting import Waiting, register_waiting
from roadmap.models import Task
from roadmap.models.launches import OVER

AHEAD = dt.timedelta(days=7)
MOST = 20


def tasks_due(member: Member) -> Iterator[Waiting]:
    """Tell which tasks of coming launches the member is to do within a week, the most overdue first; one query."""
    rows = Task.objects.visible_to(member).unfinished().filter(assignee=member).exclude(launch__status__in=OVER)
    due = rows.filter(due__lte=member.workspace.today() + AHEAD).select_related("launch").order_by("due", "pk")
    for task in due[:MOST]:
        yield Waiting(
            task.title, f"Your task for {task.launch}", "task", task.pk, task.status, task.due, task.launch_id
        )


register_waiting(tasks_due)
