"""A launch of Harbour with a feature, and ways to give it gates, runs and sign-offs."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from launchhub.accounts.models import Member, Workspace
from launchhub.events.models import Event
from qa.actions import criteria, gates, test_runs
from qa.models import Criterion, Gate, TestRun
from roadmap.actions import features, launches, products
from roadmap.models import Feature, Launch, Product

REPORTS = Path(__file__).resolve().parents[3] / "shared" / "data" / "junit"


@pytest.fixture
def product(petra: Member) -> Product:
    """What Harbour makes."""
    return products.create(by=petra, name="Payments", key="PAY")


@pytest.fixture
def today(harbour: Workspace) -> dt.date:
    """The workspace's today."""
    return harbour.today()


@pytest.fixture
def launch(petra: Member, product: Product, today: dt.date) -> Launch:
    """Petra's launch, a month ahead."""
    return launches.create(
        by=petra, name="Autumn", products=[product], owner=petra, date=today + dt.timedelta(days=30), build="412"
    )


@pytest.fixture
def feature(petra: Member, alice: Member, product: Product, launch: Launch) -> Feature:
    """Alice's feature of the launch."""
    return features.create(by=petra, title="Instant refunds", product=product, owner=alice, launch=launch)


@pytest.fixture
def gate(quentin: Member, launch: Launch) -> Gate:
    """A gate without criteria that any qa hat may sign."""
    return gates.create(by=quentin, launch=launch, name="Regression", offset_days=-7)


@pytest.fixture
def tested(quentin: Member, gate: Gate) -> Criterion:
    """The gate's criterion that 99 % of the suite e2e pass."""
    params = {"suite": "e2e", "min_tests": 10, "min_pass_rate": 99}
    return criteria.create(by=quentin, gate=gate, text="E2E is green", kind="tests", params=params)


def junit(passed: int, failed: int = 0) -> bytes:
    """Return a JUnit report with so many cases that passed and failed."""
    good = "".join(f'<testcase classname="shop" name="ok_{n}"/>' for n in range(passed))
    bad = "".join(
        f'<testcase classname="shop" name="bad_{n}"><failure message="no"/></testcase>' for n in range(failed)
    )
    return f'<testsuite name="e2e">{good}{bad}</testsuite>'.encode()


@pytest.fixture
def run(quentin: Member) -> Callable[..., TestRun]:
    """Return a function that records a run of the suite e2e, by Quentin unless told otherwise."""

    def send(passed: int, failed: int = 0, **fields: Any) -> TestRun:
        return test_runs.record(junit(passed, failed), **({"by": quentin, "suite": "e2e", "build": "412"} | fields))

    return send


def reread(row: Any) -> Any:
    """Return the row as it is now."""
    return type(row).objects.get(pk=row.pk)


def kinds_of(row: Any) -> list[str]:
    """Return the kinds of the events about a row, oldest first."""
    return list(Event.objects.filter(subject_id=row.pk).order_by("id").values_list("kind", flat=True))


def expected_reports() -> list[dict[str, str]]:
    """Return what is to be read out of each real report; none when the data is not there."""
    table = REPORTS / "expected.csv"
    if not table.exists():
        return []
    with table.open(newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def manual(quentin: Member, gate: Gate) -> Criterion:
    """The gate's criterion that is judged by hand."""
    return criteria.create(by=quentin, gate=gate, text="Rollback rehearsed", kind="manual")


@pytest.fixture
def metric(quentin: Member, gate: Gate) -> Criterion:
    """The gate's criterion on a measured value."""
    params = {"name": "p95 latency in ms", "comparator": "<", "threshold": 300}
    return criteria.create(by=quentin, gate=gate, text="Checkout is quick", kind="metric", params=params)
