"""What follows an event: handlers, by kind.

A handler runs in a Celery worker, in its own transaction, inside the event's workspace. It may get an event
twice and must not mind. It changes rows only through actions.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from launchhub.events.models import Event

Handler = Callable[["Event"], None]

ALL = "*"
HANDLERS: dict[str, tuple[frozenset[str], Handler]] = {}
"""Handler's name → the kinds that it hears, and the function."""


def on(*kinds: str) -> Callable[[Handler], Handler]:
    """Register a handler for these kinds, or for every kind with `ALL`."""

    def register(handler: Handler) -> Handler:
        # App and function name: short enough to be stored with each event, stable when a file moves.
        name = f"{handler.__module__.rsplit('.', 1)[0]}.{handler.__name__}"
        HANDLERS[name] = (frozenset(kinds), handler)
        return handler

    return register


def handlers_of(kind: str) -> list[str]:
    """Return the names of the handlers that hear this kind."""
    return [name for name, (kinds, _) in HANDLERS.items() if ALL in kinds or kind in kinds]
