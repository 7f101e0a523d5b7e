"""A connection that hears what PostgreSQL announces (LISTEN)."""

from __future__ import annotations

from typing import Any

import psycopg2
from django.conf import settings
from django.db import connection


def listen(channel: str) -> Any:
    """Return a psycopg2 connection of its own that listens: straight to PostgreSQL, whatever pooler the others use."""
    if settings.RELAY_DATABASE_URL:
        ear = psycopg2.connect(settings.RELAY_DATABASE_URL)
    else:
        ear = connection.get_new_connection(connection.get_connection_params())
    ear.autocommit = True
    with ear.cursor() as cursor:
        cursor.execute(f"LISTEN {channel}")
    return ear
