"""Each month has its partition before it begins."""

import datetime as dt

import pytest
from django.db import connection
from django.utils import timezone

from launchhub.events.partitions import create_partitions, next_month

pytestmark = pytest.mark.django_db


def partitions(table: str) -> set[str]:
    """Return the names of a table's partitions."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = %s::regclass", [table])
        return {name for (name,) in cursor.fetchall()}


@pytest.mark.parametrize("table", ["events", "delivery_attempts"])
def test_this_month_and_the_two_to_come_are_there_from_the_first_day(table: str) -> None:
    month = timezone.now().date().replace(day=1)
    expected = {f"{table}_{month:%Y_%m}"}
    for _ in range(2):
        month = next_month(month)
        expected.add(f"{table}_{month:%Y_%m}")
    assert expected <= partitions(table)


def test_doing_it_again_changes_nothing() -> None:
    before = partitions("events")
    create_partitions()
    assert partitions("events") == before


def test_next_month_crosses_the_year() -> None:
    assert next_month(dt.date(2026, 12, 1)) == dt.date(2027, 1, 1)
