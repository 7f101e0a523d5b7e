"""Receivers of webhooks that remember what they took, and misbehave when they are told to."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler

from tests.notifications.receivers import Receiver

RETRY_AFTER = 7  # seconds
HANGS = 20  # seconds: longer than LaunchHub waits
PIECE = b"x" * 2**20
PIECES = 10 * 2**10  # of a mebibyte each: 10 GB


@dataclass
class Endpoint(Receiver):
    """A receiver with a name. `troubles`: what is to go wrong, one request each; no event meets with two of them.
    Who is gone stays gone, until `troubles` are cleared.

    So every delivery fails once at most, and its second attempt (5 s later) falls into the time of a run; the third
    would come five minutes later. `taken`: each event accepted, with the time when it came.
    """

    name: str = ""
    troubles: list[str] = field(default_factory=list)
    taken: list[tuple[str, float]] = field(default_factory=list)
    quiet_since: float = 0
    _troubled: set[str] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def respond(self, request: BaseHTTPRequestHandler) -> None:
        """Take the event, or do what goes wrong next."""
        came, event = time.time(), request.headers["webhook-id"]
        trouble = self._trouble_of(event)
        if trouble in ("", ENDLESS):
            self.taken.append((event, came))
        TROUBLES[trouble](request)
        if trouble:
            self.quiet_since = time.time() + (RETRY_AFTER if trouble == BUSY else 0)

    def _trouble_of(self, event: str) -> str:
        with self._lock:
            if self.troubles[:1] == [GONE]:
                return GONE
            if not self.troubles or event in self._troubled:
                return ""
            self._troubled.add(event)
            return self.troubles.pop(0)


def _answer(status: int, **headers: str) -> Callable[[BaseHTTPRequestHandler], None]:
    def respond(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        for name, value in ({"Content-Length": "0"} | headers).items():
            request.send_header(name.replace("_", "-"), value)
        request.end_headers()

    return respond


def _hang(request: BaseHTTPRequestHandler) -> None:
    time.sleep(HANGS)
    request.close_connection = True


def _never_end(request: BaseHTTPRequestHandler) -> None:
    request.close_connection = True
    request.send_response(200)
    request.end_headers()
    try:
        for _ in range(PIECES):
            request.wfile.write(PIECE)
    except OSError:
        return  # the other side has had enough, as it should


BROKEN, BUSY, GONE, HANGING, ENDLESS = "500", "429 with Retry-After", "410", "hangs", "sends 10 GB"
TROUBLES = {
    "": _answer(204),
    BROKEN: _answer(500),
    BUSY: _answer(429, Retry_After=str(RETRY_AFTER)),
    GONE: _answer(410),
    HANGING: _hang,
    ENDLESS: _never_end,
}
