"""What the bench measures on holds together: it is made by SQL, past the actions and in the bench past foreign keys."""

from __future__ import annotations

import pytest
from django.db import connection

from launchhub.accounts.models import Member
from launchhub.events.models import Event
from launchhub.lib.wall import every_workspace, workspace_context
from launchhub.notifications.models import Delivery, Notification
from messaging.models import Activity, Asset, Claim
from qa.models import Criterion, Gate, SignOff, TestRun
from roadmap.models import DateMove, Dependency, Feature, Launch, Milestone, Task
from tests.bench.generator import ADMIN, SLUG, WORKSPACE, indexes_afterwards, make_workspace

MADE = [
    *(Feature, Launch, Milestone, Task, DateMove, Dependency, Gate, Criterion, SignOff, TestRun),
    *(Claim, Asset, Activity, Event, Notification, Delivery),
]


@pytest.mark.django_db
def test_a_generated_workspace_has_rows_of_everything_and_every_link_leads_somewhere() -> None:
    make_workspace(SLUG, WORKSPACE, ADMIN, 200)
    with every_workspace(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # the foreign keys
    with workspace_context(WORKSPACE):
        admin = Member.objects.get(pk=ADMIN)
        assert Feature.objects.count() == 200
        assert [model.__name__ for model in MADE if not model.objects.visible_to(admin).exists()] == []


@pytest.mark.django_db
def test_tables_that_are_filled_without_indexes_have_all_of_them_afterwards() -> None:
    before = indexes()
    with indexes_afterwards():
        assert indexes()["events"] < before["events"]
    assert indexes() == before


def indexes() -> dict[str, int]:
    """Return how many indexes each table has, and each partition."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename, count(*) FROM pg_indexes GROUP BY tablename")
        return dict(cursor.fetchall())
