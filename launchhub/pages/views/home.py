"""The first page: what waits for me, and what happened."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from launchhub.accounts.middleware import WorkspaceRequest
from launchhub.events.models import Event
from launchhub.notifications.inbox import threads
from launchhub.pages.activity import ShownEvent, latest
from launchhub.pages.shared import shared_with
from launchhub.pages.views.start import LAST_KEY
from launchhub.pages.visits import last_visit
from launchhub.pages.waiting import waiting_for
from launchhub.web.navigation import entries_for
from launchhub.web.responses import fragment, page_or_fragment

SHOWN = 8
BEFORE_WORK = ("member", "invitation", "token", "webhook")
"""Nouns that people make before they plan anything."""


@require_GET
def navigation(request: WorkspaceRequest) -> HttpResponse:
    """The links of the sidebar with what waits behind each, as they stand beside the page `?at=`."""
    at = request.GET.get("at", "")
    context = {"navigation": entries_for(request, at), "at": at}
    return fragment(request, "parts/navigation.html", "navigation", context)


@require_GET
def home(request: WorkspaceRequest) -> HttpResponse:
    """What waits for me, what I have not read, what happened lately; in an empty workspace, how to begin."""
    if request.session.get(LAST_KEY) != request.workspace.slug:
        request.session[LAST_KEY] = request.workspace.slug
    unread = threads(request.member, unread_only=True)
    since, events = last_visit(request), latest(request.member, 2 * SHOWN)
    new = [shown for shown in events if since and shown.event.happened_at > since and not _is_mine(shown, request)]
    done = Event.objects.filter(workspace=request.workspace, actor__isnull=False)
    context = {
        "waiting": waiting_for(request.member),
        "unread": unread[:SHOWN],
        "unread_total": len(unread),
        "since": since,
        "changes": [("New", new), ("Earlier", [shown for shown in events if shown not in new])],
        "is_empty": not done.exclude(subject_type__in=BEFORE_WORK).exists(),
        "today": request.workspace.today(),
        "shared": shared_with(request.member) if request.member.is_guest else [],
    }
    return page_or_fragment(request, "pages/home/home.html", "home", context)


def _is_mine(shown: ShownEvent, request: WorkspaceRequest) -> bool:
    return shown.event.actor_id == request.member.pk
