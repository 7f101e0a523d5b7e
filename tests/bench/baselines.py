"""What ours is held against: a Django view that does nothing but hand out what a function gives it."""

from __future__ import annotations

from collections.abc import Callable

from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse
from django.test.utils import override_settings

Body = Callable[[], bytes | str]
BODIES: dict[str, Body] = {}
"""Name in the address → what the view answers with."""


def bare(request: HttpRequest, name: str) -> HttpResponse:
    """Answer with what the named function gives: no user, no rights, no workspace, no limits."""
    return HttpResponse(BODIES[name](), content_type="application/json")


def bare_application() -> WSGIHandler:
    """Return Django without any middleware."""
    with override_settings(MIDDLEWARE=[]):
        return WSGIHandler()
