"""Recurring jobs of the roadmap (see `launchhub/schedule.py`)."""

from launchhub.accounts.models import Workspace
from launchhub.lib.wall import workspace_context
from roadmap.actions import tasks


def remind_of_tasks() -> None:
    """Remind of tasks that are due soon or overdue, in every workspace: hourly, since each has its own midnight."""
    for workspace in Workspace.objects.all():
        with workspace_context(workspace):
            tasks.remind(workspace)
