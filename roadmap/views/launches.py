"""The launch room."""

from __future__ import annotations

from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods

from launchhub.accounts.middleware import WorkspaceRequest
from launchhub.accounts.rights import Right, require
from launchhub.pages.activity import shown_events
from launchhub.web.access import get_visible
from launchhub.web.forms import attempt, dialog
from launchhub.web.responses import page_or_fragment, redirect_to
from roadmap.actions import launches
from roadmap.forms import LaunchForm, TransitionForm
from roadmap.models import Launch, LaunchStatus
from roadmap.views.answers import back_to_room
from roadmap.views.room import events_of, room

PER_PAGE = 100


@require_GET
def detail(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """The launch room: is it ready, how did its date move, what stands in the way, whose turn is it?"""
    launch = get_visible(Launch.objects.with_slips().select_related("owner__user", "workspace"), request, pk)
    return page_or_fragment(request, "roadmap/launches/detail.html", "room", room(launch, request.member))


@require_GET
def activity(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """All that happened to the launch and what belongs to it, latest first."""
    launch = get_visible(Launch, request, pk)
    shown = Paginator(events_of(launch, request.member), PER_PAGE).get_page(request.GET.get("page"))
    events = shown_events(shown.object_list, to_guest=request.member.is_guest)
    context = {"launch": launch, "events": events, "pages": shown}
    return page_or_fragment(request, "roadmap/launches/activity.html", "room", context)


@require_http_methods(["GET", "POST"])
def create(request: WorkspaceRequest) -> HttpResponse:
    """Plan a launch."""
    require(request.member, Right.EDIT_ROADMAP)
    form = LaunchForm(request.POST or None, member=request.member)
    if form.is_valid() and (made := attempt(form, lambda: launches.create(by=request.member, **form.as_fields()))):
        return redirect_to(request, "roadmap:launch", pk=made.pk, message=f"{made} is planned.")
    return dialog(request, "roadmap/launches/form.html", form, launch=None)


@require_http_methods(["GET", "POST"])
def edit(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Edit what a launch says of itself."""
    launch = get_visible(Launch, request, pk)
    require(request.member, Right.EDIT_ROADMAP)
    form = LaunchForm(request.POST or None, member=request.member, obj=launch)
    if form.is_valid() and attempt(form, lambda: launches.update(launch, by=request.member, **form.as_fields())):
        return back_to_room(request, launch, "Saved.")
    return dialog(request, "roadmap/launches/form.html", form, launch=launch)


@require_http_methods(["GET", "POST"])
def transition(request: WorkspaceRequest, pk: UUID, to: str) -> HttpResponse:
    """Bring the launch into another state; where something stands in the way, say what before it is asked for."""
    launch = get_visible(Launch.objects.select_related("workspace"), request, pk)
    require(request.member, Right.EDIT_ROADMAP)
    if to not in LaunchStatus.values:
        raise Http404("A launch has no such state.")
    form = TransitionForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and attempt(
        form, lambda: launches.transition(launch, to=to, **form.cleaned_data, by=request.member)
    ):
        return back_to_room(request, launch, f"{launch} is {LaunchStatus(to).label.lower()}.")
    check = launches.WANTED.get(to)
    context = {
        "launch": launch,
        "to": to,
        "findings": check(launch) if check else [],
        "may_override": launches.may_override(launch, to, request.member),
    }
    return dialog(request, "roadmap/launches/transition.html", form, **context)
