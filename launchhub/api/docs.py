"""The OpenAPI description, and the page to read and try it."""

from __future__ import annotations

from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator

from launchhub.lib.as_json import dumps


@cache
def description() -> bytes:
    """Return the OpenAPI 3.1 document as JSON, made once per process: it depends on the code alone."""
    return dumps(SchemaGenerator().get_schema(request=None, public=True))  # type: ignore[no-untyped-call]


@require_safe
def schema(request: HttpRequest) -> HttpResponse:
    """`/api/schema/`."""
    return HttpResponse(description(), content_type="application/json")


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """`/api/docs/`: Swagger UI, with our own page around it, which needs no inline script or style."""
    context = {"schema": reverse("api:schema"), "csrf_cookie": settings.CSRF_COOKIE_NAME}
    return render(request, "api/docs.html", context)
