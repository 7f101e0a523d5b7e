"""The web server in front of slow clients: they are served at their pace, and keep nobody else waiting."""

import hashlib
import os
import socket
from collections.abc import Iterator
from contextlib import ExitStack, closing
from http.client import HTTPResponse
from typing import Any

import pytest
import requests

from launchhub.accounts.actions import tokens, workspaces
from launchhub.accounts.models import Member
from launchhub.discussion.models import Attachment
from launchhub.lib.wall import workspace_context
from roadmap.actions import products
from roadmap.models import Product
from tests.cast import new_user
from tests.processes import PATIENCE, Start, wait_for

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("processes")]

MORE_THAN_THREADS = 20
AT_ONCE = 5
"""Seconds, on a busy machine."""

MEBIBYTE = 2**20


@pytest.fixture
def surroundings(surroundings: dict[str, str]) -> dict[str, str]:
    """A server whose attachments may have 3 MB, and whose requests 40."""
    return surroundings | {"ATTACHMENT_MAX_MB": "3"}


@pytest.fixture
def alice() -> Member:
    """Admin of Harbour, committed."""
    return workspaces.create(name="Harbour", slug="harbour", admin=new_user("Alice"))


class Server:
    """A running web server with one process, asked with a token of Alice's."""

    def __init__(self, port: int, token: str) -> None:
        self.port, self.url = port, f"http://127.0.0.1:{port}"
        self.rights = {"Authorization": f"Bearer {token}"}

    def ask(self, method: str, path: str, **how: Any) -> requests.Response:
        """Send a request as everybody does."""
        headers = self.rights | how.pop("headers", {})
        return requests.request(method, f"{self.url}/api/v1/harbour/{path}", headers=headers, timeout=PATIENCE, **how)

    def answers(self) -> bool:
        """Say whether somebody else gets an answer at once."""
        try:
            return requests.get(f"{self.url}/readyz", timeout=AT_ONCE).ok
        except requests.RequestException:
            return False

    def begin(self, method: str, path: str, **headers: object) -> socket.socket:
        """Begin a request: send its head, and nothing more."""
        client = socket.socket()
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)  # what it does not read waits at the server
        client.settimeout(PATIENCE)
        client.connect(("127.0.0.1", self.port))
        lines = {"Host": "localhost", **self.rights, **headers}
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        client.sendall(f"{method} /api/v1/harbour/{path} HTTP/1.1\r\n{head}\r\n".encode())
        return client


@pytest.fixture
def application() -> str:
    """What the server runs."""
    return "launchhub.asgi:asgi"


@pytest.fixture
def server(alice: Member, start: Start, application: str) -> Server:
    """The web server."""
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    start(["-m", "granian", "--interface", "asginl", "--port", str(port), "--no-ws", application])
    with workspace_context(alice.workspace_id):
        _, token = tokens.create(by=alice, name="Slow", scopes=["roadmap:write", "messaging:write"])
    server = Server(port, token)
    wait_for(server.answers)
    return server


def answer_to(client: socket.socket) -> HTTPResponse:
    """Read the answer's head."""
    response = HTTPResponse(client)
    response.begin()
    return response


@pytest.fixture
def clients() -> Iterator[ExitStack]:
    """Clients that are there until the end of the test."""
    with ExitStack() as clients:
        yield clients


def test_who_is_slow_to_send_keeps_nobody_waiting(alice: Member, server: Server, clients: ExitStack) -> None:
    bodies = [
        f'{{"name": "Product {number:02}", "key": "P{number:02}"}}'.encode() for number in range(MORE_THAN_THREADS)
    ]
    like = {"Content-Type": "application/json", "Content-Length": len(bodies[0])}
    slow = [clients.enter_context(closing(server.begin("POST", "products/", **like))) for _ in bodies]
    for client, body in zip(slow, bodies, strict=True):
        client.sendall(body[:10])
    assert server.answers()
    for client, body in zip(slow, bodies, strict=True):
        client.sendall(body[10:])
    assert {answer_to(client).status for client in slow} == {201}
    with workspace_context(alice.workspace_id):
        assert Product.objects.count() == MORE_THAN_THREADS


