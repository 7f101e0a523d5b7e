"""Recurring jobs of quality (see `launchhub/schedule.py`)."""

from launchhub.accounts.models import Workspace
from launchhub.lib.wall import workspace_context
from qa.actions import waivers


def review_waivers() -> None:
    """Reopen gates whose waiver has ended or whose condition was missed, in every workspace."""
    for workspace in Workspace.objects.all():
        with workspace_context(workspace):
            waivers.review(workspace)
