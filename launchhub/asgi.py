"""The ASGI application: streams stay open here, and everything else goes to the WSGI application."""

from collections.abc import Coroutine
from typing import Any, cast

from a2wsgi import WSGIMiddleware

from launchhub.wsgi import application  # sets Django up, before anything reads its models

# isort: split
from launchhub.lib import open_files
from launchhub.live.stream import is_stream, stream

WSGI_THREADS = 2

OPEN_FILES = 10_000
"""More than the connections that granian is told to take, `--backpressure`: each stream is one."""

open_files.ask_for(OPEN_FILES)
_wsgi = cast(Any, WSGIMiddleware(cast(Any, application), workers=WSGI_THREADS))


def asgi(scope: dict[str, Any], receive: Any, send: Any) -> Coroutine[Any, Any, None]:
    """Answer a request. A stream is answered by itself alone: what stands around it would stay for as long."""
    return stream(scope, receive, send) if is_stream(scope) else _page(scope, receive, send)


async def _page(scope: dict[str, Any], receive: Any, send: Any) -> None:
    async def body() -> Any:
        return await receive()  # granian's is awaitable but no coroutine, which is what a2wsgi asks for

    await _wsgi(scope, body, send)
