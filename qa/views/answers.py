"""How the dialogs of gates end."""

from __future__ import annotations

from django.http import HttpResponse

from launchhub.accounts.middleware import WorkspaceRequest
from launchhub.web.links import link
from launchhub.web.responses import saved
from qa.models import Gate


def done(request: WorkspaceRequest, gate: Gate, message: str) -> HttpResponse:
    """Close the dialog and let the pages that show the gate fetch it anew."""
    changed = [f"launch-{gate.launch_id}", "gates"]
    return saved(request, link(request, "qa:gate", pk=gate.pk), message=message, changed=changed)
