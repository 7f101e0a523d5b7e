"""A stream that stays open: the answer of the REST view, then each event as it happens.

Plain ASGI, because an idle stream through Django's own handler holds five times the memory.
"""

from __future__ import annotations

import asyncio
import io
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cache
from typing import Any

from django.core.handlers.asgi import ASGIRequest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_started
from django.http.response import HttpResponseBase
from django.utils import timezone

from launchhub.live.board import Board, Entry, Follower
from launchhub.live.messages import HEARTBEAT, SLIM_HEARTBEAT, Follow

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

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
    if follow := await _begin(scope, send):
        going_on = asyncio.create_task(_go_on(scope, send, follow))
        while (await receive())["type"] != "http.disconnect":  # also when the stream has ended by itself
            pass
        going_on.cancel()
        with suppress(asyncio.CancelledError):
            await going_on


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


async def _go_on(scope: Scope, send: Send, follow: Follow) -> None:
    """Send what happens, and end the stream when the client may no longer have it."""
    try:
        with _board().joined(follow.workspace_id, follow.position, follow.user_id) as follower:
            await _send_news(scope, send, follow, follower)
    finally:
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _send_news(scope: Scope, send: Send, follow: Follow, follower: Follower) -> None:
    """Send what happens; return when the client may no longer have it."""
    loop, position = asyncio.get_running_loop(), follow.position
    asked = loop.time()
    while True:
        await follower.news(position, QUIET)
        entries = follower.channel.since(position)
        is_over = follow.ends_at is not None and timezone.now() >= follow.ends_at
        is_old = loop.time() - asked > TRUST
        if entries is None or is_over or is_old or follower.is_in_doubt or _concerns_rights(entries):
            follower.is_in_doubt = False  # what ends from here on is asked about once more
            response: Any = await in_thread(ask, scope, position)
            if not (again := getattr(response, "follow", None)):
                return
            body, position, asked = response.content, again.position, loop.time()
        else:
            wanted = [entry for entry in entries if follow.wanted.takes(entry.event)]
            body = b"".join(entry.slim if follow.is_slim else entry.message for entry in wanted)
            body = body or (SLIM_HEARTBEAT if follow.is_slim else HEARTBEAT)
            position = entries[-1].position if entries else position
        await send({"type": "http.response.body", "body": body, "more_body": True})


def _concerns_rights(entries: Sequence[Entry]) -> bool:
    return any(entry.event["kind"].startswith(REASONS_TO_ASK_AGAIN) for entry in entries)
