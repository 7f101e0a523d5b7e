"""One world for all tests of this folder: it is made once, in a transaction that is never committed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction

from launchhub.lib.wall import enter
from tests.matrix.world import World, make_world


@pytest.fixture(scope="package")
def made_world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """The world as it was made."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)


@pytest.fixture
def world(made_world: World, db: None, settings: Any, caplog: pytest.LogCaptureFixture) -> World:
    """The world, for one test: what the test does to it is undone. Nobody's wall is open."""
    settings.API_RATE_PER_MINUTE = 10**9
    caplog.set_level("CRITICAL", "django")  # thousands of refusals, each with a traceback, are no news here
    enter("")
    assert connection.in_atomic_block
    return made_world
