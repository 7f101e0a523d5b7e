"""Watching a launch or a feature, or being left alone about it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from launchhub.accounts.middleware import WorkspaceRequest
from launchhub.accounts.rights import Right, require
from launchhub.notifications.actions import watches
from launchhub.notifications.models import Watch
from launchhub.web.access import get_visible
from roadmap.models import Feature, Launch
from roadmap.views.answers import back_to_feature, back_to_room

WATCHED: dict[str, tuple[Any, Any]] = {"launch": (Launch, back_to_room), "feature": (Feature, back_to_feature)}
"""Noun → its model, and how one gets back to what one watches."""


@require_POST
def create(request: WorkspaceRequest, noun: str, pk: UUID) -> HttpResponse:
    """Watch something; with `muted`, be left alone about it. A guest keeps the watch that shares it with them."""
    model, back = WATCHED[noun]
    row = get_visible(model, request, pk)
    require(request.member, Right.WORK)
    if request.POST.get("muted"):
        watches.mute(row, by=request.member)
        return back(request, row, f"You are left alone about {row}.")  # type: ignore[no-any-return]
    watches.watch(row, by=request.member)
    return back(request, row, f"You are told of what happens to {row}.")  # type: ignore[no-any-return]


@require_POST
def delete(request: WorkspaceRequest, noun: str, pk: UUID) -> HttpResponse:
    """Neither watch nor mute something any longer: be told of what is one's own, as by default."""
    model, back = WATCHED[noun]
    row = get_visible(model, request, pk)
    require(request.member, Right.WORK)
    for watch in Watch.objects.visible_to(request.member).filter(target_id=row.pk):
        watches.delete(watch, by=request.member)
    return back(request, row, f"You are told of what is yours in {row}.")  # type: ignore[no-any-return]
