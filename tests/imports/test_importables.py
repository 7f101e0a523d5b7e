"""Every kind that comes in as a table: good files, wrong links by row and column, updates, dry runs, the wall."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from launchhub.accounts.models import Member
from launchhub.events.models import Event
from launchhub.imports.actions import run
from launchhub.imports.models import Import
from launchhub.imports.registry import IMPORTABLE
from launchhub.imports.tables import read
from launchhub.lib.wall import workspace_context
from messaging.models import Asset, Claim
from qa.models import Gate
from roadmap.actions import features, launches, products
from roadmap.models import Dependency, Feature, Launch, Milestone, Product, RaciLine, Task

GOOD: dict[str, tuple[str, str]] = {
    "products": (
        "External ID,Name,Key,Owner",
        "p-1,Lantern,LAN,petra@example.com",
    ),
    "launches": (
        "External ID,Launch,Product,Release date,Tier,Status",
        "l-1,Lantern 2,Payments,2027-06-01,1,Committed",
    ),
    "features": (
        "External ID,Feature,Product,Launch,Status,Assignee,Tags",
        "f-1,Vouchers,PAY-1,Payments 2.0,Building,Petra,web; till",
    ),
    "milestones": (
        "External ID,Milestone,Launch,Due date,End date,Kind,Hat",
        "m-1,Beta,Payments 2.0,2027-04-01,2027-04-11,phase,product",
    ),
    "tasks": (
        "External ID,Task,Launch,Offset,Team,Assignee,Blocks launch",
        "t-1,Book the hall,Payments 2.0,-10,marketing,mark@example.com,yes",
    ),
    "dependencies": (
        "External ID,From feature,To feature,Relation",
        "d-1,Refunds,Receipts,blocks",
    ),
    "raci": (
        "External ID,Role,Launch,Track,Accountable,Consulted",
        "r-1,Quality,Payments 2.0,qa,Quentin,Petra; Mark",
    ),
    "gates": (
        "External ID,Gate,Launch,Kind,Required,Approvers,Features",
        "g-1,Security,Payments 2.0,security,no,Quentin,Refunds; Receipts",
    ),
    "claims": (
        "External ID,Claim,Features,Launch,Owner",
        "c-1,Money back in a minute.,Refunds,Payments 2.0,Mark",
    ),
    "assets": (
        "External ID,Asset,Launch,Kind,Due,Features,Prints date",
        "a-1,Launch post,Payments 2.0,blog,2027-05-10,Refunds,yes",
    ),
}
"""For each kind: the header of a good file, and a row."""

WRONG: dict[str, tuple[str, str, str]] = {
    "products": ("Owner", "petra@example.com", "There is no member “nobody”"),
    "launches": ("Product", "Payments", "There is no product “nobody”"),
    "features": ("Launch", "Payments 2.0", "There is no launch “nobody”"),
    "milestones": ("Launch", "Payments 2.0", "There is no launch “nobody”"),
    "tasks": ("Assignee", "mark@example.com", "There is no member “nobody”"),
    "dependencies": ("From feature", "Refunds", "There is no feature “nobody”"),
    "raci": ("Accountable", "Quentin", "There is no member “nobody”"),
    "gates": ("Approvers", "Quentin", "There is no member “nobody”"),
    "claims": ("Features", "Refunds", "There is no feature “nobody”"),
    "assets": ("Features", "Refunds", "There is no feature “nobody”"),
}
"""For each kind: a column, the link in it that is broken, and what is said of it."""

CHECKS: dict[str, Callable[[], Any]] = {
    "products": lambda: _row(Product, "p-1", "key", "owner__user__name"),
    "launches": lambda: _row(Launch, "l-1", "date", "tier", "status", "owner__user__name"),
    "features": lambda: _row(Feature, "f-1", "status", "owner__user__name", "launch__name", "labels"),
    "milestones": lambda: _row(Milestone, "m-1", "due", "length_days", "offset_days", "kind"),
    "tasks": lambda: _row(Task, "t-1", "due", "offset_days", "hat", "blocks_launch"),
    "dependencies": lambda: _row(Dependency, "d-1", "from_feature__title", "to_feature__title", "kind"),
    "raci": lambda: _row(RaciLine, "r-1", "what", "hat", "accountable__user__name"),
    "gates": lambda: _row(Gate, "g-1", "kind", "required", "status"),
    "claims": lambda: _row(Claim, "c-1", "state", "owner__user__name"),
    "assets": lambda: _row(Asset, "a-1", "due", "kind", "prints_date", "status"),
}
EXPECTED: dict[str, tuple[Any, ...]] = {
    "products": ("LAN", "Petra"),
    "launches": (dt.date(2027, 6, 1), 1, "committed", "Alice"),
    "features": ("building", "Petra", "Payments 2.0", ["web", "till"]),
    "milestones": (dt.date(2027, 4, 1), 10, None, "phase"),
    "tasks": (dt.date(2027, 5, 4), -10, "marketing", True),
    "dependencies": ("Refunds", "Receipts", "blocks"),
    "raci": ("Quality", "qa", "Quentin"),
    "gates": ("security", False, "open"),
    "claims": ("pending", "Mark"),
    "assets": (dt.date(2027, 5, 10), "blog", True, "draft"),
}

every_kind = pytest.mark.parametrize("kind", sorted(GOOD))


def _row(model: Any, external_id: str, *fields: str) -> Any:
    return model.objects.values_list(*fields).get(external_id=external_id)


@pytest.fixture
def plan(alice: Member, petra: Member, mark: Member, quentin: Member) -> Launch:
    """Payments 2.0 on 14 May 2027, with the features Refunds and Receipts."""
    product = products.create(by=alice, name="Payments", key="PAY", external_id="PAY-1")
    launch = launches.create(by=alice, name="Payments 2.0", products=[product], owner=petra, date=dt.date(2027, 5, 14))
    for title in ("Refunds", "Receipts"):
        features.create(by=alice, title=title, product=product, launch=launch)
    return launch


def take_in(kind: str, rows: Sequence[str], by: Member, **options: Any) -> Import:
    text = "\n".join(rows)
    return run(read(text.encode(), f"{kind}.csv"), kind=kind, by=by, filename=f"{kind}.csv", **options)


def test_every_kind_is_tested() -> None:
    assert set(GOOD) == set(IMPORTABLE)


@every_kind
def test_a_good_file_comes_in(plan: Launch, alice: Member, kind: str) -> None:
    report = take_in(kind, GOOD[kind], alice)
    assert (report.errors, report.created) == ([], 1)
    assert CHECKS[kind]() == EXPECTED[kind]


@every_kind
def test_the_same_file_again_changes_nothing(plan: Launch, alice: Member, kind: str) -> None:
    take_in(kind, GOOD[kind], alice)
    events = Event.objects.count()
    report = take_in(kind, GOOD[kind], alice)
    assert (report.created, report.updated, report.skipped) == (0, 0, 1)
    assert Event.objects.count() == events


@every_kind
def test_a_wrong_link_is_named_by_row_and_column_and_nothing_comes_in(plan: Launch, alice: Member, kind: str) -> None:
    column, link, said = WRONG[kind]
    header, row = GOOD[kind]
    at = header.split(",").index(column)
    cells = row.replace("-1,", "-2,", 1).split(",")
    assert link in cells[at]
    cells[at] = "nobody"
    report = take_in(kind, [header, row, ",".join(cells)], alice)
    assert [(error["row"], error["column"]) for error in report.errors] == [(3, column)]
    assert said in report.errors[0]["detail"]
    assert report.created == 0
    assert not IMPORTABLE[kind].model.objects.filter(external_id=row.split(",")[0]).exists()


@every_kind
def test_a_dry_run_writes_nothing_but_its_report(plan: Launch, alice: Member, kind: str) -> None:
    events, rows = Event.objects.count(), IMPORTABLE[kind].model.objects.count()
    report = take_in(kind, GOOD[kind], alice, dry_run=True)
    assert (report.dry_run, report.created) == (True, 1)
    assert (Event.objects.count(), IMPORTABLE[kind].model.objects.count()) == (events, rows)


@pytest.mark.parametrize("kind", sorted(set(GOOD) - {"products"}))
def test_names_of_another_workspace_are_not_found(plan: Launch, alice: Member, mallory: Member, kind: str) -> None:
    with workspace_context(mallory.workspace):
        report = take_in(kind, GOOD[kind], mallory)
        assert report.created == 0
        assert all("There is no" in error["detail"] for error in report.errors)
        assert report.errors


def test_an_update_matches_by_external_id(plan: Launch, alice: Member) -> None:
    take_in("tasks", GOOD["tasks"], alice)
    header, row = GOOD["tasks"]
    report = take_in("tasks", [header, row.replace("the hall", "the big hall").replace("-10", "-12")], alice)
    assert (report.created, report.updated) == (0, 1)
    assert _row(Task, "t-1", "title", "due") == ("Book the big hall", dt.date(2027, 5, 2))


def test_an_import_brings_back_what_was_in_the_bin(plan: Launch, alice: Member) -> None:
    take_in("gates", GOOD["gates"], alice)
    gate = Gate.objects.get(external_id="g-1")
    IMPORTABLE["gates"].actions.delete(gate, by=alice)
    take_in("gates", GOOD["gates"], alice)
    assert Gate.objects.alive().filter(external_id="g-1").exists()


def test_a_link_that_two_objects_answer_to_asks_for_more(plan: Launch, alice: Member) -> None:
    features.create(by=alice, title="Refunds", product=Product.objects.get(key="PAY"))
    report = take_in("claims", GOOD["claims"], alice)
    assert report.errors[0]["detail"] == "2 objects are called “Refunds”: use the id or the external id."


def test_what_the_state_of_things_forbids_is_an_error_of_its_row(plan: Launch, alice: Member) -> None:
    take_in("launches", GOOD["launches"], alice)
    Launch.objects.filter(external_id="l-1").update(status="closed")
    report = take_in("launches", GOOD["launches"], alice)
    assert [error["row"] for error in report.errors] == [2]
    assert "closed can become nothing else" in report.errors[0]["detail"]


def test_what_the_maker_of_a_table_says_goes_into_the_report(plan: Launch, alice: Member) -> None:
    said = {"row": 2, "column": "Key", "detail": "Was written in small letters."}
    assert take_in("products", GOOD["products"], alice, notes=[said]).notes == [said]
