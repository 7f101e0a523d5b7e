"""The geometry of dial, ladder and bar."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from launchhub.web.charts import Move, bar, dial, ladder
from launchhub.web.states import GLYPHS

STATES = st.sampled_from(sorted(GLYPHS))
DAY = date(2027, 5, 14)


@given(st.lists(st.lists(STATES, max_size=30), max_size=6))
def test_the_ticks_of_a_dial_go_once_around_in_order(tracks: list[list[str]]) -> None:
    drawn = dial(tracks)
    angles = [tick.angle for tick in drawn.ticks]
    assert angles == sorted(angles)
    assert len(angles) == sum(map(len, tracks))
    assert all(0 < angle < 360.01 for angle in angles)


@pytest.mark.parametrize(
    ("ready", "total", "percent"), [(0, 0, 0), (0, 3, 0), (3, 3, 100), (22, 31, 71), (399, 400, 99)]
)
def test_only_a_full_dial_shows_100_percent(ready: int, total: int, percent: int) -> None:
    assert dial([["passed"] * ready + ["open"] * (total - ready)]).percent == percent


@given(st.lists(STATES, max_size=60))
def test_a_bar_never_runs_over_its_end(states: list[str]) -> None:
    segments = bar(states)
    assert sum(segment.count for segment in segments) == len(states)
    assert all(segment.x >= 0 and segment.x + segment.width <= 100.01 for segment in segments)


def test_a_bar_begins_with_what_is_finished_and_ends_with_what_is_open() -> None:
    assert [segment.state for segment in bar(["open", "failed", "waived", "passed"])] == [
        "passed",
        "waived",
        "failed",
        "open",
    ]


@given(st.lists(st.integers(-400, 400), min_size=1, max_size=20))
def test_the_steps_of_a_ladder_hang_together(offsets: list[int]) -> None:
    rungs = ladder([Move(DAY, DAY + timedelta(days=offset)) for offset in offsets])
    assert [rung.previous_x for rung in rungs[1:]] == [rung.x for rung in rungs[:-1]]
    assert all(0 <= rung.x <= 100 for rung in rungs)
    assert sum(rung.days for rung in rungs) == offsets[-1] - offsets[0]


def test_a_ladder_without_moves_is_empty() -> None:
    assert ladder([]) == []
