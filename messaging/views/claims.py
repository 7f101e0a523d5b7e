"""Claims in the launch room."""

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from launchhub.accounts.middleware import WorkspaceRequest
from launchhub.web.access import get_visible
from launchhub.web.responses import page
from messaging.models import Claim
from roadmap.models import Launch


@require_GET
def launch_panel(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """What we promise with this launch, and whether it holds."""
    launch = get_visible(Launch, request, pk)
    rows = Claim.objects.visible_to(request.member).of_launches([launch.pk]).select_related("owner__user")
    return page(request, "messaging/claims/panel.html", {"launch": launch, "claims": rows.worst_first()})
