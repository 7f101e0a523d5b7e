"""Nothing is sent to an address that is not public, however it is written and whenever its name turns to it."""

import socket

import pytest

from launchhub.lib.safe_http import Sender, UnsafeAddress, check_url
from tests.lib.safe_http.conftest import NAMES
from tests.lib.safe_http.servers import answering, post, server
from tests.lib.safe_http.urls import HOSTILE


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
