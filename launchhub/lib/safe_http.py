"""All outgoing HTTP: to public addresses only, never redirected, never longer than its timeout.

A name is looked up once for each connection, every address found is checked (`addresses`), and the connection goes
to the very address that was checked: a name that changes its answer in between gains nothing. Cookies, proxies and
passwords from the environment are never used. Answers are read by Python's own `http.client`; around it is only what a
POST needs, on a connection that is kept for the next one.
"""

import io
import re
import socket
import ssl
from dataclasses import dataclass
from functools import lru_cache
from http.client import HTTPS_PORT, HTTPConnection, HTTPException, HTTPResponse
from time import monotonic
from types import TracebackType
from typing import Any, ClassVar, Self, cast

import certifi
from urllib3.util import Url, wait_for_read

from launchhub.lib.addresses import (
    AllowList,
    OutboundError,
    TimedOut,
    Unreachable,
    UnsafeAddress,
    bare,
    parse_allow,
    parse_target,
    safe_answers,
)

__all__ = ["OutboundError", "Reply", "Sender", "TimedOut", "Unreachable", "UnsafeAddress", "check_url"]

MAX_ANSWER = 64 * 1024  # bytes of an answer's body that are read
HEAD_LENGTH = 1000  # characters of it that are kept
CHECK_TIMEOUT = 5.0  # seconds to look a name up when a URL is saved
USER_AGENT = "LaunchHub"

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_NOT_IN_A_HEADER = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")


@dataclass(frozen=True)
class Reply:
    """What a receiver answered.

    `latency_ms`: from the start to the status line. `head`: the beginning of the body as text.
    `retry_after`: that header as it came, "" without one.
    """

    status: int
    latency_ms: int
    head: str
    retry_after: str = ""

    @property
    def is_success(self) -> bool:
        """Whether the receiver took it: any status from 200 to 299."""
        return 200 <= self.status <= 299


def check_url(url: str, allow: str = "") -> None:
    """Check a URL before it is saved. `allow`: the text of `OUTBOUND_ALLOW`.

    Raises `UnsafeAddress` with the reason. A name that can't be looked up now is let through: it is checked again
    whenever something is sent.
    """
    allowed = parse_allow(allow)
    target = parse_target(url, allowed)
    try:
        safe_answers(bare(target.host or ""), target.port or 0, allowed, CHECK_TIMEOUT)
    except (Unreachable, TimedOut):
        return


