"""Monthly partitions: made ahead, so that nothing gathers in the default partition."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from launchhub.lib.migrations import add_partition, first_id

MONTHS_AHEAD = 2

PARTITIONED = """
SELECT class.relname FROM pg_partitioned_table JOIN pg_class class ON class.oid = partrelid
WHERE class.relnamespace = current_schema()::regnamespace ORDER BY 1
"""


def create_partitions(*_: Any) -> None:
    """Give every partitioned table its partitions of this month and the two to come.

    A month that already has rows in the default partition keeps them there: they are in order, only not apart.
    Also runs as a migration, for whose arguments it has no use.
    """
    month = timezone.now().date().replace(day=1)
    months = [month]
    for _ahead in range(MONTHS_AHEAD):
        months.append(next_month(months[-1]))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '3s'")
        cursor.execute(PARTITIONED)
        for (table,) in cursor.fetchall():
            for each in months:
                if not _exists(cursor, table, each) and not _is_in_default(cursor, table, each):
                    cursor.execute(add_partition(table, each))


def next_month(month: dt.date) -> dt.date:
    """Return the first day of the month after the one that begins on `month`."""
    return (month + dt.timedelta(days=31)).replace(day=1)


def _exists(cursor: Any, table: str, month: dt.date) -> bool:
    cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [f"{table}_{month:%Y_%m}"])
    return bool(cursor.fetchone()[0])


def _is_in_default(cursor: Any, table: str, month: dt.date) -> bool:
    query = f'SELECT EXISTS (SELECT FROM "{table}_default" WHERE id >= %s AND id < %s)'  # noqa: S608 - our own tables
    cursor.execute(query, [first_id(month), first_id(next_month(month))])
    return bool(cursor.fetchone()[0])
