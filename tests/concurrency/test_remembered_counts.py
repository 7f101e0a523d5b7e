"""Counts that are remembered are those of what was committed, whoever changes what at the same moment."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from launchhub.accounts.actions import workspaces
from launchhub.accounts.models import Member
from launchhub.events.seal import seal
from launchhub.lib.limits import valkey
from launchhub.lib.wall import workspace_context
from roadmap.actions import features, raci, tasks
from roadmap.models import Launch, Product
from roadmap.products import plans
from roadmap.raci import loads
from tests.cast import new_user


def read(member: Member, product: Product) -> tuple[int, ...]:
    """Return what is ahead of the product, and what the member carries, by a request of its own."""
    with workspace_context(member.workspace):
        [load] = [each for each in loads(member.workspace) if each.member == member]
        return *(ahead.get(product.pk, 0) for ahead in plans(member.workspace)), load.lines, load.open_tasks


def statements(member: Member, product: Product) -> int:
    """Return how many statements a read takes."""
    with CaptureQueriesContext(connection) as captured:
        read(member, product)
    return len(captured)


@pytest.fixture
def busy(alice: Member, launch: Launch, product: Product) -> Any:
    """Alice with a line, a task, and a feature of the product."""
    with workspace_context(alice.workspace):
        feature = features.create(by=alice, title="Refunds", product=product, launch=launch, status="planned")
        tasks.create(by=alice, title="Ads", hat="sales", launch=launch, assignee=alice)
        raci.create(by=alice, what="Sales", hat="sales", accountable=alice, launch=launch)
    return feature


def test_what_has_not_changed_is_not_counted_again(alice: Member, product: Product, busy: Any) -> None:
    unsealed = statements(alice, product)
    seal(alice.workspace_id)
    first, second = statements(alice, product), statements(alice, product)
    assert second < unsealed < first
    assert read(alice, product) == (1, 1, 1, 1)


def test_each_change_is_seen_before_it_is_sealed_and_afterwards(alice: Member, product: Product, busy: Any) -> None:
    seal(alice.workspace_id)
    assert read(alice, product) == (1, 1, 1, 1)
    with workspace_context(alice.workspace):
        features.transition(busy, to="cut", reason="Nobody wants it.", by=alice)
        assert read(alice, product)[0] == 0, "whoever changes it sees what they do"
        transaction.set_rollback(True)
    assert read(alice, product) == (1, 1, 1, 1), "what is taken back was never remembered"
    with workspace_context(alice.workspace):
        features.delete(busy, by=alice)
        tasks.create(by=alice, title="Price list", hat="sales", launch=busy.launch, assignee=alice)
    for _ in ("not sealed", "sealed", "remembered"):
        assert read(alice, product) == (0, 1, 1, 2)
        seal(alice.workspace_id)


def test_without_valkey_they_are_counted(alice: Member, product: Product, busy: Any, settings: Any) -> None:
    seal(alice.workspace_id)
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    valkey.cache_clear()
    try:
        assert read(alice, product) == (1, 1, 1, 1)
    finally:
        valkey.cache_clear()


def test_nobody_reads_what_another_workspace_remembers(alice: Member, product: Product, busy: Any) -> None:
    seal(alice.workspace_id)
    assert read(alice, product) == (1, 1, 1, 1)
    mallory = workspaces.create(name="Rival", slug="rival", admin=new_user("Mallory"))
    for _ in ("not sealed", "sealed"):
        assert read(mallory, product) == (0, 0, 0, 0)
        seal(mallory.workspace_id)
