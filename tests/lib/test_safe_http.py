"""Outgoing HTTP reaches public addresses only, follows nothing and waits for nobody."""

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from launchhub.lib.safe_http import Reply, Sender, TimedOut, Unreachable, UnsafeAddress, check_url

HOSTILE_LITERALS = [
    *("http://127.0.0.1/", "http://127.1/", "http://127.255.255.254:8000/", "http://2130706433/", "http://0x7f000001/"),
    *("http://017700000001/", "http://0177.0.0.1/", "http://0x7f.0.0.1/", "http://0x7f.1/", "http://127.0.0.1./"),
    *("http://0/", "http://0.0.0.0/", "http://00000.0.0.0/", "http://0x/", "http://256.1.1.1/", "http://1.2.3.4.5/"),
    *("http://10.0.0.1/", "http://172.16.0.1/", "http://172.31.255.255/", "http://192.168.1.1/"),
    *("http://169.254.169.254/latest/meta-data/", "http://2852039166/", "http://0xa9fea9fe/", "http://169.254.1/"),
    *("http://100.100.100.200/", "http://168.63.129.16/", "http://192.0.0.192/", "http://100.64.0.1/"),
    *("http://224.0.0.1/", "http://239.255.255.250/", "http://240.0.0.1/", "http://255.255.255.255/"),
    *("http://198.18.0.1/", "http://192.0.2.1/", "http://203.0.113.9/", "http://192.88.99.1/"),
    *("http://[::1]/", "http://[::]/", "http://[0:0:0:0:0:0:0:1]/", "http://[fe80::1]/", "http://[fe80::1%25eth0]/"),
    *("http://[fc00::1]/", "http://[fd00:ec2::254]/", "http://[ff02::1]/", "http://[fec0::1]/", "http://[100::1]/"),
    *("http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/", "http://[::ffff:a9fe:a9fe]/", "http://[::127.0.0.1]/"),
    *("http://[::ffff:0:127.0.0.1]/", "http://[64:ff9b::7f00:1]/", "http://[64:ff9b:1::a9fe:a9fe]/"),
    *("http://[64:ff9b::808:808]/", "http://[2002:7f00:1::]/", "http://[2002:a9fe:a9fe::1]/", "http://[::8.8.8.8]/"),
    *("http://[2001:0:4136:e378:8000:63bf:80ff:fffe]/", "http://[2001:db8::1]/", "http://[5f00::1]/"),
    *("http://[3fff::1]/", "http://[4000::1]/", "http://[2001:20::1]/"),
]
HOSTILE_NAMES = [
    *("http://localhost/", "http://LOCALHOST/", "http://localhost./", "http://a.localhost/", "http://printer.local/"),
    *("http://metadata.google.internal/", "http://router.home.arpa/", "http://service.onion/"),
    *("http://private.test/", "http://loopback.test/", "http://metadata.test/", "http://mixed.test/"),
    *("http://mapped.test/", "http://nat64.test/", "http://PRIVATE.test./hook"),
]
HOSTILE_FORMS = [
    *("", "/", "example", "//public.test/", "http:///path", "http://", "https://:443/", "public.test/hook"),
    *("ftp://public.test/", "file:///etc/passwd", "gopher://127.0.0.1:6379/_FLUSHALL", "javascript:alert(1)"),
    *(
        "dict://public.test/",
        "unix:///var/run/docker.sock",
        "data:text/plain,x",
        "http:public.test",
        "HTTP:/public.test",
    ),
    *(
        "http://petra@public.test/",
        "http://petra:secret@public.test/",
        "http://public.test@127.0.0.1/",
        "http://@public.test/",
    ),
    *("http://127.0.0.1\\@public.test/", "http://public.test\\.private.test/"),
    *("http://public.test /", " http://public.test/", "http://public.test/\r\nHost: x", "http://public.test/\x00"),
    *("http://public.test:0/", "http://public.test:65536/", "http://public.test:-1/", "http://public.test:abc/"),
    *("http://[public.test]/", "http://[::1/", "http://127.0.0.%31/", "http://%31%32%37.0.0.1/", "http://[v1.a]/"),
    *("http://\N{FULLWIDTH DIGIT ONE}27.0.0.1/", "http://127\N{IDEOGRAPHIC FULL STOP}0.0.1/", "http://pub\tlic.test/"),
    "http://public.test/" + "a" * 3000,
]
HOSTILE = [*HOSTILE_LITERALS, *HOSTILE_NAMES, *HOSTILE_FORMS]

# Answers of the tests' resolver. The public ones are never connected to: every test that would is refused before.
NAMES = {
    "public.test": ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"],
    "private.test": ["10.1.2.3"],
    "loopback.test": ["127.0.0.1"],
    "metadata.test": ["169.254.169.254"],
    "mixed.test": ["93.184.215.14", "192.168.0.1"],
    "mapped.test": ["::ffff:10.0.0.1"],
    "nat64.test": ["64:ff9b::a00:1"],
}

Behaviour = Callable[[socket.socket], object]


