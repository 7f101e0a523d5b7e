"""How fast a launch gets ready: the rule, against itself and against dice."""

from __future__ import annotations

import datetime as dt
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadmap.pace import FEWEST, FURTHEST, HIGH, LOW, Point, forecast, pace, within

TODAY = dt.date(2026, 11, 2)
COUNTS = st.integers(1, 200)
DAYS = st.integers(7, 60)


def course(*done: int, total: int = 24, every: int = 7) -> list[Point]:
    """Return points a week apart, the last one today."""
    first = TODAY - dt.timedelta(every * (len(done) - 1))
    return [Point(first + dt.timedelta(every * place), each, total) for place, each in enumerate(done)]


def test_eleven_of_twenty_four_at_two_a_week() -> None:
    found = pace(course(2, 3, 5, 8, 11), TODAY, dt.date(2027, 1, 14))
    assert (found.done, found.total, found.recent, found.days, found.a_week) == (11, 24, 9, 28, 2.25)
    assert found.forecast
    assert found.forecast.latest
    assert TODAY < found.forecast.earliest < dt.date(2026, 12, 13) < found.forecast.latest  # 13 at 2.25 a week
    assert found.forecast.chance is not None
    assert 0.8 < found.forecast.chance < 1


def test_only_the_last_four_weeks_count() -> None:
    assert pace(course(0, 10, 10, 11, 11, 13), TODAY, None).recent == 3


def test_between_two_points_it_is_as_it_was_at_the_first_one() -> None:
    points = [Point(TODAY - dt.timedelta(days), done, 9) for days, done in ((40, 1), (20, 4), (0, 6))]
    assert pace(points, TODAY, None).recent == 5


@pytest.mark.parametrize(
    "points",
    [[], course(5), course(5, 5, 5, 6, 7), course(6, 9, every=5), course(9, 3), course(3, 24), course(3, 6, total=0)],
    ids=["no points", "one point", "too few done", "too short", "backwards", "all done", "no checks"],
)
def test_where_there_is_too_little_to_go_on_nothing_is_foretold(points: list[Point]) -> None:
    assert pace(points, TODAY, TODAY).forecast is None


def test_all_done_is_complete_and_no_checks_are_not() -> None:
    assert pace(course(3, 24), TODAY, None).is_complete
    assert not pace([Point(TODAY, 0, 0)], TODAY, None).is_complete


def test_a_date_that_has_passed_has_no_chance_to_speak_of() -> None:
    found = forecast(5, 5, 28, TODAY, TODAY - dt.timedelta(1))
    assert found
    assert found.chance is None


def test_what_takes_years_has_no_date() -> None:
    assert forecast(10_000, FEWEST, 28, TODAY, None) is None
    far = forecast(100, FEWEST, 28, TODAY, None)
    assert far
    assert far.latest is None


@given(COUNTS, COUNTS, DAYS)
def test_the_range_holds_eight_of_ten_cases(left: int, recent: int, days: int) -> None:
    found = forecast(left, recent, days, TODAY, None)
    if found:
        early = (found.earliest - TODAY).days
        assert within(early, left, recent, days) >= LOW > within(early - 1, left, recent, days)
        if found.latest:
            late = (found.latest - TODAY).days
            assert early <= late <= FURTHEST
            assert within(late, left, recent, days) >= HIGH > within(late - 1, left, recent, days)


@given(COUNTS, COUNTS, DAYS, st.integers(1, 400))
def test_more_time_and_more_done_help_and_more_to_do_does_not(left: int, recent: int, days: int, ahead: int) -> None:
    chance, little = within(ahead, left, recent, days), 1e-9
    assert 0 <= chance <= 1
    assert within(ahead + 1, left, recent, days) >= chance - little
    assert within(ahead, left, recent + 1, days) >= chance - little
    assert within(ahead, left + 1, recent, days) <= chance + little


@given(COUNTS, COUNTS, DAYS, st.integers(1, 400))
def test_it_does_not_matter_in_what_time_is_counted(left: int, recent: int, days: int, ahead: int) -> None:
    assert within(ahead, left, recent, days) == pytest.approx(within(24 * ahead, left, recent, 24 * days))


@pytest.mark.parametrize(("left", "recent", "ahead"), [(13, 9, 40), (3, 3, 14), (30, 12, 90)])
def test_it_is_what_dice_say(left: int, recent: int, ahead: int) -> None:
    """A rate drawn from what `recent` things in 28 days leave open, then things at that rate until all are done."""
    dice, tries = random.Random(7), 20_000  # noqa: S311 - dice, no secrets
    # The time for `left` events at a rate of 1 is gamma distributed.
    times = (28 * dice.gammavariate(left, 1) / dice.gammavariate(recent, 1) for _ in range(tries))
    in_time = sum(time <= ahead for time in times)
    assert within(ahead, left, recent, 28) == pytest.approx(in_time / tries, abs=0.015)
