"""A request arrives as it was given; it follows nothing, keeps nothing and asks nobody else."""

import socket
import threading

import pytest

from launchhub.lib.safe_http import Sender
from tests.lib.safe_http.servers import answering, post, read_request, server


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_an_answer_and_is_not_followed(status: int, connections: list[object]) -> None:
    answer = f"HTTP/1.1 {status} Moved\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n".encode()
    with server(answering(answer)) as url:
        reply = post(url)
    assert (reply.status, reply.is_success, len(connections)) == (status, False, 1)


def test_body_and_headers_arrive_as_given() -> None:
    requests: list[bytes] = []
    body = bytes(range(256)) * 400
    with server(answering(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nthank", requests)) as url:
        reply = post(url, body=body)
    assert (reply.status, reply.head) == (200, "thank")
    assert requests[0].endswith(b"\r\n\r\n" + body)
    assert b"Content-Type: application/json" in requests[0]
    assert b"User-Agent: LaunchHub" in requests[0]
    assert requests[0].startswith(b"POST /hook HTTP/1.1\r\nHost: 127.0.0.1:")


@pytest.mark.parametrize("variable", ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"])
def test_a_proxy_of_the_environment_is_not_used(variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(variable, "http://127.0.0.1:1/")
    with server(answering(b"HTTP/1.1 204 No Content\r\n\r\n")) as url:
        assert post(url).status == 204


@pytest.mark.parametrize("value", ["1\r\nX-Admin: yes", "1\nX-Admin: yes", "1\0"])
def test_a_header_cannot_bring_another_one(value: str) -> None:
    requests: list[bytes] = []
    with (
        server(answering(b"HTTP/1.1 204 No Content\r\n\r\n", requests)) as url,
        Sender("127.0.0.1") as sender,
        pytest.raises(ValueError, match="control character"),
    ):
        sender.post(url, b"{}", {"webhook-id": value}, 5)
    assert requests == []


def test_a_batch_shares_its_connection_and_keeps_no_cookies(connections: list[object], resolver: list[str]) -> None:
    requests: list[bytes] = []
    answer = b"HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\nContent-Length: 2\r\n\r\nok"
    with server(answering(answer, requests)) as url, Sender("127.0.0.1") as sender:
        for _ in range(5):
            assert sender.post(url, b"{}", {}, 5).head == "ok"
    assert len(connections) == len(resolver) == 1
    assert not any(b"cookie" in request.lower() for request in requests)


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + b"x" * 100_000, id="has more to say"),
        pytest.param(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok", id="closes, and says so"),
        pytest.param(b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok", id="knows HTTP 1.0"),
    ],
)
def test_a_connection_that_may_not_be_kept_is_made_anew_and_checked_again(
    answer: bytes, connections: list[object], resolver: list[str]
) -> None:
    with server(answering(answer)) as url, Sender("127.0.0.1") as sender:
        assert [sender.post(url, b"{}", {}, 5).status for _ in range(2)] == [200, 200]
    assert len(connections) == len(resolver) == 2


def test_a_kept_connection_that_the_receiver_has_closed_is_made_anew(connections: list[object]) -> None:
    closed = threading.Semaphore(0)

    def once(sock: socket.socket) -> None:
        read_request(sock)
        sock.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")
        sock.close()
        closed.release()

    with server(once) as url, Sender("127.0.0.1") as sender:
        for _ in range(2):
            assert sender.post(url, b"{}", {}, 5).status == 204
            assert closed.acquire(timeout=5)
    assert len(connections) == 2
