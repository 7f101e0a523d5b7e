"""A small plan that the tests of roadmap start from."""

from __future__ import annotations

import datetime as dt

import pytest

from launchhub.accounts.models import Member
from roadmap.actions import features, launches, milestones, products, tasks
from roadmap.models import Feature, Launch, Milestone, Product, Task

LAUNCH_DAY = dt.date(2027, 5, 14)
"""A Friday."""


@pytest.fixture
def product(petra: Member) -> Product:
    """Payments, Petra's product."""
    return products.create(by=petra, name="Payments", key="PAY", owner=petra)


@pytest.fixture
def launch(petra: Member, product: Product) -> Launch:
    """Payments 2.0, on 14 May 2027."""
    return launches.create(by=petra, name="Payments 2.0", products=[product], owner=petra, date=LAUNCH_DAY)


@pytest.fixture
def code_freeze(quentin: Member, petra: Member, launch: Launch) -> Milestone:
    """Quentin's milestone at T-14, anchored."""
    return milestones.create(by=petra, launch=launch, name="Code freeze", owner=quentin, offset_days=-14)


@pytest.fixture
def press_day(mark: Member, petra: Member, launch: Launch) -> Milestone:
    """Mark's milestone, pinned to the day before the launch."""
    return milestones.create(by=petra, launch=launch, name="Press day", owner=mark, due=dt.date(2027, 5, 13))


@pytest.fixture
def blog_post(mark: Member, petra: Member, launch: Launch) -> Task:
    """Mark's task at T-5 working days."""
    return tasks.create(
        by=petra,
        launch=launch,
        title="Write the blog post",
        hat="marketing",
        assignee=mark,
        offset_days=-5,
        offset_unit="working",
    )


@pytest.fixture
def refunds(petra: Member, product: Product, launch: Launch) -> Feature:
    """A feature of the launch, to be done a week before it."""
    return features.create(
        by=petra,
        title="Refunds",
        product=product,
        launch=launch,
        owner=petra,
        status="building",
        target=dt.date(2027, 5, 7),
    )
