"""A connection that hears what PostgreSQL announces (LISTEN)."""

from __future__ import annotations

from typing import Any

from launchhub.lib.connections import direct


def listen(*channels: str) -> Any:
    """Return a psycopg2 connection of its own that listens: straight to PostgreSQL, whatever pooler the others use."""
    ear = direct()
    ear.autocommit = True
    with ear.cursor() as cursor:
        for channel in channels:
            cursor.execute(f"LISTEN {channel}")
    return ear
