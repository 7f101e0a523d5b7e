"""Where e-mails go while no mail server is set: one `.eml` file each, in `MAIL_DIR`."""

import os
import re
import tempfile
from collections.abc import Sequence
from email import message_from_bytes, policy
from email.message import EmailMessage as Parsed
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

_UNSAFE = re.compile(r"[^A-Za-z0-9@._-]")


class EmlBackend(BaseEmailBackend):
    """Writes each e-mail whole or not at all; one that is sent again lands in the same file."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write the e-mails and return how many they were."""
        for message in email_messages:
            content: Any = message.message()
            _write(content["Message-ID"], content.as_bytes())
        return len(email_messages)


def path_of(message_id: str) -> Path:
    """Return the file of an e-mail by its `Message-ID`. Ours begin with a UUIDv7, so names are in order of time."""
    return Path(settings.MAIL_DIR) / f"{_UNSAFE.sub('_', message_id.strip('<>'))}.eml"


def read(message_id: str) -> Parsed | None:
    """Return the e-mail with this `Message-ID`, or None when no such file is there."""
    try:
        content = path_of(message_id).read_bytes()
    except FileNotFoundError:
        return None
    return message_from_bytes(content, policy=policy.default)


def _write(message_id: str, content: bytes) -> None:
    path = path_of(message_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".tmp")
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    Path(temporary).rename(path)
