"""Watching a launch, or being left alone about it."""

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from launchhub.accounts.middleware import WorkspaceRequest
from launchhub.accounts.rights import Right, require
from launchhub.notifications.actions import watches
from launchhub.notifications.models import Watch
from launchhub.web.access import get_visible
from roadmap.models import Launch
from roadmap.views.answers import back_to_room


@require_POST
def create(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Watch the launch; with `muted`, be left alone about it. A guest keeps the watch that shares it with them."""
    launch = get_visible(Launch, request, pk)
    require(request.member, Right.WORK)
    if request.POST.get("muted"):
        watches.mute(launch, by=request.member)
        return back_to_room(request, launch, f"You are left alone about {launch}.")
    watches.watch(launch, by=request.member)
    return back_to_room(request, launch, f"You are told of what happens to {launch}.")


@require_POST
def delete(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Neither watch nor mute the launch any longer: be told of what is one's own, as by default."""
    launch = get_visible(Launch, request, pk)
    require(request.member, Right.WORK)
    for row in Watch.objects.visible_to(request.member).filter(target_id=launch.pk):
        watches.delete(row, by=request.member)
    return back_to_room(request, launch, f"You are told of what is yours in {launch}.")
