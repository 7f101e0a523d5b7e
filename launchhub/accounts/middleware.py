"""One transaction per request, inside the wall of the workspace that the address names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase

from launchhub.accounts.access import member_of
from launchhub.accounts.models import Member, Workspace
from launchhub.lib.logs import note


class WorkspaceRequest(HttpRequest):
    """A request to a page of a workspace, after the middleware: who asks, and where."""

    member: Member
    workspace: Workspace


class WorkspaceMiddleware:
    """Give each page its member and workspace, or no page at all.

    Every address with a `<slug:workspace>` part goes through here: without a session to the sign-in page, and
    without a membership to 404, so that nobody learns which workspaces exist. The part is taken out of the
    view's arguments. REST does the same in its own authentication, which also knows tokens.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path in settings.HEALTH_PATHS:
            return self.get_response(request)
        with transaction.atomic():
            response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
            return response

    def process_view(
        self, request: Any, view: Callable[..., HttpResponseBase], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        if "workspace" not in kwargs or request.path.startswith("/api/"):
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        member = member_of(request.user, kwargs.pop("workspace"))
        if member is None:
            raise Http404("There is no such workspace, or you are not a member of it.")
        request.member, request.workspace = member, member.workspace
        note(workspace=member.workspace.slug)
        return None
