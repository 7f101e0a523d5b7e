"""A request arrives as it was given; it follows nothing, keeps nothing and asks nobody else."""

import pytest

from launchhub.lib.safe_http import Sender
from tests.lib.safe_http.servers import answering, post, server


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


def test_a_batch_shares_its_connection_and_keeps_no_cookies(connections: list[object], resolver: list[str]) -> None:
    requests: list[bytes] = []
    answer = b"HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\nContent-Length: 2\r\n\r\nok"
    with server(answering(answer, requests)) as url, Sender("127.0.0.1") as sender:
        for _ in range(5):
            assert sender.post(url, b"{}", {}, 5).head == "ok"
    assert len(connections) == len(resolver) == 1
    assert not any(b"cookie" in request.lower() for request in requests)
