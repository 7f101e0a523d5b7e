"""Servers on loopback that treat each connection in their own way, and a client that posts to them."""

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator

from launchhub.lib.safe_http import Reply, Sender

Behaviour = Callable[[socket.socket], object]


@contextlib.contextmanager
def server(behave: Behaviour) -> Iterator[str]:
    """Listen on loopback and let `behave` treat each connection; yields the URL."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            with contextlib.suppress(OSError):
                while True:
                    accepted, _ = listener.accept()
                    threading.Thread(target=treat, args=(accepted,), daemon=True).start()

        def treat(accepted: socket.socket) -> None:
            with accepted, contextlib.suppress(OSError):
                behave(accepted)

        threading.Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/hook"
        listener.shutdown(socket.SHUT_RDWR)


def answering(answer: bytes, requests: list[bytes] | None = None) -> Behaviour:
    """Answer every request on a connection with the same bytes."""

    def behave(sock: socket.socket) -> None:
        while request := read_request(sock):
            if requests is not None:
                requests.append(request)
            sock.sendall(answer)

    return behave


def read_request(sock: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        if not (more := sock.recv(65536)):
            return b""
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
    while len(body) < length:
        body += sock.recv(65536)
    return head + b"\r\n\r\n" + body


def post(url: str, *, allow: str = "127.0.0.0/8", body: bytes = b"{}", timeout: float = 5) -> Reply:
    with Sender(allow) as sender:
        return sender.post(url, body, {"Content-Type": "application/json"}, timeout)


def drip(pieces: Iterator[bytes]) -> Behaviour:
    """Send one piece every 50 milliseconds for as long as there are any."""

    def behave(sock: socket.socket) -> None:
        read_request(sock)
        for piece in pieces:
            sock.sendall(piece)
            time.sleep(0.05)

    return behave


def forever(first: bytes, then: bytes) -> Iterator[bytes]:
    yield first
    while True:
        yield then
