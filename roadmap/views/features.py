"""The page of a feature."""

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from launchhub.accounts.middleware import WorkspaceRequest
from launchhub.events.models import Event
from launchhub.pages.activity import shown_events
from launchhub.web.access import get_visible
from launchhub.web.responses import page_or_fragment
from roadmap import readiness
from roadmap.models import Dependency, Feature, Launch


@require_GET
def detail(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """What the feature is, where it stands, what stands in its way, and its history."""
    feature = get_visible(Feature.objects.select_related("product", "owner__user"), request, pk)
    links = Dependency.objects.visible_to(request.member).select_related("from_feature", "to_feature")
    events = Event.objects.filter(workspace=request.workspace, subject_id=pk).select_related("actor__user")
    context = {
        "feature": feature,
        # A guest may have been shown the feature without its launch.
        "launch": Launch.objects.visible_to(request.member).filter(pk=feature.launch_id).first(),
        "needs": list(links.filter(to_feature=pk)),
        "needed_by": list(links.filter(from_feature=pk)),
        # Gates of other launches are not shared with a guest.
        "obstacles": [] if request.member.is_guest else readiness.obstacles([pk]).get(pk, []),
        "events": shown_events(events.order_by("-id")[:50], to_guest=request.member.is_guest),
    }
    return page_or_fragment(request, "roadmap/features/detail.html", "feature", context)
