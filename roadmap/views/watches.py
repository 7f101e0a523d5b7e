"""Watching something, or being left alone about it: the same for all pages of what can be watched."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from launchhub.accounts.middleware import WorkspaceRequest
from launchhub.accounts.rights import Right, require
from launchhub.notifications.actions import watches
from launchhub.notifications.models import Watch
from launchhub.web.access import get_visible
from roadmap.models import Feature, Launch, Product
from roadmap.views.answers import back_to_feature, back_to_product, back_to_room

Back = Callable[[WorkspaceRequest, Any, str], HttpResponse]
"""How one gets back to what one watches, with a message."""

WATCHED: dict[str, tuple[Any, Back]] = {
    "product": (Product, back_to_product),
    "launch": (Launch, back_to_room),
    "feature": (Feature, back_to_feature),
}
"""Noun → its model, and the way back."""


@require_POST
def create(request: WorkspaceRequest, noun: str, pk: UUID) -> HttpResponse:
    """Watch a product, a launch or a feature, or mute it."""
    model, back = WATCHED[noun]
    return watch(request, get_visible(model, request, pk), back)


@require_POST
def delete(request: WorkspaceRequest, noun: str, pk: UUID) -> HttpResponse:
    """Neither watch nor mute a product, a launch or a feature any longer."""
    model, back = WATCHED[noun]
    return unwatch(request, get_visible(model, request, pk), back)


def watch(request: WorkspaceRequest, row: Any, back: Back) -> HttpResponse:
    """Watch something; with `muted`, be left alone about it. Not for guests, who are told of nothing."""
    require(request.member, Right.WORK)
    if request.POST.get("muted"):
        watches.mute(row, by=request.member)
        return back(request, row, f"You are left alone about {row}.")
    watches.watch(row, by=request.member)
    return back(request, row, f"You are told of what happens to {row}.")


def unwatch(request: WorkspaceRequest, row: Any, back: Back) -> HttpResponse:
    """Neither watch nor mute something any longer: be told of what is one's own, as by default."""
    require(request.member, Right.WORK)
    for each in Watch.objects.visible_to(request.member).filter(target_id=row.pk):
        watches.delete(each, by=request.member)
    return back(request, row, f"You are told of what is yours in {row}.")
