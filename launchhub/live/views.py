"""Who else looks at what one sees: a fragment that asks again and again, and says by asking that one is there."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_POST

from launchhub.accounts.middleware import WorkspaceRequest
from launchhub.accounts.models import Member
from launchhub.accounts.nouns import model_of
from launchhub.live import presence
from launchhub.web.access import get_visible
from launchhub.web.responses import fragment

PLACES = ("timeline", "board", "table")
"""Views that are about no single object."""


@require_POST
def at_place(request: WorkspaceRequest, place: str) -> HttpResponse:
    """Who else is at a view of the roadmap."""
    if place not in PLACES:
        raise Http404("There is no such view.")
    return _shown(request, place)


@require_POST
def at_object(request: WorkspaceRequest, noun: str, pk: UUID) -> HttpResponse:
    """Who else looks at an object that the member may see."""
    try:
        model = model_of(noun)
    except LookupError as error:
        raise Http404("There is no such noun.") from error
    get_visible(model.objects.only("pk"), request, pk)
    return _shown(request, f"{noun}-{pk}")


def _shown(request: WorkspaceRequest, place: str) -> HttpResponse:
    """Answer with the others. Guests are seen by members, and see nobody: who works here is not theirs to know."""
    if request.POST.get("leaves"):
        presence.leave(request.member, place)
        return HttpResponse(status=204)
    others = presence.look(request.member, place)
    rows = Member.objects.visible_to(request.member).filter(pk__in=[] if request.member.is_guest else others)
    names = [each.name for each in rows.select_related("user").order_by("user__name", "pk")]
    return fragment(request, "live/here.html", "people", {"names": names})
