"""Dependencies never go in circles, and dates that break them are found."""

import time
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadmap.graph import Edge, Violation, find_cycle, violations

MONDAY = date(2027, 5, 17)
CHAIN = [("a", "b"), ("b", "c"), ("c", "d")]

small_graphs = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=20)


@pytest.mark.parametrize(
    ("new", "cycle"),
    [
        (("d", "a"), ["d", "a", "b", "c", "d"]),
        (("c", "b"), ["c", "b", "c"]),
        (("a", "a"), ["a", "a"]),
        (("a", "d"), None),
        (("a", "b"), None),
        (("d", "e"), None),
        (("x", "y"), None),
    ],
)
def test_an_edge_that_closes_a_circle_is_found_with_its_path(new: tuple[str, str], cycle: list[str] | None) -> None:
    assert find_cycle(CHAIN, new) == cycle


def test_the_shortest_circle_is_named() -> None:
    assert find_cycle([*CHAIN, ("a", "d")], ("d", "a")) == ["d", "a", "d"]


@given(small_graphs, st.tuples(st.integers(0, 7), st.integers(0, 7)))
def test_a_circle_follows_edges_from_the_new_one_and_back(edges: list[tuple[int, int]], new: tuple[int, int]) -> None:
    cycle = find_cycle(edges, new)
    if cycle is not None:
        steps = list(pairwise(cycle))
        assert steps[0] == new
        assert cycle[0] == cycle[-1]
        assert set(steps[1:]) <= set(edges)
        assert len(set(steps)) == len(steps)


@given(small_graphs)
def test_edges_that_are_added_one_by_one_never_form_a_circle(candidates: list[tuple[int, int]]) -> None:
    accepted: list[tuple[int, int]] = []
    for candidate in candidates:
        if find_cycle(accepted, candidate) is None:
            accepted.append(candidate)
    left = list(accepted)
    while free := [edge for edge in left if edge[0] not in {target for _, target in left}]:
        left = [edge for edge in left if edge not in free]
    assert left == []


def test_a_chain_of_100000_is_no_trouble() -> None:
    chain = [(step, step + 1) for step in range(100_000)]
    started = time.monotonic()
    cycle = find_cycle(chain, (100_000, 0))
    assert cycle is not None
    assert len(cycle) == 100_002
    assert time.monotonic() - started < 15


@pytest.mark.parametrize(
    ("days_after", "lag_days", "days_short"), [(0, 0, 0), (1, 0, 0), (-1, 0, 1), (4, 5, 1), (5, 5, 0), (-3, -3, 0)]
)
def test_a_dependency_is_violated_when_the_later_one_comes_too_early(
    days_after: int, lag_days: int, days_short: int
) -> None:
    edge = Edge("login", "checkout", lag_days)
    dates = {"login": MONDAY, "checkout": MONDAY + timedelta(days=days_after)}
    assert violations([edge], dates) == ([Violation(edge, days_short)] if days_short else [])


def test_a_dependency_without_dates_is_not_judged() -> None:
    assert violations([Edge("login", "checkout")], {"login": MONDAY}) == []
    assert violations([Edge("login", "checkout")], {}) == []
