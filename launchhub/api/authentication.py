"""Who asks: an API token, or a browser session with its CSRF token."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed, NotFound
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from launchhub.accounts import guesses
from launchhub.accounts.access import is_of_another_workspace, member_by_token, member_of
from launchhub.accounts.models import ApiToken, Member, User, Workspace
from launchhub.api.scopes import READS, require_scope
from launchhub.lib import limits
from launchhub.lib.errors import Unavailable
from launchhub.lib.logs import note


class ApiRequest(Request):
    """A request after authentication: who asks, and where. Only for annotations."""

    member: Member
    workspace: Workspace


class TokenAuthentication(SessionAuthentication):
    """Find the member behind a request and open the wall of the workspace that the address names.

    A workspace that the credentials do not belong to is 404: its existence is not revealed.
    """

    def authenticate(self, request: Any) -> tuple[User, ApiToken | None] | None:
        """Return the user and, when there is one, the token. Sets `request.member` and `request.workspace`."""
        slug = request.resolver_match.kwargs["workspace"]
        header = request.headers.get("Authorization")
        member = self._by_token(request, header, slug) if header is not None else self._by_session(request, slug)
        if member is None:
            return None
        request._request.member, request._request.workspace = member, member.workspace
        note(workspace=member.workspace.slug)
        return member.user, member.acting_token

    def authenticate_header(self, request: Request) -> str:
        """Return what `WWW-Authenticate` says with a 401."""
        return "Bearer"

    def _by_token(self, request: Any, header: str, slug: str) -> Member:
        scheme, _, token = header.partition(" ")
        if scheme.lower() != "bearer":
            raise AuthenticationFailed("Send an API token: “Authorization: Bearer lh_…”.")
        member = member_by_token(token.strip(), slug)
        if member is None and is_of_another_workspace(token.strip()):
            raise NotFound
        if member is None:
            _count_guess(request)
            raise AuthenticationFailed("This API token is not valid: it is mistyped, expired or revoked.")
        return member

    def _by_session(self, request: Any, slug: str) -> Member | None:
        user = request._request.user
        if not isinstance(user, User) or not user.is_active:
            return None
        self.enforce_csrf(request)
        member = member_of(user, slug)
        if member is None:
            raise NotFound
        return member


def _count_guess(request: Any) -> None:
    """Count a wrong token. Raises `TooMany`. While nobody counts, the bits of the tokens have to do."""
    with suppress(Unavailable):
        limits.take(*guesses.tokens(request))


class TokenScope(BasePermission):
    """Let members in; a token needs the view's scope too. What the member may do is the action's to say."""

    def has_permission(self, request: Any, view: Any) -> bool:
        """Say whether somebody is signed in. Raises `Forbidden` naming a missing scope."""
        if request.user is None:
            return False
        if not (view.any_token_may_read and request.method in READS):
            require_scope(request._request.member, view.scope, str(request.method))
        return True
