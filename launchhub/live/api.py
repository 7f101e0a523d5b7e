"""The stream as a REST view: who may have it, and what has happened since the client was last here.

By itself it answers with that and ends, and the client comes back a second later. `launchhub/live/stream.py` keeps
it open instead: it asks this view first, so there is one truth about credentials, scopes, limits and bad input.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema

from launchhub.api.errors import BadParameters
from launchhub.api.filters import LARGEST, Filters
from launchhub.api.parameters import check_names
from launchhub.api.schema import Schema
from launchhub.api.spine import Events, PositionField, SpinePagination, position_of
from launchhub.api.views import WorkspaceView
from launchhub.events.state import latest_position
from launchhub.lib.errors import Forbidden
from launchhub.live.messages import OPENING, Follow, Wanted, message, slim

PAGE = 500
"""Events in one answer."""

LAST = "Last-Event-ID"
POSITION = {"type": "integer", "minimum": 0, "maximum": LARGEST}
NARROWING = ("after", "kind", "subject", "launch")
"""Parameters that it shares with the list of events."""

FORM = "form"
FORMS = {"full": message, "slim": slim}
FORM_WORDS = "`slim` says only what changed, never the data: for pages, which fetch what they show themselves."


class StreamResponse(HttpResponse):
    """What a stream begins with; `follow` says how it goes on."""

    def __init__(self, content: bytes, follow: Follow) -> None:
        super().__init__(content, content_type="text/event-stream")
        self.headers["Cache-Control"] = "no-cache"
        self.headers["X-Accel-Buffering"] = "no"
        self.follow = follow


class StreamSchema(Schema):
    """Describes the stream's parameters as those of the list."""

    def _get_filter_parameters(self) -> list[dict[str, Any]]:
        shared = Filters().get_schema_operation_parameters(Events())
        return [parameter for parameter in shared if parameter["name"] in NARROWING]


class OneStretch(SpinePagination):
    """A stream has no pages, but a parameter of its own."""

    parameters = (FORM,)


class Missed(Events):
    """The events that a client has missed."""

    pagination_class = OneStretch


class Stream(WorkspaceView):
    """The spine as server-sent events."""

    scope = "events"
    schema = StreamSchema()

    @extend_schema(
        summary="Follow the spine as server-sent events",
        parameters=[
            OpenApiParameter(LAST, POSITION, "header", description="The same as `after`; sent by browsers themselves."),
            OpenApiParameter(FORM, str, enum=list(FORMS), default="full", description=FORM_WORDS),
        ],
        responses={(200, "text/event-stream"): OpenApiTypes.STR},
    )
    def get(self, request: Any) -> HttpResponse:
        """Send each event as it is sealed: `id` is its position, `event` its kind, `data` what `/events/` gives.

        A client that comes back with `Last-Event-ID` misses nothing; one that names no position begins with now.
        """
        if request.member.is_guest:
            raise Forbidden("Guests have no feed of events.")
        check_names(request.query_params, (*NARROWING, FORM))
        form = request.query_params.get(FORM) or "full"
        if form not in FORMS:
            raise BadParameters({FORM: f"Choose one of {', '.join(FORMS)}."})
        events = Missed(action="list")
        events.request = request
        # Refuses bad input, even where there is nothing to catch up with.
        rows = events.filter_queryset(events.get_queryset())
        now = latest_position(request.member.workspace_id)
        missed = rows.filter(position__gt=_position(request, now)).order_by("position")[:PAGE]
        found = events.finish(events.read(missed, []))
        reached = found[-1]["position"] if found else now
        position = reached if len(found) == PAGE else max(reached, now)
        token = request.member.acting_token
        follow = Follow(
            request.member.workspace_id,
            position,
            _wanted(request.query_params),
            form == "slim",
            request.member.user_id,
            token and token.expires_at,
        )
        return StreamResponse(OPENING + b"".join(map(FORMS[form], found)), follow)


def _position(request: Any, now: int) -> int:
    """Return the position of the last event that the client has: `now` when it does not say."""
    last, after = request.headers.get(LAST, ""), request.query_params.get("after", "")
    if last and not (last.isascii() and last.isdecimal() and len(last) < 19):
        raise BadParameters({LAST: "Send the position of the last event you have, a whole number such as 415."})
    if last or not after:
        return int(last or now)
    there = PositionField().clean(after)  # the filter has taken it already
    return position_of(there, request.workspace) if isinstance(there, uuid.UUID) else int(there or 0)


def _wanted(asked: Any) -> Wanted:
    """Return what checked parameters ask for."""
    kinds, subjects, launches = (
        [value for value in asked.get(name, "").split(",") if value] for name in ("kind", "subject", "launch")
    )
    return Wanted(frozenset(kinds), _ids(subjects), _ids(launches))


def _ids(values: list[str]) -> frozenset[str]:
    return frozenset(str(uuid.UUID(value)) for value in values)


collections: list[tuple[str, type[WorkspaceView]]] = [("stream", Stream)]
