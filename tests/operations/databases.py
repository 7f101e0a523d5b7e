"""Databases other than the tests' own."""

from contextlib import closing
from typing import Any

import psycopg2


def ask(url: str, question: str) -> list[Any]:
    """Return the first column of the answer, out of all workspaces."""
    with closing(psycopg2.connect(url, options="-c launchhub.workspace=*")) as database, database.cursor() as cursor:
        cursor.execute(question)
        return [row[0] for row in cursor.fetchall()]
