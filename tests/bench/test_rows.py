"""The bench measures what is promised, and its rows can be measured: tried on a tiny workspace, whatever comes out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connections

from launchhub.lib.wall import enter
from tests.bench import deliveries, generator, harness, pages, reads, scale, screens, streams, writes
from tests.bench.stage import Answer, Workspace

FEATURES = 200
ONLY_SHOWN = str(harness.ONLY_SHOWN)
PROMISED = {
    ("reads", "REST list of 100"): ">= 0.50",
    ("reads", "REST one of"): ">= 0.40",
    ("pages", "HTML list of 100"): ">= 0.50",
    ("writes", "move a launch with 30 anchored things"): ">= 0.33",
    ("scale", "100 times the data"): "<= 1.30",
}
"""Group and beginning of a row → its goal. Slips to 10,000 and idle streams need processes, and `make bench`."""


class Tiny(Workspace):
    """A generated workspace in the test's own transaction."""

    def __init__(self) -> None:
        self.features, self.connection = FEATURES, connections["default"]

    @contextmanager
    def open(self) -> Iterator[None]:
        """Stay where it is."""
        yield

    @property
    def cursor(self) -> Any:
        """A cursor inside the wall."""
        enter(generator.WORKSPACE)
        return self.connection.cursor()

    def get(self, address: str) -> Answer:
        """Ask LaunchHub, and stay inside the wall."""
        try:
            return super().get(address)
        finally:
            enter(generator.WORKSPACE)


@pytest.fixture
def stage(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A stage with one tiny workspace for both, whose requests leave the test's connection open."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    monkeypatch.setattr(harness, "WARM_UP", 0)
    generator.make_workspace(generator.SLUG, generator.WORKSPACE, generator.ADMIN, FEATURES)
    enter(generator.WORKSPACE)
    tiny = Tiny()
    yield SimpleNamespace(small=tiny, large=tiny)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_every_group_of_rows_is_registered() -> None:
    modules = (reads, pages, writes, deliveries, streams, scale, screens)
    assert set(harness.GROUPS) == {module.__name__.rpartition(".")[2] for module in modules}


@pytest.mark.urls("tests.bench.urls")
@pytest.mark.parametrize(("group", "count"), [("reads", 11), ("pages", 2), ("writes", 1), ("scale", 2)])
def test_its_rows_are_measured_and_held_against_what_is_promised(stage: Any, group: str, count: int) -> None:
    found = []
    for row in islice(harness.GROUPS[group](stage), count):
        assert isinstance(row, harness.Comparison)
        found.append(harness.compare(harness.Comparison(row.name, row.goal, row.ours, row.base, rounds=1)))
    assert len(found) == count
    assert all(result.ratio > 0 and f"{result.ratio:.2f}" in harness.line(result) for result in found)
    for (of_group, name), goal in PROMISED.items():
        if of_group == group:
            assert {result.goal for result in found if result.name.startswith(name)} - {ONLY_SHOWN} == {goal}
