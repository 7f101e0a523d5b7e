"""Problems and headers, as the OpenAPI description tells them."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from rest_framework import serializers

from launchhub.api.limits import WINDOW

ERRORS = {
    400: "Something in the request is not right; “errors” says what",
    401: "No credentials, or none that are valid",
    403: "A right or scope is lacking; the detail names it",
    404: "No such object or workspace, or none that you may see",
    409: "The state of things does not allow it; “blockers” says what stands in the way",
    412: "Somebody else changed the object; “current” is how it is now",
    411: "The body came in chunks, without a Content-Length",
    413: "The body is larger than this server takes",
    415: "The body is of a media type that is not taken here",
    422: "The Idempotency-Key was used for another request",
    429: "Too many requests; try again after Retry-After seconds",
}

ETAG = {"ETag": {"description": "The version, quoted.", "schema": {"type": "string", "pattern": '^"\\d+"$'}}}
LOCATION = {"Location": {"description": "Where the object is.", "schema": {"type": "string", "format": "uri"}}}
RATE = {
    "RateLimit": {
        "description": "Requests that are left, and the seconds until there are as many as ever.",
        "schema": {"type": "string", "pattern": r'^"default";r=\d+;t=\d+$'},
    },
    "RateLimit-Policy": {
        "description": "How many requests there are in how many seconds.",
        "schema": {"type": "string", "pattern": r'^"default";q=\d+;w=\d+$'},
    },
}
OF_STATUS: dict[int, dict[str, Any]] = {
    401: {"WWW-Authenticate": {"description": "How to sign a request.", "schema": {"const": "Bearer"}}},
    429: RATE
    | {
        "Retry-After": {
            "description": f"Seconds: {WINDOW} at most, but for somebody who guesses tokens.",
            "required": True,
            "schema": {"type": "integer", "minimum": 1},
        }
    },
}
"""Headers of single statuses; the others tell how much of the limit is left."""


class ProblemErrorSerializer(serializers.Serializer[Any]):
    """One thing that is not right: a place in the body, or a query parameter."""

    pointer = serializers.CharField(required=False, help_text="JSON pointer into the body, “” for all of it.")
    parameter = serializers.CharField(required=False, help_text="Name of a query parameter.")
    detail = serializers.CharField()


class ProblemSerializer(serializers.Serializer[Any]):
    """What went wrong (RFC 9457)."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    errors = ProblemErrorSerializer(many=True, required=False)  # type: ignore[assignment]
    blockers = serializers.ListField(child=serializers.DictField(), required=False)
    current = serializers.DictField(required=False)


def problem_answer(status: int, schema: dict[str, Any]) -> dict[str, Any]:
    """Return the description of a problem with this status; `schema` refers to that of `ProblemSerializer`."""
    title = HTTPStatus(status).phrase
    shown = {"type": "about:blank", "title": title, "status": status, "detail": ERRORS[status]}
    if status == HTTPStatus.BAD_REQUEST:
        shown["errors"] = [{"pointer": "/name", "detail": "This field is required."}]
    if status == HTTPStatus.CONFLICT:
        shown["blockers"] = []
    return {
        "description": ERRORS[status],
        "headers": OF_STATUS.get(status, RATE),
        "content": {"application/problem+json": {"schema": schema, "example": shown}},
    }
