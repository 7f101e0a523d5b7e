"""Handlers for the length of a test."""

from collections.abc import Callable, Iterator

import pytest

from launchhub.events.bus import HANDLERS, Handler, on


@pytest.fixture
def hear() -> Iterator[Callable[..., str]]:
    """Return a function that lets a handler hear kinds, and returns the handler's name."""
    before = dict(HANDLERS)

    def register(handler: Handler, *kinds: str) -> str:
        on(*kinds)(handler)
        return next(name for name in HANDLERS if name not in before and HANDLERS[name][1] is handler)

    yield register
    HANDLERS.clear()
    HANDLERS.update(before)
