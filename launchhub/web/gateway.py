"""Between clients, who may be slow, and the few threads that answer them: no thread ever waits for a client.

A request is taken in as a whole before a thread has it. An answer is left to the event loop, a page in memory and a
file on the disk, which gives it out as fast as the client takes it.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from http import HTTPStatus
from tempfile import SpooledTemporaryFile
from typing import IO, Any, NoReturn
from wsgiref.util import FileWrapper

from a2wsgi import WSGIMiddleware
from django.core.exceptions import RequestDataTooBig

from launchhub.lib.asgi import Message, Receive, Scope, Send

IN_MEMORY = 64 * 1024
"""Bytes of a request that stay in memory; more of them lie on the disk."""

LARGE = 1024 * 1024
LARGE_AT_ONCE = 8
"""How many requests of more than `LARGE` bytes are taken in at once. The next one waits, and nobody else."""

SILENCE = 60.0
"""Seconds for which a client may say nothing in the middle of a request."""

PIECE = 256 * 1024
"""Bytes of a file that are read at once."""

EXCHANGE = "launchhub.exchange"
"""Where a thread finds what belongs to its request, in the scope."""


class ClientLeft(Exception):
    """Nobody waits for the answer any more."""


class ClientSilent(Exception):
    """The client has begun a request and does not go on with it."""


class TooLarge:
    """The body of a request that is larger than what is read at all."""

    def read(self, size: int = -1) -> NoReturn:
        """Refuse. Raises `RequestDataTooBig`."""
        raise RequestDataTooBig("The request is larger than this server takes.")

    readline = read


class Gateway:
    """An ASGI application that lets a WSGI application answer."""

    def __init__(self, application: Any, *, threads: int, largest: int, silence: float = SILENCE) -> None:
        """Take the application, how many threads it gets, and the bytes of the largest request that is read."""
        self._application, self._largest, self._silence = application, largest, silence
        self._wsgi: Any = WSGIMiddleware(self._answer, workers=threads, send_queue_size=0)
        self._places = asyncio.Semaphore(LARGE_AT_ONCE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        try:
            async with self._taken_in(scope, receive) as (size, body):
                answer = Answer(send)
                try:
                    await self._wsgi(_sized(scope, size) | {EXCHANGE: (body, answer)}, receive, answer.send)
                finally:
                    answer.close()
        except ClientSilent:
            await send({"type": "http.response.start", "status": HTTPStatus.REQUEST_TIMEOUT, "headers": []})
            await send({"type": "http.response.body"})
        except ClientLeft:
            pass

    def _answer(self, environ: Any, start_response: Any) -> Any:
        body, answer = environ["asgi.scope"][EXCHANGE]
        return self._application(environ | {"wsgi.input": body, "wsgi.file_wrapper": answer.keep}, start_response)

    @asynccontextmanager
    async def _taken_in(self, scope: Scope, receive: Receive) -> AsyncIterator[tuple[int, Any]]:
        """Yield how large the body of a request is, and the body. Raises as `_next`."""
        size = next((int(value) for name, value in scope["headers"] if name == b"content-length"), 0)
        if size > self._largest:
            yield size, TooLarge()
            return
        with SpooledTemporaryFile(IN_MEMORY) as body:
            async with AsyncExitStack() as place:
                size = await self._copy(receive, body, place)
                body.seek(0)
                yield size, body if size <= self._largest else TooLarge()

    async def _copy(self, receive: Receive, body: IO[bytes], place: AsyncExitStack) -> int:
        """Copy what the client sends, and not much more than is read; return its bytes. Raises as `_next`."""
        size, more = 0, True
        while more and size <= self._largest:
            message = await self._next(receive)
            piece = message.get("body", b"")
            before, size = size, size + len(piece)
            if before <= LARGE < size:
                await place.enter_async_context(self._places)
            body.write(piece)
            more = message.get("more_body", False)
        return size

    async def _next(self, receive: Receive) -> Message:
        """Return the next part of a request. Raises `ClientLeft`, and `ClientSilent` when it does not come."""
        try:
            async with asyncio.timeout(self._silence):
                message = await receive()
        except TimeoutError as error:
            raise ClientSilent from error
        if message["type"] == "http.disconnect":
            raise ClientLeft
        return message


class Answer:
    """What goes out to a client, at its pace."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._file: int | None = None
        self._at = 0

    def keep(self, file: Any, size: int) -> FileWrapper:
        """Leave a file to the event loop: `wsgi.file_wrapper` (PEP 3333). One that lies in memory goes out at once."""
        with suppress(AttributeError, OSError):
            self._at = file.tell()
            self._file = os.dup(file.fileno())
            file.seek(0, os.SEEK_END)
        return FileWrapper(file, size)

    async def send(self, message: Message) -> None:
        """Send on what the thread has said, and the file before its last word."""
        if message["type"] == "http.response.body" and not message.get("more_body"):
            await self._send_file()
        await self._send(message)

    async def _send_file(self) -> None:
        while self._file is not None and (piece := await asyncio.to_thread(os.pread, self._file, PIECE, self._at)):
            self._at += len(piece)
            await self._send({"type": "http.response.body", "body": piece, "more_body": True})

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            os.close(self._file)


def _sized(scope: Scope, size: int) -> Scope:
    """Return the scope with the length of the body, which a client that sends pieces does not know beforehand."""
    if not size:
        return scope
    headers = [each for each in scope["headers"] if each[0] not in (b"content-length", b"transfer-encoding")]
    return scope | {"headers": [*headers, (b"content-length", str(size).encode())]}
