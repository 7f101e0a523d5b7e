"""Headers on every response, and friendly answers to what the domain refuses."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from launchhub.accounts import guesses
from launchhub.events.state import latest_position
from launchhub.lib import limits
from launchhub.lib.errors import Conflict, Stale, TooMany, Unavailable
from launchhub.web import errors
from launchhub.web.responses import wants_fragment

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)

HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


class SecurityHeadersMiddleware:
    """Put the security headers on every response. A view that needs another policy sets its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response


class PositionMiddleware:
    """Look how far the spine has come before a page is read: it hears of all that happens while it is put together."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: Any, *_: Any) -> None:
        """Guests have no stream, and a fragment has no place for it."""
        member = getattr(request, "member", None)
        if member is None or member.is_guest or wants_fragment(request):
            return
        request.position = latest_position(member.workspace_id)


class RefusalMiddleware:
    """Answer what an action refused with a page, or with a message where htmx asked."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer each kind of refusal by its own status; `Forbidden` is Django's own 403."""
        match exception:
            case Conflict():
                return errors.conflict(request, exception)
            case Stale():
                return errors.stale(request, exception)
            case TooMany():
                return errors.too_many(request, exception)
            case Unavailable():
                return errors.unavailable(request, exception)
        return None


SECRET_LINKS = frozenset(
    {"invitation", "unsubscribe", "answer", "account_confirm_email", "account_reset_password_from_key"}
)
"""Names of addresses that hold a secret: nobody may try more than so many."""


class SecretLinkMiddleware:
    """Count who opens links that hold a secret, before the secret is looked at."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: Any) -> HttpResponse | None:
        """Refuse a visitor who has opened too many. While nobody counts, the secrets' own bits have to do."""
        if request.resolver_match and request.resolver_match.url_name in SECRET_LINKS:
            try:
                limits.take(*guesses.links(request))
            except TooMany as error:
                return errors.too_many(request, error)
            except Unavailable:
                return None
        return None
