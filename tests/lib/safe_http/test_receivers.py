"""A receiver that is slow, endless or broken holds nobody up, and is told of in short words."""

import socket
import time

import pytest

from launchhub.lib.safe_http import Sender, TimedOut, Unreachable, UnsafeAddress
from tests.lib.safe_http.servers import Behaviour, answering, drip, forever, post, read_request, server


@pytest.mark.parametrize(
    "behave",
    [
        pytest.param(lambda sock: time.sleep(30), id="says nothing"),
        pytest.param(drip(forever(b"HTTP/1.1 200 OK\r\n", b"X")), id="drips a header"),
        pytest.param(drip(forever(b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n")), id="drips headers"),
        pytest.param(drip(forever(b"", b"HTTP/1.1 100 Continue\r\n\r\n")), id="says continue for ever"),
    ],
)
def test_a_receiver_that_does_not_answer_is_left_at_the_timeout(behave: Behaviour) -> None:
    with server(behave) as url, pytest.raises(TimedOut, match=r"no answer within 0\.4 seconds"):
        post(url, timeout=0.4)


def test_a_receiver_that_does_not_read_is_left_at_the_timeout() -> None:
    with server(lambda sock: time.sleep(30)) as url, pytest.raises(TimedOut):
        post(url, body=b"x" * 50_000_000, timeout=0.4)


def test_a_name_that_is_not_found_in_time_is_left_at_the_timeout(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: time.sleep(3))
    with pytest.raises(TimedOut):
        post("http://slow.test/", timeout=0.4)


def test_an_answer_that_drips_its_body_counts_by_its_status() -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\nstart"
    with server(drip(forever(head, b"x"))) as url:
        reply = post(url, timeout=0.4)
    assert (reply.status, reply.head[:5]) == (200, "start")


@pytest.mark.parametrize("size", [b"Content-Length: 10000000000", b"Transfer-Encoding: chunked", b"X-Size: unknown"])
def test_an_endless_answer_is_read_no_further_than_64_kilobytes(size: bytes) -> None:
    sent = 0

    def behave(sock: socket.socket) -> None:
        nonlocal sent
        read_request(sock)
        sock.sendall(b"HTTP/1.1 500 Oh\r\n" + size + b"\r\n\r\n")
        while True:
            sent += sock.send(b"ff\r\n" + b"x" * 255 + b"\r\n" if b"chunked" in size else b"x" * 65536)

    with server(behave) as url:
        reply = post(url)
    assert (reply.status, len(reply.head)) == (500, 1000)
    assert sent < 30_000_000


def test_a_compressed_answer_is_not_unpacked() -> None:
    packed = b"\x1f\x8b\x08\x00bomb"
    answer = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 8\r\n\r\n" + packed
    with server(answering(answer)) as url:
        assert post(url).status == 200


def test_the_head_of_an_answer_can_be_stored() -> None:
    with server(answering(b"HTTP/1.1 400 No\r\nContent-Length: 9\r\n\r\na\x00b\xff\x1b[1m\n")) as url:
        head = post(url).head
    assert "\x00" not in head
    assert "\x1b" not in head
    assert head.encode()


def refused(sock: socket.socket) -> None:
    read_request(sock)


def garbled(sock: socket.socket) -> None:
    read_request(sock)
    sock.sendall(b"SSH-2.0-OpenSSH\r\n")


@pytest.mark.parametrize("behave", [refused, garbled])
def test_a_broken_answer_is_told_in_short_words(behave: Behaviour) -> None:
    with server(behave) as url, pytest.raises(Unreachable, match=r"^The connection failed: .{5,100}$"):
        post(url)


def test_a_closed_port_is_told_in_short_words() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(Unreachable, match=r"^127\.0\.0\.1 can't be reached: Connection refused\.$"):
        post(f"http://127.0.0.1:{port}/")


def test_a_plain_server_behind_https_is_told_in_short_words() -> None:
    def plain(sock: socket.socket) -> None:
        sock.sendall(b"HTTP/1.1 400 Bad\r\n\r\n")

    with server(plain) as url, pytest.raises(Unreachable, match=r"^No secure connection: "):
        post(url.replace("http:", "https:"))


def test_an_unknown_name_is_told_in_short_words() -> None:
    with pytest.raises(Unreachable, match=r"There is no address for the name unknown\.test"):
        post("http://unknown.test/")


def test_an_error_in_a_batch_does_not_spoil_the_next_request() -> None:
    with server(answering(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")) as url, Sender("127.0.0.1") as sender:
        with pytest.raises(UnsafeAddress):
            sender.post("http://10.0.0.1/", b"", {}, 5)
        assert sender.post(url, b"", {}, 5).status == 200