def test_who_is_slow_to_read_a_file_keeps_nobody_waiting_and_gets_all_of_it(
    alice: Member, server: Server, clients: ExitStack
) -> None:
    content = os.urandom(3 * MEBIBYTE - 100)
    kept = attach(alice, server, content)
    slow = [clients.enter_context(closing(server.begin("GET", kept))) for _ in range(MORE_THAN_THREADS)]
    assert server.answers()
    assert hashlib.sha256(answer_to(slow[0]).read()).digest() == hashlib.sha256(content).digest()


def attach(alice: Member, server: Server, content: bytes) -> str:
    """Attach a file to a product, and return the address of the file."""
    with workspace_context(alice.workspace_id):
        product = products.create(by=alice, name="Payments", key="PAY")
    target = {"noun": "product", "target": str(product.pk)}
    made = server.ask("POST", "attachments/", data=target, files={"file": ("film.bin", content)})
    assert made.status_code == 201, made.text
    return f"attachments/{made.json()['id']}/file/"


def test_so_many_large_requests_at_once_keep_nobody_else_waiting(
    alice: Member, server: Server, clients: ExitStack
) -> None:
    like = {"Content-Type": "application/octet-stream", "Content-Length": 3 * MEBIBYTE}
    for _ in range(MORE_THAN_THREADS):
        clients.enter_context(closing(server.begin("POST", "attachments/", **like))).sendall(b"x" * 2 * MEBIBYTE)
    assert server.answers()
    clients.close()  # they have left, and their places are free
    attach(alice, server, b"%PDF-1.4 " + b"x" * 2 * MEBIBYTE)
    with workspace_context(alice.workspace_id):
        assert Attachment.objects.count() == 1


@pytest.mark.parametrize("application", ["tests.web.impatient:asgi"])
def test_who_says_nothing_more_in_the_middle_is_told_so_and_let_go(server: Server, clients: ExitStack) -> None:
    like = {"Content-Type": "application/octet-stream", "Content-Length": 3 * MEBIBYTE}
    vanished = [clients.enter_context(closing(server.begin("POST", "attachments/", **like))) for _ in range(20)]
    for client in vanished[:8]:
        client.sendall(b"x" * 2 * MEBIBYTE)
    assert {answer_to(client).status for client in vanished} == {408}
    assert {client.recv(1) for client in vanished} == {b""}, "the connection is closed"


def test_a_body_that_comes_in_pieces_of_unknown_number_is_read_as_a_whole(server: Server) -> None:
    pieces = iter([b'{"name": "Payments",', b' "key": "PAY"}'])
    made = server.ask("POST", "products/", data=pieces, headers={"Content-Type": "application/json"})
    assert (made.status_code, made.json()["key"]) == (201, "PAY")


def test_what_says_that_it_is_too_large_is_refused_before_it_is_sent(server: Server, clients: ExitStack) -> None:
    like = {"Content-Type": "application/json", "Content-Length": 10 * 2**30}
    answer = answer_to(clients.enter_context(closing(server.begin("POST", "products/", **like))))
    assert answer.status == 413
    assert b"larger than this server takes" in answer.read()


def test_what_does_not_say_so_is_refused_when_it_has_become_too_large(server: Server) -> None:
    endless = (b"x" * MEBIBYTE for _ in range(41))
    refused = server.ask("POST", "products/", data=endless, headers={"Content-Type": "application/json"})
    assert refused.status_code == 413


def test_a_page_says_so_in_words(server: Server) -> None:
    page = requests.get(f"{server.url}/accounts/login/", timeout=PATIENCE)
    endless = (b"x" * MEBIBYTE for _ in range(41))
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    refused = requests.post(page.url, data=endless, cookies=page.cookies, headers=headers, timeout=PATIENCE)
    assert refused.status_code == 413
    assert "more than this server takes" in refused.text
