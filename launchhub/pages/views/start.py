"""The address without a workspace."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET

from launchhub.accounts.access import workspaces_of
from launchhub.web.responses import page

LAST_KEY = "workspace"
"""Where the session keeps the slug of the workspace whose home was seen last."""


@require_GET
@login_required
def start(request: HttpRequest) -> HttpResponse:
    """Lead to the workspace that the person was in last, or to the first one; say so when there is none."""
    assert request.user.is_authenticated
    slugs = [member.workspace.slug for member in workspaces_of(request.user)]
    if not slugs:
        return page(request, "pages/start/nowhere.html", {"email": request.user.email})
    last = request.session.get(LAST_KEY)
    slug = last if last in slugs else slugs[0]
    return HttpResponseRedirect(reverse("pages:home", kwargs={"workspace": slug}))
