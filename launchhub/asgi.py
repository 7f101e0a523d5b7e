"""The ASGI application: streams stay open here, and everything else goes to the WSGI application."""

from collections.abc import Coroutine
from typing import Any

from django.conf import settings

from launchhub.wsgi import application  # sets Django up, before anything reads its models

# isort: split
from launchhub.lib import open_files
from launchhub.lib.asgi import Receive, Scope, Send
from launchhub.live.stream import is_stream, stream
from launchhub.web.gateway import Gateway

WSGI_THREADS = 2

OPEN_FILES = 10_000
"""More than the connections that granian is told to take, `--backpressure`: each stream is one."""

open_files.ask_for(OPEN_FILES)
_pages = Gateway(application, threads=WSGI_THREADS, largest=settings.LARGEST_REQUEST)


def asgi(scope: Scope, receive: Receive, send: Send) -> Coroutine[Any, Any, None]:
    """Answer a request. A stream is answered by itself alone: what stands around it would stay for as long."""
    return stream(scope, receive, send) if is_stream(scope) else _pages(scope, receive, send)
