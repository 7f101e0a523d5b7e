"""Each request leaves one line in the log, and its figures in the metrics."""

from __future__ import annotations

import logging
import re
import uuid
from collections.abc import Callable
from time import perf_counter
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse

from launchhub.lib import logs
from launchhub.operations import figures

log = logging.getLogger("launchhub.requests")

HEADER = "X-Request-ID"
WELL_FORMED = re.compile(r"[A-Za-z0-9_.:-]{8,64}")


class RequestLogMiddleware:
    """Give each request an id, and say afterwards what it asked for and what came of it.

    A well-formed `X-Request-ID` of the proxy is kept, otherwise one is made; the answer carries it. The query string
    is never told, nor what an address holds of secrets.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        pk, queries, started = request_id(request), Queries(), perf_counter()
        with logs.about(request=pk), connection.execute_wrapper(queries):
            response = self.get_response(request)
            self._tell(request, response.status_code, perf_counter() - started, queries.count)
        response.headers[HEADER] = pk
        return response

    def _tell(self, request: HttpRequest, status: int, seconds: float, queries: int) -> None:
        figures.count_request(route(request), str(request.method), status, seconds, queries)
        level = logging.DEBUG if request.path in settings.HEALTH_PATHS else logging.INFO
        what = (request.method, logs.address(request), status, 1000 * seconds, queries)
        log.log(level, "%s %s %d in %.0f ms, %d queries", *what)


class Queries:
    """Counts the statements that go to PostgreSQL."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        self.count += 1
        return execute(sql, params, many, context)


def request_id(request: HttpRequest) -> str:
    """Return the id that the request came with, if it is well-formed, or a new one."""
    given = request.META.get("HTTP_X_REQUEST_ID", "")
    return given if WELL_FORMED.fullmatch(given) else uuid.uuid4().hex


def route(request: HttpRequest) -> str:
    """Return the name of the page or endpoint: one of as many as there are, whatever the address says."""
    return request.resolver_match.view_name if request.resolver_match else logs.NOWHERE
