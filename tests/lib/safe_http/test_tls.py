"""Over TLS a receiver shows that it is who its URL says, before it gets anything."""

import datetime as dt
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path

import certifi
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from launchhub.lib import safe_http
from launchhub.lib.safe_http import Sender, Unreachable
from tests.lib.safe_http.conftest import NAMES
from tests.lib.safe_http.servers import Behaviour, answering, post, server

ALLOW = "127.0.0.0/8"
NO_CONTENT = b"HTTP/1.1 204 No Content\r\n\r\n"


def certificate(folder: Path, *names: x509.GeneralName) -> Path:
    """Return a file with a key and a certificate for these names, which vouches for itself."""
    key, now = ec.generate_private_key(ec.SECP256R1()), dt.datetime.now(dt.UTC)
    who = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Harbour")])
    made = (
        x509.CertificateBuilder(who, who, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(key, SHA256())
    )
    path = folder / "certificate.pem"
    sealed = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(sealed + made.public_bytes(Encoding.PEM))
    return path


@pytest.fixture
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A certificate for loopback.test that this machine trusts."""
    path = certificate(tmp_path, x509.DNSName("loopback.test"))
    monkeypatch.setattr(certifi, "where", lambda: str(path))
    safe_http._trusted.cache_clear()
    yield path
    safe_http._trusted.cache_clear()


def secured(path: Path, behave: Behaviour) -> Behaviour:
    """Return the same behaviour, over TLS with this certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)

    def encrypted(sock: socket.socket) -> None:
        with context.wrap_socket(sock, server_side=True, do_handshake_on_connect=False) as secure:
            behave(secure)

    return encrypted


def secure_url(url: str, host: str) -> str:
    return url.replace("http://127.0.0.1", f"https://{host}")


def test_a_batch_shares_its_connection(trusted: Path, connections: list[object]) -> None:
    requests: list[bytes] = []
    body = b"x" * 50_000  # several records
    with server(secured(trusted, answering(NO_CONTENT, requests))) as plain, Sender(ALLOW) as sender:
        url = secure_url(plain, "LoopBack.test.")
        assert [sender.post(url, body, {}, 5).status for _ in range(3)] == [204] * 3
    assert len(connections) == 1
    assert all(request.endswith(b"\r\n\r\n" + body) for request in requests)
    assert requests[0].split(b"\r\n")[1].startswith(b"Host: loopback.test:")


@pytest.mark.parametrize("host", ["127.0.0.1", "other.test"])
def test_a_certificate_for_another_name_is_refused_before_anything_is_sent(
    host: str, trusted: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(NAMES, "other.test", ["127.0.0.1"])
    requests: list[bytes] = []
    with (
        server(secured(trusted, answering(NO_CONTENT, requests))) as plain,
        pytest.raises(Unreachable, match=r"^No secure connection: .*(mismatch|not valid for)"),
    ):
        post(secure_url(plain, host), allow=ALLOW)
    assert requests == []


def test_a_certificate_that_nobody_vouches_for_is_refused_before_anything_is_sent(tmp_path: Path) -> None:
    requests: list[bytes] = []
    unknown = certificate(tmp_path, x509.DNSName("loopback.test"))
    with (
        server(secured(unknown, answering(NO_CONTENT, requests))) as plain,
        pytest.raises(Unreachable, match=r"^No secure connection: self.signed certificate\.$"),
    ):
        post(secure_url(plain, "loopback.test"), allow=ALLOW)
    assert requests == []
