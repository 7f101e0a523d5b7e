"""Loopback receivers: a web server that records requests, and a mail server that records e-mails."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Receiver:
    """A web server on the loopback address.

    `answers`: status and headers for each request, the last one for all that follow. `delay`: seconds before each.
    """

    url: str = ""
    requests: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    answers: list[tuple[int, dict[str, str]]] = field(default_factory=lambda: [(204, {})])
    delay: float = 0
    connections: set[Any] = field(default_factory=set)

    @property
    def ids(self) -> list[str]:
        """The `webhook-id` of each request."""
        return [headers["webhook-id"] for headers, _ in self.requests]

    def respond(self, request: BaseHTTPRequestHandler) -> None:
        """Answer a request that has been recorded."""
        time.sleep(self.delay)
        status, headers = self.answers[0] if len(self.answers) == 1 else self.answers.pop(0)
        request.send_response(status)
        for name, value in ({"Content-Length": "0"} | headers).items():
            request.send_header(name, value)
        request.end_headers()


@contextmanager
def receiving(receiver: Receiver | None = None) -> Iterator[Receiver]:
    """Run a receiver: the one given, or a new one."""
    started = receiver or Receiver()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            started.connections.add(self.client_address)
            started.requests.append(({name.lower(): value for name, value in self.headers.items()}, body))
            started.respond(self)

        def handle(self) -> None:
            with suppress(ConnectionError):  # the sender has been killed
                super().handle()

        def log_message(self, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    started.url = f"http://127.0.0.1:{server.server_port}/hook"
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield started
    finally:
        server.shutdown()
        server.server_close()


@dataclass
class Mailbox:
    """What a mail server has got.

    `refusals`: the answer to a recipient's address. `pipelining`: whether commands may come without waiting.
    """

    port: int = 0
    pipelining: bool = True
    envelopes: list[Any] = field(default_factory=list)
    refusals: dict[str, str] = field(default_factory=dict)
    sessions: set[Any] = field(default_factory=set)

    async def handle_EHLO(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, hostname: str, answers: list[str]
    ) -> list[str]:
        """Say what this server can do."""
        session.host_name = hostname
        return [*answers[:-1], "250-PIPELINING", answers[-1]] if self.pipelining else answers

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        """Take or refuse a recipient."""
        if refusal := self.refusals.get(address):
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        """Keep an e-mail."""
        self.envelopes.append(envelope)
        self.sessions.add(session.peer)
        return "250 Kept"
