"""Assets: what one is, and where they stand in the launch room and on the timeline."""

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_http_methods

from launchhub.accounts.middleware import WorkspaceRequest
from launchhub.web.access import get_visible
from launchhub.web.responses import page, page_or_fragment
from messaging.actions import assets
from messaging.models import Asset, Claim
from messaging.reviewing import waited_for
from roadmap.models import Feature, Launch
from roadmap.views.dates import edit_dates


@require_GET
def detail(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """What an asset is, whether it is still true, and what it says and shows as far as the member sees that."""
    asset, member = get_visible(Asset.objects.select_related("owner__user"), request, pk), request.member
    context = {
        "asset": asset,
        "waited_for": {} if member.is_guest else waited_for([asset]),
        "launch": Launch.objects.visible_to(member).filter(pk=asset.launch_id).first(),
        "claims": Claim.objects.visible_to(member).filter(assets=asset).order_by("text", "pk"),
        "features": Feature.objects.visible_to(member).filter(assets=asset).order_by("title", "pk"),
    }
    return page_or_fragment(request, "messaging/assets/detail.html", "dialog", context)


@require_GET
def launch_panel(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """What shows or says this launch, and whether it is still true."""
    launch = get_visible(Launch, request, pk)
    rows = Asset.objects.visible_to(request.member).filter(launch=launch).select_related("owner__user")
    found = list(rows.order_by("due", "title"))
    context = {"launch": launch, "assets": found, "waited_for": {} if request.member.is_guest else waited_for(found)}
    return page(request, "messaging/assets/panel.html", context)


@require_http_methods(["GET", "POST"])
def dates(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """When an asset is to be out."""
    asset = get_visible(Asset.objects.select_related("launch__workspace"), request, pk)
    return edit_dates(request, asset, assets.update)
