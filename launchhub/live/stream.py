"""A stream that stays open: the answer of the REST view, then each event as it happens.

Plain ASGI, because an idle stream through Django's own handler holds five times the memory.
"""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any

from django.core.handlers.asgi import ASGIRequest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_started
from django.http.response import HttpResponseBase
from django.utils import timezone

from launchhub.lib.asgi import Receive, Scope, Send
from launchhub.live.board import Board, Entry
from launchhub.live.messages import HEARTBEAT, SLIM_HEARTBEAT, Follow

QUIET = 20.0
"""Seconds after which a quiet stream is told that it is alive."""

TRUST = 300.0
"""Seconds until credentials are checked again in any case, such as for a session that has run out. What ends before its
time, session or user, member or token, is heard of at once, and a token that runs out is seen at the next heartbeat."""

REASONS_TO_ASK_AGAIN = ("member.", "token.")

THREADS = ThreadPoolExecutor(4, thread_name_prefix="live")


def is_stream(scope: Scope) -> bool:
    """Say whether a request is for `/api/v1/{workspace}/stream/`."""
    if scope["type"] != "http" or scope["method"] != "GET":
        return False
    return [part if place != 3 else "" for place, part in enumerate(scope["path"].split("/"))] == [
        "", "api", "v1", "", "stream", "",
    ]  # fmt: skip


async def in_thread(function: Callable[..., Any], *args: Any) -> Any:
    """Run what blocks in one of a few threads that keep their connections."""
    return await asyncio.get_running_loop().run_in_executor(THREADS, function, *args)


@cache
def _handler() -> WSGIHandler:
    return WSGIHandler()


@cache
def _board() -> Board:
    return Board(in_thread)


def ask(scope: Scope, position: int | None = None) -> HttpResponseBase:
    """Return what the REST view answers, with `position` in the place of the one that the client sent."""
    headers = list(scope["headers"])
    if position is not None:
        headers = [each for each in headers if each[0] != b"last-event-id"]
        headers.append((b"last-event-id", str(position).encode()))
    request_started.send(sender=ASGIRequest, scope=scope)
    response = _handler().get_response(ASGIRequest({**scope, "headers": headers}, io.BytesIO()))
    response.close()
    return response


async def stream(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer a request for a stream, and keep it open until the client leaves or loses its right."""
    endings = _board().endings
    if follow := await _begin(scope, send):
        opened = Stream(scope, send, follow)
        opened.is_in_doubt = _board().endings > endings  # an ending was heard while it was not known yet
        opened.open()
        try:
            while (await receive())["type"] != "http.disconnect":  # also when the stream has ended by itself
                pass
        finally:
            opened.close()


async def _begin(scope: Scope, send: Send) -> Follow | None:
    """Send what the REST view answers, and return how to go on if that is to be a stream."""
    response: Any = await in_thread(ask, scope)
    follow: Follow | None = getattr(response, "follow", None)
    headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in response.items()]
    if follow:
        headers = [each for each in headers if each[0] != b"content-length"]
    await send({"type": "http.response.start", "status": response.status_code, "headers": headers})
    await send({"type": "http.response.body", "body": response.content, "more_body": follow is not None})
    return follow


class Stream:
    """A stream that has begun. There are thousands: one that nothing happens on is no task, but this object alone."""

    __slots__ = (
        "_asked",
        "_channel",
        "_follow",
        "_position",
        "_scope",
        "_send",
        "_turn",
        "due",
        "is_in_doubt",
        "user_id",
    )

    def __init__(self, scope: Scope, send: Send, follow: Follow) -> None:
        self._scope, self._send, self._follow = scope, send, follow
        self._position, self.user_id, self.is_in_doubt = follow.position, follow.user_id, False
        self._asked = _now()
        self.due = self._asked + QUIET
        self._turn: asyncio.Task[None] | None = None

    def open(self) -> None:
        """Send what happens from now on."""
        self._channel = _board().join(self, self._follow.workspace_id, self._position)
        self.wake()

    def close(self) -> None:
        """Send nothing more."""
        _board().leave(self, self._follow.workspace_id)
        if self._turn:
            self._turn.cancel()

    def wake(self) -> None:
        """Look for what there is to do, unless that is being done."""
        if self._turn is None and self._has_something_to_do():
            self._turn = asyncio.create_task(self._take_turn())

    def _has_something_to_do(self) -> bool:
        return self._channel.position > self._position or self.is_in_doubt or self.due <= _now()

    async def _take_turn(self) -> None:
        """Do what there is to do, and end the stream when the client may no longer have it, or on any trouble."""
        may_go_on = False
        try:
            may_go_on = await self._catch_up()
        finally:
            if may_go_on:
                self._turn = None
            else:
                await self._send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _catch_up(self) -> bool:
        while self._has_something_to_do():
            if not await self._tell():
                return False
        return True

    async def _tell(self) -> bool:
        """Send what has happened, or that nothing has; say whether the client may still have the stream."""
        entries = self._channel.since(self._position)
        if entries is None or self._is_over() or self.is_in_doubt or _concerns_rights(entries):
            self.is_in_doubt = False  # what ends from here on is asked about once more
            response: Any = await in_thread(ask, self._scope, self._position)
            again: Follow | None = getattr(response, "follow", None)
            if again is None:
                return False
            body, self._position, self._asked = response.content, again.position, _now()
        else:
            body = b"".join(self._wanted(entries)) or self._heartbeat()
            self._position = entries[-1].position if entries else self._position
        self.due = _now() + QUIET
        await self._send({"type": "http.response.body", "body": body, "more_body": True})
        return True

    def _is_over(self) -> bool:
        ends_at = self._follow.ends_at
        return _now() - self._asked > TRUST or (ends_at is not None and timezone.now() >= ends_at)

    def _wanted(self, entries: Sequence[Entry]) -> Iterator[bytes]:
        for entry in entries:
            if self._follow.wanted.takes(entry.event):
                yield entry.slim if self._follow.is_slim else entry.message

    def _heartbeat(self) -> bytes:
        return SLIM_HEARTBEAT if self._follow.is_slim else HEARTBEAT


def _now() -> float:
    return asyncio.get_running_loop().time()


def _concerns_rights(entries: Sequence[Entry]) -> bool:
    return any(entry.event["kind"].startswith(REASONS_TO_ASK_AGAIN) for entry in entries)
