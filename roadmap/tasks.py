"""Recurring jobs of the roadmap (see `launchhub/schedule.py`)."""

from collections.abc import Callable

from django.utils import timezone

from launchhub.accounts.models import Workspace
from launchhub.lib.wall import workspace_context
from roadmap.actions import goals, pulses, readiness_history, slips, tasks


def remind_of_tasks() -> None:
    """Remind of tasks that are due soon or overdue: hourly, since each workspace has its own midnight."""
    _in_every_workspace(tasks.remind)


def remind_of_goals() -> None:
    """Tell of goals off track that nobody has measured: hourly, since each workspace has its own midnight."""
    _in_every_workspace(goals.remind)


def remind_of_slips() -> None:
    """Remind of slips that were not acknowledged after a day, and tell owners who is silent after two."""
    _in_every_workspace(lambda workspace: slips.remind(workspace, timezone.now()))


def ask_about_dates() -> None:
    """Ask whether the dates of launches still hold: hourly, since each workspace has its own morning."""
    _in_every_workspace(lambda workspace: pulses.ask(workspace, timezone.now()))


def write_down_readiness() -> None:
    """Write down how ready each launch is, once a day: asked hourly, since each workspace has its own midnight."""
    _in_every_workspace(readiness_history.take_daily)


def _in_every_workspace(action: Callable[[Workspace], None]) -> None:
    for workspace in Workspace.objects.all():
        with workspace_context(workspace):
            action(workspace)
