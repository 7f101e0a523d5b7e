"""How the dialogs of the launch room end."""

from __future__ import annotations

from django.http import HttpResponse

from launchhub.accounts.middleware import WorkspaceRequest
from launchhub.web.links import link
from launchhub.web.responses import saved
from roadmap.models import Launch


def back_to_room(
    request: WorkspaceRequest, launch: Launch, message: str, *, page: str = "roadmap:launch"
) -> HttpResponse:
    """Close the dialog and let what shows the launch fetch itself anew; without JavaScript go to `page`."""
    changed = [f"launch-{launch.pk}", "launches"]
    return saved(request, link(request, page, pk=launch.pk), message=message, changed=changed)
