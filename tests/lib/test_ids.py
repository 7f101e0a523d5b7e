"""Identifiers are an order in time."""

import datetime as dt
import time

from launchhub.lib.ids import made_at, new_id


def test_many_at_once_stay_in_order_and_do_not_run_ahead_of_the_clock() -> None:
    made = [new_id() for _ in range(20_000)]
    assert made == sorted(made)
    assert {each.version for each in made} == {7}
    milliseconds_ahead = (made[-1].int >> 80) - time.time_ns() // 1_000_000
    assert milliseconds_ahead <= 5


def test_an_identifier_tells_when_it_was_made() -> None:
    before = dt.datetime.now(dt.UTC) - dt.timedelta(milliseconds=1)
    assert before <= made_at(new_id()) <= dt.datetime.now(dt.UTC) + dt.timedelta(milliseconds=5)
