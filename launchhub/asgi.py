"""The ASGI application: streams stay open here, and everything else goes to the WSGI application."""

from typing import Any, cast

from a2wsgi import WSGIMiddleware

from launchhub.wsgi import application  # sets Django up, before anything reads its models

# isort: split
from launchhub.live.stream import is_stream, stream

WSGI_THREADS = 2

_wsgi = cast(Any, WSGIMiddleware(cast(Any, application), workers=WSGI_THREADS))


async def asgi(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Answer a request."""
    if is_stream(scope):
        await stream(scope, receive, send)
        return

    async def body() -> Any:
        return await receive()  # granian's is awaitable but no coroutine, which is what a2wsgi asks for

    await _wsgi(scope, body, send)
