"""Watching a gate, or being left alone about it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from launchhub.accounts.middleware import WorkspaceRequest
from launchhub.web.access import get_visible
from qa.models import Gate
from qa.views.answers import done
from roadmap.views.watches import unwatch, watch


@require_POST
def create(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Watch a gate, or mute it."""
    return watch(request, get_visible(Gate, request, pk), done)


@require_POST
def delete(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Neither watch nor mute a gate any longer."""
    return unwatch(request, get_visible(Gate, request, pk), done)
