"""The log: every line with its time, level, logger and message, and with what it is about.

What a line is about (request, workspace, event, delivery) is bound around the work, so that whoever logs in there need
not know it. Only these words and the message ever get into a line: no headers, query strings or bodies. That takes so
little of the standard library that no logging framework is used.
"""

from __future__ import annotations

import datetime as dt
import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType

import orjson
from django.http import HttpRequest

NOWHERE = "unknown"
OPAQUE = re.compile(r"<str:(\w+)>|\(\?P<(\w+)>")
"""Parts of an address that may be a secret: the link of an invitation, of a new password, out of an e-mail."""

_about: ContextVar[Mapping[str, str]] = ContextVar("about", default=MappingProxyType({}))


@contextmanager
def about(**words: object) -> Iterator[None]:
    """Say what every line of this block is about, besides what the block around it says."""
    token = _about.set({**_about.get(), **_plain(words)})
    try:
        yield
    finally:
        _about.reset(token)


def note(**words: object) -> None:
    """Say what the lines from here on are about, until the surrounding `about` ends."""
    _about.set({**_about.get(), **_plain(words)})


def has_subject() -> bool:
    """Say whether lines are about anything: within a request or a task, and not in a command."""
    return bool(_about.get())


def _plain(words: Mapping[str, object]) -> dict[str, str]:
    return {name: str(value) for name, value in words.items()}


class LineFormatter(logging.Formatter):
    """Lines for people: `12:30:05.123 INFO launchhub.requests: GET /inbox/ 200 … [request=… workspace=harbour]`."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s.%(msecs)03d %(levelname)s %(name)s: %(message)s", "%Y-%m-%d %H:%M:%S")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        """Return the line without a traceback, which follows on lines of its own."""
        words = " ".join(f"{name}={value}" for name, value in _about.get().items())
        line = super().formatMessage(record)
        return f"{line} [{words}]" if words else line


class JsonFormatter(logging.Formatter):
    """Lines for programs: one JSON object each, a traceback within it."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line = {
            "time": dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **_about.get(),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return orjson.dumps(line, option=orjson.OPT_NON_STR_KEYS, default=str).decode()


class HideSecrets(logging.Filter):
    """Takes what may be a secret out of the addresses that Django's own lines name."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record; let it pass."""
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest) and isinstance(record.args, tuple):
            record.args = tuple(address(request) if each == request.path else each for each in record.args)
        return True


def address(request: HttpRequest) -> str:
    """Return the path with an ellipsis in place of what may be a secret; nothing of one that leads nowhere."""
    match = request.resolver_match
    if match is None:
        return NOWHERE
    path = request.path
    for names in OPAQUE.findall(match.route):
        if value := match.kwargs.get("".join(names)):
            path = path.replace(str(value), "…")
    return path
