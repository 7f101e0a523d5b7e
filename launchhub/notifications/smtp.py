"""E-mails whose bytes are ready, handed to a mail server with as few waits as it allows."""

from __future__ import annotations

import re
import smtplib
from contextlib import suppress

PLAIN = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[a-z0-9.-]+", re.ASCII | re.IGNORECASE)
"""An address that stands in a command as it is: nothing in it has to be quoted or encoded, or could end the command."""

TAKEN = (250, 251)  # RFC 5321, 4.2.2
GO_ON = 354


def carry(server: smtplib.SMTP, sender: str, to: str, content: bytes) -> None:
    """Send an e-mail from one `PLAIN` address to another.

    A server that offers PIPELINING (RFC 2920) gets the envelope in one piece; smtplib waits for three answers.
    Raises `SMTPResponseException` with a refusal, and what else `SMTP.sendmail` raises.
    """
    server.ehlo_or_helo_if_needed()
    if not server.has_extn("pipelining"):
        server.sendmail(sender, [to], content)
        return
    size = f" SIZE={len(content)}" if server.has_extn("size") else ""
    server.send(f"mail FROM:<{sender}>{size}\r\nrcpt TO:<{to}>\r\ndata\r\n")
    envelope = [server.getreply() for _ in range(3)]
    refusal = next((answer for answer in envelope[:2] if answer[0] not in TAKEN), None)
    if envelope[2][0] == GO_ON:
        server.send(b".\r\n" if refusal else _stuffed(content))  # RFC 2920, 3.1: it waits for an end all the same
        answer = server.getreply()
    else:
        answer = envelope[2]
    if refusal or answer[0] not in TAKEN:
        with suppress(smtplib.SMTPServerDisconnected):
            server.rset()
        raise smtplib.SMTPResponseException(*(refusal or answer))


def _stuffed(content: bytes) -> bytes:
    """Return the e-mail with its end, and so that no line of it looks like that (RFC 5321, 4.5.2)."""
    end = b".\r\n" if content.endswith(b"\r\n") else b"\r\n.\r\n"
    first = b"." if content.startswith(b".") else b""
    return first + content.replace(b"\n.", b"\n..") + end
