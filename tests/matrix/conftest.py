"""One world for all tests of this folder: it is made once, in a transaction that is never committed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction

from launchhub.accounts.access import member_of
from launchhub.accounts.models import Member, User
from launchhub.accounts.scoping import WorkspaceQuerySet
from launchhub.api.standing import standing
from launchhub.lib.wall import EVERY, enter
from tests.matrix.world import World, make_world

SCOPING = ("visible_to", "shared_with", "in_workspace", "deleted_for")


@pytest.fixture(scope="package")
def made_world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """The world as it was made."""
    with django_db_blocker.unblock(), transaction.atomic():
        world = make_world()
        connection.check_constraints()  # once, and not again after each test
        yield world
        transaction.set_rollback(True)


@pytest.fixture
def world(made_world: World, db: None, settings: Any, caplog: pytest.LogCaptureFixture) -> World:
    """The world, for one test: what the test does to it is undone. Nobody's wall is open."""
    settings.API_RATE_PER_MINUTE = 10**9
    caplog.set_level("CRITICAL", "django")  # thousands of refusals, each with a traceback, are no news here
    enter("")
    assert connection.in_atomic_block
    return made_world


def querysets(of: type[Any] = WorkspaceQuerySet) -> list[type[Any]]:
    """Return the queryset classes of all tenant models."""
    return [of, *(each for below in of.__subclasses__() for each in querysets(below))]


@pytest.fixture
def forgetful(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The application's own scoping gives everything that PostgreSQL lets through."""
    standing.cache_clear()  # what is compiled has the scoping in it
    for queryset in querysets():
        for name in SCOPING:
            if name in vars(queryset):
                monkeypatch.setattr(queryset, name, lambda self, *args, **kwargs: self.all())
    yield
    standing.cache_clear()  # and now has not


@pytest.fixture
def open_wall(monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL lets everything through to whoever asks over REST: for counter-checks."""

    def with_the_wall_open(user: User, slug: str) -> Member | None:
        member = member_of(user, slug)
        enter(EVERY)
        return member

    monkeypatch.setattr("launchhub.api.authentication.member_of", with_the_wall_open)
