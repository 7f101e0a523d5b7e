"""The pages for what goes wrong: in the look of the shell, without asking the database."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string

from launchhub.lib.errors import Conflict, Forbidden, Stale, TooMany, Unavailable
from launchhub.web.responses import toast

A_MINUTE = TooMany(60)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: Django could not make sense of the request; 413 for one that is larger than what is read."""
    if isinstance(exception, RequestDataTooBig):
        return _refuse(request, 413, "That is too large.", "It is more than this server takes. Nothing of it was kept.")
    return _refuse(request, 400, "We could not read that request.", "Please go back and try again.")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 from Django's CSRF check (`CSRF_FAILURE_VIEW`)."""
    detail = "This page was open for too long, or cookies are switched off. Reload it and send the form again."
    return _refuse(request, 403, "That form has expired.", detail)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: `Forbidden` names the hat that is needed."""
    detail = str(exception) if isinstance(exception, Forbidden) else "Ask an admin of the workspace."
    return _refuse(request, 403, "You may not do that.", detail)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404, the same for what is not there and what this person may not see."""
    detail = "The address may be wrong, or it is something that is not shared with you."
    return _refuse(request, 404, "There is nothing here.", detail)


def conflict(request: HttpRequest, exception: Conflict) -> HttpResponse:
    """409: the state of things does not allow it; the page lists what stands in the way."""
    return _refuse(request, 409, "That is not possible now.", exception.detail, blockers=exception.blockers)


def stale(request: HttpRequest, exception: Stale) -> HttpResponse:
    """412: somebody else was faster."""
    detail = f"{exception} Reload the page to see it as it is now; nothing of yours was written."
    return _refuse(request, 412, "Somebody else changed this.", detail)


def too_many(request: HttpRequest, exception: TooMany = A_MINUTE) -> HttpResponse:
    """429: tried too often; `Retry-After` and the text say when it may be tried again (allauth's own limits don't)."""
    response = _refuse(request, 429, "Please wait a moment.", str(exception))
    response.headers["Retry-After"] = str(exception.seconds)
    return response


def unavailable(request: HttpRequest, exception: Unavailable) -> HttpResponse:
    """503: something that is needed to answer safely is away."""
    response = _refuse(request, 503, "That does not work right now.", str(exception))
    response.headers["Retry-After"] = "5"
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault."""
    detail = "It is our fault, not yours, and it has been logged. Nothing was changed; please try again."
    return _refuse(request, 500, "Something went wrong.", detail)


def _refuse(request: HttpRequest, status: int, title: str, detail: str, **context: Any) -> HttpResponse:
    if request.path.startswith("/api/"):
        problem = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
        return JsonResponse(problem, status=status, content_type="application/problem+json")
    if request.headers.get("HX-Request") == "true":
        return toast(HttpResponse(status=status), f"{title} {detail}")
    context = {"status": status, "title": title, "detail": detail, "blockers": (), **context}
    return HttpResponse(render_to_string("errors/error.html", context), status=status)