@pytest.fixture(autouse=True)
def resolver(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Answer from NAMES and for literal addresses; nothing asks a real name server. Returns what was asked."""
    asked: list[str] = []
    real = socket.getaddrinfo

    def look_up(host: str, port: int, *args: object, **kwargs: object) -> list[object]:
        asked.append(host)
        answers: list[object] = []
        for address in NAMES.get(host, [host]):
            answers += real(address, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
        return answers

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return asked


@pytest.fixture
def connections(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Every address that a socket connects to."""
    made: list[object] = []
    real = socket.socket.connect

    def connect(self: socket.socket, address: object) -> None:
        made.append(address)
        real(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", connect)
    return made


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


@pytest.mark.parametrize("url", HOSTILE)
def test_a_hostile_url_is_refused_when_saved_and_when_sent_without_connecting(
    url: str, connections: list[object]
) -> None:
    with pytest.raises(UnsafeAddress) as refused:
        check_url(url)
    assert 10 < len(str(refused.value)) < 200
    with pytest.raises(UnsafeAddress):
        post(url, allow="")
    assert connections == []


def test_there_are_enough_hostile_urls() -> None:
    assert len(set(HOSTILE)) == len(HOSTILE) >= 100


@pytest.mark.parametrize(
    "url",
    [
        *(
            "http://public.test/",
            "https://public.test/hook?x=1#y",
            "HTTPS://PUBLIC.test:8443/",
            "https://public.test./",
        ),
        *("https://93.184.215.14/", "https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]:8443/hook"),
        *("https://b\N{LATIN SMALL LETTER U WITH DIAERESIS}cher.test/", "https://unknown.test/", "https://3com.test/"),
    ],
)
def test_a_public_url_may_be_saved(url: str, connections: list[object]) -> None:
    check_url(url)
    assert connections == []


def test_the_refusal_says_where_a_name_leads() -> None:
    with pytest.raises(UnsafeAddress, match=r"private\.test leads to 10\.1\.2\.3, which is not a public address"):
        check_url("https://private.test/")


@pytest.mark.parametrize(
    "allow", ["127.0.0.0/8", "10.0.0.0/8, 127.0.0.1", "loopback.test", " LOOPBACK.test ,", "::1,127.0.0.0/8"]
)
def test_the_operator_allows_networks_and_hosts(allow: str) -> None:
    with server(answering(b"HTTP/1.1 204 No Content\r\n\r\n")) as url:
        url = url.replace("127.0.0.1", "loopback.test")
        check_url(url, allow)
        reply = post(url, allow=allow)
    assert (reply.status, reply.is_success) == (204, True)


@pytest.mark.parametrize("allow", ["", "10.0.0.0/8", "private.test", "::ffff:0:0/96", "127.0.0.2"])
def test_what_the_operator_did_not_allow_stays_refused(allow: str, connections: list[object]) -> None:
    with pytest.raises(UnsafeAddress):
        post("http://loopback.test/", allow=allow)
    assert connections == []


@pytest.mark.parametrize("entry", ["10.0.0.0/33", "http://x.test", "x.test:80", "300.1.1.1", "a b", "*"])
def test_a_wrong_allow_entry_is_named(entry: str) -> None:
    with pytest.raises(ValueError, match=r"OUTBOUND_ALLOW: .* is neither a network nor a host name"):
        Sender(f"localhost, {entry}")


def test_a_name_that_changes_its_answer_is_connected_to_where_it_was_checked(
    monkeypatch: pytest.MonkeyPatch, connections: list[object]
) -> None:
    with server(answering(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")) as url:
        port = int(url.split(":")[2].split("/")[0])
        answers = iter(["127.0.0.1", "127.0.0.66", "127.0.0.66"])
        monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: [(2, 1, 6, "", (next(answers), port))])
        assert post(f"http://rebinding.test:{port}/", allow="127.0.0.1").status == 200
    assert connections == [("127.0.0.1", port)]


def test_the_next_address_is_tried_when_nothing_answers_at_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(NAMES, "double.test", ["127.0.0.2", "127.0.0.1"])
    with server(answering(b"HTTP/1.1 204 No Content\r\n\r\n")) as url:
        assert post(url.replace("127.0.0.1", "double.test")).status == 204


def test_a_name_that_turns_private_after_it_was_saved_is_refused(
    monkeypatch: pytest.MonkeyPatch, connections: list[object]
) -> None:
    check_url("http://public.test/")
    monkeypatch.setitem(NAMES, "public.test", ["127.0.0.1"])
    with pytest.raises(UnsafeAddress):
        post("http://public.test/", allow="")
    assert connections == []


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


@pytest.mark.parametrize(
    "behave",
    [
        pytest.param(lambda sock: time.sleep(3), id="says nothing"),
        pytest.param(drip(forever(b"HTTP/1.1 200 OK\r\n", b"X")), id="drips a header"),
        pytest.param(drip(forever(b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n")), id="drips headers"),
        pytest.param(drip(forever(b"", b"HTTP/1.1 100 Continue\r\n\r\n")), id="says continue for ever"),
    ],
)
def test_a_receiver_that_does_not_answer_is_left_at_the_timeout(behave: Behaviour) -> None:
    with server(behave) as url:
        started = time.monotonic()
        with pytest.raises(TimedOut, match=r"no answer within 0\.4 seconds"):
            post(url, timeout=0.4)
    assert time.monotonic() - started < 2.5


def test_a_receiver_that_does_not_read_is_left_at_the_timeout() -> None:
    with server(lambda sock: time.sleep(3)) as url:
        started = time.monotonic()
        with pytest.raises(TimedOut):
            post(url, body=b"x" * 50_000_000, timeout=0.4)
    assert time.monotonic() - started < 2.5


def test_a_name_that_is_not_found_in_time_is_left_at_the_timeout(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: time.sleep(3))
    started = time.monotonic()
    with pytest.raises(TimedOut):
        post("http://slow.test/", timeout=0.4)
    assert time.monotonic() - started < 2.5


def test_an_answer_that_drips_its_body_counts_by_its_status() -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\nstart"
    with server(drip(forever(head, b"x"))) as url:
        started = time.monotonic()
        reply = post(url, timeout=0.4)
    assert time.monotonic() - started < 2.5
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
