"""What search does by the clock."""

from time import monotonic

from launchhub.accounts.models import Workspace
from launchhub.lib.wall import every_workspace
from launchhub.search import index

TIME = 30
"""Seconds that one run may take: a worker's task is ended after 50. The next run goes on."""


def catch_up() -> None:
    """Index what no event has told of: what was there before the index, and history that was taken in quietly."""
    until = monotonic() + TIME
    with every_workspace():
        workspaces = list(Workspace.objects.order_by("pk"))
    for workspace in workspaces:
        index.catch_up(workspace, until=until)
