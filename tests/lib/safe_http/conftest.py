"""Names lead where the tests say, and every connection is written down."""

import socket

import pytest

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
