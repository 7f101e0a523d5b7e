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
def test_what_is_filled_without_indexes_has_all_of_them_afterwards() -> None:
    before = indexed()
    with indexes_afterwards():
        assert len(indexed()) < len(before)
    assert indexed() == before


def indexed() -> list[str]:
    """Return what each index is on, those of partitions among them (PostgreSQL words conditions in several ways)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT split_part(indexdef, ' ON ', 2) FROM pg_indexes WHERE schemaname = 'public'")
        return sorted(on.partition(" WHERE ")[0] for (on,) in cursor.fetchall())