class Sender:
    """Sends requests one after the other, and keeps its connections for the next; use it in a `with` block.

    `allow`: the text of `OUTBOUND_ALLOW`.
    """

    def __init__(self, allow: str = "") -> None:
        self._allow = parse_allow(allow)
        self._kept: dict[tuple[str | None, str | None, int | None], _Connection] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections that are kept."""
        for connection in self._kept.values():
            connection.close()

    def post(self, url: str, body: bytes, headers: dict[str, str], timeout: float = 15.0) -> Reply:
        """POST `body` and return the answer, whatever its status; a redirect is an answer like any other.

        `timeout`: seconds for everything together, from looking the name up to the end of the answer. An answer
        whose body is too long, breaks off or drips in is still an answer: its status has arrived.
        Raises `UnsafeAddress`, `Unreachable` or `TimedOut`.
        """
        started = monotonic()
        target = parse_target(url, self._allow)
        connection = self._connection_to(target)
        connection.deadline = started + timeout
        is_kept = False
        try:
            response = connection.ask(_request(target, headers, body))
            latency = round((monotonic() - started) * 1000)
            head = _read_head(response)
            is_whole = response.isclosed() or response.length == 0
            is_kept = is_whole and not response.will_close
            return Reply(response.status, latency, head, response.headers.get("Retry-After", ""))
        except (HTTPException, OSError) as error:
            raise _plain(error, timeout) from None
        finally:
            if not is_kept:
                connection.close()

    def _connection_to(self, target: Url) -> "_Connection":
        """Return the connection that is kept, to be opened anew if its other end has closed it, or a new one."""
        place = (target.scheme, target.host, target.port)
        if place not in self._kept:
            make = _SecureConnection if target.scheme == "https" else _Connection
            self._kept[place] = make(bare(target.host or ""), target.port or make.default_port, self._allow)
        connection = self._kept[place]
        if connection.sock and wait_for_read(connection.sock, timeout=0):
            connection.close()
        return connection


def _request(target: Url, headers: dict[str, str], body: bytes) -> bytes:
    """Return a request in one piece: in two, its receiver would wake up twice.

    Raises `ValueError` for a header that would be more than one line.
    """
    lines = (
        f"POST {target.request_uri} HTTP/1.1",
        f"Host: {(target.host or '').rstrip('.')}{f':{target.port}' if target.port else ''}",
        "Accept-Encoding: identity",
        f"User-Agent: {USER_AGENT}",
        f"Content-Length: {len(body)}",
        *(f"{name}: {value}" for name, value in headers.items()),
    )
    if any(map(_NOT_IN_A_HEADER.search, lines)):
        raise ValueError("A header contains a control character.")
    return "\r\n".join((*lines, "", "")).encode("ascii") + body


class _Connection(HTTPConnection):
    """A connection to a checked address that keeps to the deadline of a call (in `monotonic` seconds)."""

    piece: ClassVar[int] = 16 * 1024  # one TLS record: each of them waits anew
    deadline: float

    def __init__(self, host: str, port: int, allow: AllowList) -> None:
        super().__init__(host, port)
        self._allow = allow

    def left(self) -> float:
        """Return the seconds that are left. Raises `TimeoutError` when there are none."""
        left = self.deadline - monotonic()
        if left <= 0:
            raise TimeoutError("timed out")
        return left

    def connect(self) -> None:
        """Connect to the first address that answers, if all that were found may be connected to."""
        problem: OSError = OSError("it has no address")
        answers = safe_answers(self.host, self.port, self._allow, self.left())
        for tried, (family, kind, protocol, _, address) in enumerate(answers):
            sock = socket.socket(family, kind, protocol)
            try:
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                sock.settimeout(self.left() / (len(answers) - tried))  # leaves time for the other addresses
                sock.connect(address)
            except OSError as error:
                sock.close()
                problem = error
            else:
                self.sock = sock
                return
        if isinstance(problem, TimeoutError):
            raise problem
        raise Unreachable(f"{self.host} can't be reached: {_reason(problem)}.")

    def ask(self, request: bytes) -> HTTPResponse:
        """Send a request, and return its answer up to the end of the headers."""
        if self.sock is None:
            self.connect()
        for start in range(0, len(request), self.piece):
            self.sock.settimeout(self.left())
            self.send(request[start : start + self.piece])
        response = HTTPResponse(cast("Any", self), method="POST")
        response.begin()
        return response

    def makefile(self, mode: str) -> io.BufferedReader:
        """Return what comes, as `HTTPResponse` asks a socket for it."""
        return io.BufferedReader(_TimedReader(self))


class _TimedReader(io.RawIOBase):
    """A connection's bytes, each wait cut to what is left of the call: a sender that drips can't prolong it."""

    def __init__(self, connection: _Connection) -> None:
        self._connection = connection

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._connection.sock.settimeout(self._connection.left())
        return self._connection.sock.recv_into(buffer)


class _SecureConnection(_Connection):
    """The same over TLS; the certificate is checked against the host's name."""

    default_port = HTTPS_PORT

    def connect(self) -> None:
        """Connect, and agree upon keys."""
        super().connect()
        self.sock.settimeout(self.left())
        self.sock = _trusted().wrap_socket(self.sock, server_hostname=self.host)


@lru_cache(maxsize=1)
def _trusted() -> ssl.SSLContext:
    """Trust the system's certificate authorities and Mozilla's (a slim container has none of its own)."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    context.set_alpn_protocols(["http/1.1"])
    return context


def _read_head(response: HTTPResponse) -> str:
    body = bytearray()
    try:
        while len(body) < MAX_ANSWER and (piece := response.read1(MAX_ANSWER - len(body))):
            body += piece
    except (HTTPException, OSError):
        pass  # the status is what counts, and it has arrived
    return _printable(body.decode(errors="replace"))[:HEAD_LENGTH]


def _plain(error: Exception, timeout: float) -> OutboundError:
    if isinstance(error, TimeoutError):
        return TimedOut(f"There was no answer within {timeout:g} seconds.")
    if isinstance(error, ssl.SSLError):
        return Unreachable(f"No secure connection: {_reason(error)}.")
    return Unreachable(f"The connection failed: {_reason(error)}.")


def _reason(error: Exception) -> str:
    words = getattr(error, "verify_message", "") or getattr(error, "strerror", "") or str(error)
    return _printable(" ".join(words.split()).rstrip("."))[:200] or type(error).__name__


def _printable(text: str) -> str:
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)
