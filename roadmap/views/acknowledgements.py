"""Who has seen that the launch slipped, and who is silent."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from launchhub.accounts.middleware import WorkspaceRequest
from launchhub.accounts.models import Member
from launchhub.accounts.rights import Right, require
from launchhub.events.models import Event
from launchhub.lib.errors import Conflict
from launchhub.notifications import acknowledging
from launchhub.notifications.actions import acknowledgements
from launchhub.web.access import get_visible
from launchhub.web.responses import page_or_fragment
from roadmap import slips
from roadmap.models import Launch
from roadmap.views.answers import back_to_room


@require_http_methods(["GET", "POST"])
def index(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Show who has acknowledged the latest slip and who is silent; by POST, acknowledge it."""
    launch = get_visible(Launch, request, pk)
    require(request.member, Right.WORK)
    slip = slips.latest_asking(launch)
    if request.method == "POST":
        return back_to_room(request, launch, _acknowledged(slip, request.member))
    asked = acknowledging.asked_of([slip.pk]).get(slip.pk, []) if slip else []
    context = {
        "launch": launch,
        "slip": slip,
        "sentence": acknowledging.told_by(slip) if slip else "",
        "given": [each for each in asked if each.at],
        "silent": [each for each in asked if not each.at],
        "is_silent": any(each.member_id == request.member.pk and not each.at for each in asked),
        "label": acknowledging.SEEN.label,
    }
    return page_or_fragment(request, "roadmap/launches/acknowledgements.html", "part", context)


def _acknowledged(slip: Event | None, member: Member) -> str:
    """Acknowledge the slip for the member; say that it is on record, or what became of the question meanwhile."""
    if slip is None:
        return "Nothing waits to be acknowledged here any more."
    try:
        acknowledgements.create(slip, by=member)
    except Conflict as conflict:
        return conflict.detail
    return "Thank you, that is on record."
