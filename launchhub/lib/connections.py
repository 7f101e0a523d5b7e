"""Connections to PostgreSQL beside Django's own."""

from typing import Any

import psycopg2
from django.conf import settings
from django.db import connection
from psycopg2.extensions import parse_dsn


def direct() -> Any:
    """Return a new connection straight to PostgreSQL, whatever pooler the others go through.

    For what needs a session: LISTEN, an exported snapshot. Raises `psycopg2.OperationalError` when there is none.
    """
    if settings.RELAY_DATABASE_URL:
        return psycopg2.connect(**settings.POSTGRESQL_PATIENCE | parse_dsn(settings.RELAY_DATABASE_URL))
    return connection.get_new_connection(connection.get_connection_params())
