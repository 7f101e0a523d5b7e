"""Several people move and place things at the same moment: nothing is lost, and nobody waits in a circle."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from itertools import pairwise
from typing import Any

from launchhub.accounts.models import Member
from launchhub.lib.wall import workspace_context
from roadmap.actions import dependencies, features, launches, milestones
from roadmap.models import DateMove, Dependency, Launch, Milestone, Product
from tests.concurrency.conftest import DAY
from tests.concurrency.together import actions_at_once


def test_every_move_of_a_launch_starts_where_the_last_one_ended(alice: Member, launch: Launch) -> None:
    with workspace_context(alice.workspace):
        freeze = milestones.create(by=alice, launch=launch, name="Code freeze", offset_days=-14)
    days = [DAY + dt.timedelta(number) for number in range(1, 21)]
    moves = [lambda day=day: launches.move(launch, to=day, reason="scope", by=alice) for day in days]
    assert actions_at_once(alice, moves) == ["done"] * 20
    with workspace_context(alice.workspace):
        lines = {line.old: line for line in DateMove.objects.of(launch)}
        chain = [lines[DAY]]
        while chain[-1].new in lines:
            chain.append(lines[chain[-1].new])
        assert len(chain) == 20
        assert all(before.new == after.old for before, after in pairwise(chain))
        launch, freeze = Launch.objects.get(), Milestone.objects.get()
        assert (launch.date, launch.version) == (chain[-1].new, 21)
        assert freeze.due == launch.date - dt.timedelta(14)


def test_what_is_placed_while_its_launch_moves_lies_where_it_should(alice: Member, launch: Launch) -> None:
    with workspace_context(alice.workspace):
        freeze = milestones.create(by=alice, launch=launch, name="Code freeze", offset_days=-14)
    wishes: list[Callable[[], Any]] = []
    for number in range(1, 7):
        day = DAY + dt.timedelta(number)
        wishes += [
            lambda day=day: launches.move(launch, to=day, reason="scope", by=alice),
            lambda number=number: milestones.update(freeze, offset_days=-14 - number, by=alice),
            lambda number=number: milestones.create(by=alice, launch=launch, name="Beta", offset_days=-number),
        ]
    assert actions_at_once(alice, wishes) == ["done"] * 18
    with workspace_context(alice.workspace):
        date = Launch.objects.get().date
        assert all(each.due == date + dt.timedelta(each.offset_days) for each in Milestone.objects.all())


def test_launches_that_push_the_same_others_do_not_wait_for_each_other(alice: Member, product: Product) -> None:
    with workspace_context(alice.workspace):
        first, second, *others = [
            launches.create(by=alice, name=name, products=[product], owner=alice, date=DAY) for name in "ABCDE"
        ]
        for other in others:
            dependencies.create(by=alice, source=first, target=other)
        for other in reversed(others):
            dependencies.create(by=alice, source=second, target=other)
    moves = [
        lambda launch=launch, day=day: launches.move(
            launch, to=DAY + dt.timedelta(day), reason="scope", cascade="dependents", by=alice
        )
        for day in range(1, 7)
        for launch in (first, second)
    ]
    assert actions_at_once(alice, moves) == ["done"] * 12
    with workspace_context(alice.workspace):
        assert set(Launch.objects.filter(name__in="CDE").values_list("date", flat=True)) == {DAY + dt.timedelta(6)}


def test_two_halves_of_a_circle_give_one_dependency(alice: Member, product: Product) -> None:
    with workspace_context(alice.workspace):
        a, b = (features.create(by=alice, title=title, product=product) for title in "AB")
    halves = [
        lambda: dependencies.create(by=alice, source=a, target=b),
        lambda: dependencies.create(by=alice, source=b, target=a),
    ]
    assert sorted(actions_at_once(alice, halves)) == ["done", "refused"]
    with workspace_context(alice.workspace):
        assert Dependency.objects.count() == 1


def test_launches_that_wait_for_each_other_move_from_both_ends(alice: Member, product: Product) -> None:
    with workspace_context(alice.workspace):
        row = [launches.create(by=alice, name=name, products=[product], owner=alice, date=DAY) for name in "ABCD"]
        for source, target in pairwise(row):
            dependencies.create(by=alice, source=source, target=target)
    moves = [
        lambda launch=launch, day=day: launches.move(
            launch, to=DAY + dt.timedelta(day), reason="scope", cascade="dependents", by=alice
        )
        for day in range(1, 6)
        for launch in (*row, *reversed(row))
    ]
    outcomes = actions_at_once(alice, moves)
    with workspace_context(alice.workspace):
        for launch in Launch.objects.all():
            lines = list(reversed(DateMove.objects.of(launch)))
            assert [line.old for line in lines] == [DAY, *(line.new for line in lines[:-1])]
            assert lines[-1].new == launch.date
        assert outcomes.count("done") == DateMove.objects.filter(caused_by=None).count()
