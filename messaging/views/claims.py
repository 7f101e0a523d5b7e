"""Claims: what one says, and where they stand in the launch room."""

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from launchhub.accounts.middleware import WorkspaceRequest
from launchhub.web.access import get_visible
from launchhub.web.responses import page, page_or_fragment
from messaging.models import Asset, Claim
from roadmap.models import Feature, Launch


@require_GET
def detail(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """What we promise, whether it holds, and what backs and makes it as far as the member sees that."""
    claim, member = get_visible(Claim.objects.select_related("owner__user"), request, pk), request.member
    context = {
        "claim": claim,
        "launch": Launch.objects.visible_to(member).filter(pk=claim.launch_id).first() if claim.launch_id else None,
        "features": Feature.objects.visible_to(member).filter(claims=claim).order_by("title", "pk"),
        "assets": Asset.objects.visible_to(member).filter(claims=claim).order_by("title", "pk"),
    }
    return page_or_fragment(request, "messaging/claims/detail.html", "dialog", context)


@require_GET
def launch_panel(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """What we promise with this launch, and whether it holds."""
    launch = get_visible(Launch, request, pk)
    rows = Claim.objects.visible_to(request.member).of_launches([launch.pk]).select_related("owner__user")
    return page(request, "messaging/claims/panel.html", {"launch": launch, "claims": rows.worst_first()})
