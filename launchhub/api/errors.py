"""Everything that can go wrong, as `application/problem+json` (RFC 9457)."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.core.exceptions import ValidationError as DjangoValidationError
from django.db import DataError, transaction
from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.settings import api_settings

from launchhub.lib.errors import Conflict, NotAll, Stale, TooMany

WHOLE = {NON_FIELD_ERRORS, api_settings.NON_FIELD_ERRORS_KEY}
NOT_FOUND = "There is nothing at this address, or you may not see it."
INVALID = "Something in the request is not right; “errors” says what."


class BadParameters(exceptions.APIException):
    """Query parameters that are unknown or have a value that makes no sense (400)."""

    status_code = 400

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__("; ".join(f"{name}: {detail}" for name, detail in errors.items()))
        self.errors = [{"parameter": name, "detail": detail} for name, detail in errors.items()]


class LengthRequired(exceptions.APIException):
    """A body of unknown length (411): WSGI would take it for an empty one."""

    status_code = 411
    default_detail = "Send the body with a Content-Length, not in chunks."


class KeyReused(exceptions.APIException):
    """An Idempotency-Key that was sent before with something else (422)."""

    status_code = 422
    default_detail = "This Idempotency-Key was used for another request. Take a new key for a new request."


def problem(error: Exception, context: dict[str, Any]) -> Response | None:
    """Answer an error of a view; nothing that the view wrote stays. None is for the unforeseen, which is a 500."""
    answer = _answer(error, context["view"])
    if answer is not None:
        if transaction.get_connection().in_atomic_block:
            transaction.set_rollback(True)
        answer.content_type = "application/problem+json"
    return answer


def _answer(error: Exception, view: Any) -> Response | None:
    match error:
        case DjangoValidationError():
            return _problem(400, INVALID, errors=_django_errors(error))
        case NotAll():
            return _problem(400, INVALID, errors=list(_pointers(error.errors)))
        case exceptions.ValidationError():
            return _problem(400, INVALID, errors=list(_pointers(error.detail)))
        case BadParameters():
            return _problem(400, str(error.detail), errors=error.errors)
        case Conflict():
            return _problem(409, error.detail, blockers=error.blockers)
        case Stale():
            return _problem(412, f"{error} Nothing was written.", **_current(error, view))
        case exceptions.Throttled():
            seconds = round(getattr(error, "wait", None) or 1)
            detail = f"That was too many requests; try again in {seconds} s."
            return _problem(429, detail, headers={"Retry-After": str(seconds)})
        case TooMany():
            return _problem(429, str(error), headers={"Retry-After": str(error.seconds)})
        case exceptions.NotFound() | Http404():
            return _problem(404, NOT_FOUND)
        case exceptions.APIException():
            return _api_problem(error)
        case PermissionDenied():
            return _problem(403, str(error) or "You may not do that.")
        case DataError():  # behind the checks of each field: PostgreSQL has the last word on what fits
            return _problem(400, "A value is too long, too large or too small to be kept.")
        case RequestDataTooBig():
            return _problem(413, "The body is larger than this server takes.")
        case SuspiciousOperation():
            return _problem(400, "The request could not be read.")
    return None


def _api_problem(error: exceptions.APIException) -> Response:
    header = getattr(error, "auth_header", None)
    return _problem(error.status_code, str(error.detail), headers={"WWW-Authenticate": header} if header else {})


def _problem(status: int, detail: str, headers: dict[str, str] | None = None, **more: Any) -> Response:
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail, **more}
    return Response(body, status=status, headers=headers)


def _current(error: Stale, view: Any) -> dict[str, Any]:
    """Return the object as it is now, when it is one of the view's own."""
    own = isinstance(error.current, getattr(view, "model", ()))
    return {"current": view.current(error.current)} if own else {}


def _django_errors(error: DjangoValidationError) -> list[dict[str, str]]:
    detail = error.message_dict if hasattr(error, "error_dict") else error.messages
    return list(_pointers(detail))


def _pointers(detail: Any, path: str = "") -> Iterator[dict[str, str]]:
    """Flatten the errors of serializers and actions to JSON pointers (RFC 6901)."""
    match detail:
        case dict():
            for name, inner in detail.items():
                step = "" if name in WHOLE else "/" + str(name).replace("~", "~0").replace("/", "~1")
                yield from _pointers(inner, path + step)
        case list():
            for index, inner in enumerate(detail):
                yield from _pointers(inner, f"{path}/{index}" if isinstance(inner, dict) else path)
        case _:
            yield {"pointer": path, "detail": str(detail)}
