"""Where I am signed in. The list is allauth's page; here one of them is ended."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from launchhub.accounts.actions import sessions
from launchhub.web.responses import redirect_to


@require_POST
@login_required
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign another browser of mine out."""
    sessions.end(get_object_or_404(UserSession, pk=pk, user=request.user))
    return redirect_to(request, "usersessions_list", message="That browser is signed out.")
