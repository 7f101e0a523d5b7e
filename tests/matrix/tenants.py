"""The tenant tables of PostgreSQL, as its catalogue knows them, and what stands in them."""

from __future__ import annotations

import hashlib
from typing import Any

from django.apps import apps
from django.db import connection

from launchhub.accounts.models import Member
from launchhub.lib.wall import workspace_context


def select(sql: str, params: Any = None) -> list[tuple[Any, ...]]:
    """Return the rows of a query, as the application's own role sees them."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def tables() -> list[str]:
    """Return the tables that hold rows of workspaces, partitions included."""
    found = select(
        "SELECT DISTINCT table_name FROM information_schema.columns "
        "WHERE column_name = 'workspace_id' AND table_schema = 'public' ORDER BY 1"
    )
    return [name for (name,) in found]


def tenant_models() -> list[Any]:
    """Return the models of those tables, of all apps, links between models included."""
    known = set(tables())
    return [model for model in apps.get_models(include_auto_created=True) if model._meta.db_table in known]


def contents_of(admin: Member) -> dict[str, str]:
    """Return a fingerprint of each table's rows in the admin's workspace."""
    with workspace_context(admin.workspace):
        return {name: _fingerprint(name) for name in tables()}


def _fingerprint(table: str) -> str:
    rows = select(f'SELECT row::text FROM "{table}" row ORDER BY 1')  # noqa: S608 - a name from the catalogue
    return hashlib.sha256(repr(rows).encode()).hexdigest()
