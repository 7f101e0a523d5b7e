"""Makes a believable workspace of any number of features, and others beside it in the same tables.

Launches over nearly four years with everything that hangs on them: the SQL is in `generated/`, set by set, inside the
wall of each workspace as everywhere. There are rather more launches than in a real release train (35 for 655 features):
so 1,000 features already fill the pages of every list, and what a page shows, and what a single person has to do, stays
about the same however big the workspace is.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from django.db import connection
from django.utils import timezone

from launchhub.accounts.models import Workspace
from launchhub.events.partitions import next_month
from launchhub.lib.migrations import add_partition
from launchhub.lib.wall import workspace_context
from launchhub.notifications.secrets import new_concealed

SLUG = "bench"
WORKSPACE = uuid.UUID("01900000-0000-7000-8000-00000000be00")
ADMIN = uuid.UUID("01900000-0000-7000-8000-0000000000ad")
"""The member who asks: an admin with all three core hats and a person's usual share of the work."""

FEATURES_PER_LAUNCH = 10
FILES = sorted((Path(__file__).parent / "generated").glob("*.sql"))
HISTORY = dt.timedelta(days=1300)
PARTITIONED = ("events", "delivery_attempts")

INDEXES = """
SELECT format('DROP INDEX %s', indexrelid::regclass), replace(pg_get_indexdef(indexrelid), ' ON ONLY ', ' ON ')
FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
WHERE relnamespace = current_schema::regnamespace AND NOT indisunique AND NOT relispartition
"""
"""How to drop the indexes that only make things faster, and how to make them again, on every partition."""


def generate(features: int, opened: Callable[[], AbstractContextManager[None]]) -> None:
    """Fill the present database: a workspace of so many features, and two others with a tenth of that each.

    The others are made beside it, by a thread that enters `opened` to have a connection to the database of its own.
    """
    _add_partitions()
    with indexes_afterwards():
        with ThreadPoolExecutor() as pool:
            others = pool.submit(_make_others, max(features // 10, 100), opened)
            make_workspace(SLUG, WORKSPACE, ADMIN, features)
        others.result()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")  # as autovacuum would have done by the time when somebody looks


def _make_others(features: int, opened: Callable[[], AbstractContextManager[None]]) -> None:
    with opened():
        for slug in ("neighbour", "rival"):
            make_workspace(slug, uuid.uuid5(WORKSPACE, slug), uuid.uuid5(ADMIN, slug), features)


def is_generated() -> bool:
    """Say whether the present database has been filled."""
    return Workspace.objects.filter(pk=WORKSPACE).exists()


def make_workspace(slug: str, pk: uuid.UUID, admin: uuid.UUID, features: int) -> None:
    """Make one workspace of so many features, with its first admin."""
    workspace = Workspace.objects.create(pk=pk, name=slug.title(), slug=slug)
    with workspace_context(workspace), connection.cursor() as cursor:
        for file in FILES:
            tools = file.name.startswith("0")
            cursor.execute(file.read_text(), None if tools else _numbers(slug, pk, admin, features))


def _numbers(slug: str, pk: uuid.UUID, admin: uuid.UUID, features: int) -> dict[str, Any]:
    members = 110 + features // 500
    return {
        "slug": slug,
        "workspace": str(pk),
        "admin": str(admin),
        "features": features,
        "launches": features // FEATURES_PER_LAUNCH,
        "products": 30,
        "members": members,
        "owners": members * 9 // 10,  # guests own nothing
        "secret": new_concealed(),
    }


def _add_partitions() -> None:
    """Give the tables that grow by month a partition for each month of the history, as time would have."""
    month, now = (timezone.now() - HISTORY).date().replace(day=1), timezone.now().date()
    with connection.cursor() as cursor:
        while month <= now:
            for table in PARTITIONED:
                cursor.execute(add_partition(table, month))
            month = next_month(month)


@contextmanager
def indexes_afterwards() -> Iterator[None]:
    """Take indexes away and build each at once in the end: a third of the time goes into adding to them row by row."""
    with connection.cursor() as cursor:
        cursor.execute(INDEXES)
        indexes = cursor.fetchall()
        for drop, _ in indexes:
            cursor.execute(drop)
        yield
        for _, build in indexes:
            cursor.execute(build)
