"""A workspace that other connections see too: what a test makes is committed, and cleared away afterwards."""

from __future__ import annotations

import datetime as dt

import pytest

from launchhub.accounts.actions import workspaces
from launchhub.accounts.models import Member
from launchhub.lib.wall import workspace_context
from roadmap.actions import launches, products
from roadmap.models import Launch, Product
from tests.cast import new_user

DAY = dt.date(2027, 5, 14)


@pytest.fixture
def alice(transactional_db: None) -> Member:
    """Admin of Harbour."""
    return workspaces.create(name="Harbour", slug="harbour", admin=new_user("Alice"))


@pytest.fixture
def product(alice: Member) -> Product:
    """The one product."""
    with workspace_context(alice.workspace):
        return products.create(by=alice, name="Payments", key="PAY")


@pytest.fixture
def launch(alice: Member, product: Product) -> Launch:
    """A launch on `DAY`."""
    with workspace_context(alice.workspace):
        return launches.create(by=alice, name="Spring", products=[product], owner=alice, date=DAY)
