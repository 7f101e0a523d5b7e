"""All outgoing HTTP: to public addresses only, never redirected, never longer than its timeout.

A name is looked up once for each connection, every address found is checked (`addresses`), and the connection goes
to the very address that was checked: a name that changes its answer in between gains nothing. Cookies, proxies and
passwords from the environment are never used. A plain urllib3 pool underneath keeps connections within a batch.
"""

import io
import re
import socket
import ssl
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from http.client import HTTPResponse
from time import monotonic
from types import TracebackType
from typing import Any, ClassVar, Self

import certifi
from urllib3 import BaseHTTPResponse, HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, SSLError
from urllib3.exceptions import TimeoutError as PoolTimeout

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
    """Sends one batch of requests over shared connections; use it in a `with` block.

    `allow`: the text of `OUTBOUND_ALLOW`.
    """

    def __init__(self, allow: str = "") -> None:
        self._allow = parse_allow(allow)
        self._pools = PoolManager(num_pools=32, headers={"User-Agent": USER_AGENT}, ssl_context=_trusted())
        self._pools.pool_classes_by_scheme = {"http": _Pool, "https": _SecurePool}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections that are kept."""
        self._pools.clear()

    def post(self, url: str, body: bytes, headers: dict[str, str], timeout: float = 15.0) -> Reply:
        """POST `body` and return the answer, whatever its status; a redirect is an answer like any other.

        `timeout`: seconds for everything together, from looking the name up to the end of the answer. An answer
        whose body is too long, breaks off or drips in is still an answer: its status has arrived.
        Raises `UnsafeAddress`, `Unreachable` or `TimedOut`.
        """
        target = parse_target(url, self._allow)
        started = monotonic()
        token = _call.set(_Call(self._allow, started + timeout))
        try:
            # The manager's own `urlopen` would take the URL apart once more, and do nothing else for it.
            response = self._pools.connection_from_host(target.host, target.port, target.scheme).urlopen(
                "POST",
                target.request_uri,
                assert_same_host=False,
                redirect=False,
                retries=False,
                body=body,
                headers={"User-Agent": USER_AGENT, **headers},
                preload_content=False,
                decode_content=False,
                timeout=None,
            )
            latency = round((monotonic() - started) * 1000)
            return Reply(response.status, latency, _read_head(response), response.headers.get("Retry-After", ""))
        except (HTTPError, TimeoutError) as error:
            raise _plain(error, timeout) from None
        finally:
            _call.reset(token)


@dataclass(frozen=True)
class _Call:
    """One request under way: whom it may reach, and when (in `monotonic` seconds) it has to be over."""

    allow: AllowList
    deadline: float

    def left(self) -> float:
        left = self.deadline - monotonic()
        if left <= 0:
            raise TimeoutError("timed out")
        return left


_call: ContextVar[_Call] = ContextVar("call")


class _TimedReader(io.RawIOBase):
    """A socket's bytes, each wait cut to what is left of the call: a sender that drips can't prolong it."""

    def __init__(self, sock: socket.socket, raw: io.RawIOBase) -> None:
        self._sock, self._raw = sock, raw

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._sock.settimeout(_call.get().left())
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


class _TimedResponse(HTTPResponse):
    def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
        super().__init__(sock, *args, **kwargs)
        self.fp = io.BufferedReader(_TimedReader(sock, self.fp.detach()))


class _Connection(HTTPConnection):
    """A connection to a checked address that keeps to the call's deadline."""

    response_class = _TimedResponse
    piece: ClassVar[int] = 16 * 1024  # one TLS record: each of them waits anew

    def _new_conn(self) -> socket.socket:
        call = _call.get()
        problem: OSError = OSError("it has no address")
        answers = safe_answers(bare(self.host), self.port, call.allow, call.left())
        for tried, (family, kind, protocol, _, address) in enumerate(answers):
            sock = socket.socket(family, kind, protocol)
            try:
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                sock.settimeout(call.left() / (len(answers) - tried))  # leaves time for the other addresses
                sock.connect(address)
            except OSError as error:
                sock.close()
                problem = error
            else:
                return sock
        if isinstance(problem, TimeoutError):
            raise problem
        raise Unreachable(f"{self.host} can't be reached: {_reason(problem)}.")

    def send(self, data: Any) -> None:
        if self.sock is None:
            self.connect()
        for start in range(0, len(data), self.piece):
            self.sock.settimeout(_call.get().left())
            super().send(data[start : start + self.piece])


class _SecureConnection(_Connection, HTTPSConnection):
    """The same over TLS; the certificate is checked against the host's name."""


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _SecureConnection


@lru_cache(maxsize=1)
def _trusted() -> ssl.SSLContext:
    """Trust the system's certificate authorities and Mozilla's (a slim container has none of its own)."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


def _read_head(response: BaseHTTPResponse) -> str:
    body = bytearray()
    try:
        while len(body) < MAX_ANSWER and (piece := response.read1(MAX_ANSWER - len(body))):
            body += piece
    except HTTPError:
        pass  # the status is what counts, and it has arrived
    finally:
        response.close()
    return _printable(body.decode(errors="replace"))[:HEAD_LENGTH]


def _plain(error: Exception, timeout: float) -> OutboundError:
    cause = _cause(error)
    if isinstance(cause, TimeoutError | PoolTimeout):
        return TimedOut(f"There was no answer within {timeout:g} seconds.")
    if isinstance(error, SSLError):
        return Unreachable(f"No secure connection: {_reason(cause)}.")
    return Unreachable(f"The connection failed: {_reason(cause)}.")


def _cause(error: Exception) -> Exception:
    """Find what a wrapped error is about: the system's own at the bottom."""
    while error.args and isinstance(error.args[-1], Exception):
        error = error.args[-1]
    return error


def _reason(error: Exception) -> str:
    words = getattr(error, "verify_message", "") or getattr(error, "strerror", "") or str(error)
    return _printable(" ".join(words.split()).rstrip("."))[:200] or type(error).__name__


def _printable(text: str) -> str:
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)
