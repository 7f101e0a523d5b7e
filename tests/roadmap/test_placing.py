"""Where a dated thing lies, in the few characters that people type."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from launchhub.lib.dates import MAX_OFFSET
from roadmap.placing import read_place, show_place

DAY = dt.date(2027, 5, 14)


@pytest.mark.parametrize(
    ("text", "days", "unit"),
    [
        ("T-14", -14, "calendar"),
        ("t \N{MINUS SIGN} 14", -14, "calendar"),
        ("-14", -14, "calendar"),
        ("T+3 days", 3, "calendar"),
        ("T-10 working", -10, "working"),
        ("t-10wd", -10, "working"),
        ("T-10 working days", -10, "working"),
        ("T", 0, "calendar"),
        ("Launch day", 0, "calendar"),
    ],
)
def test_days_from_the_launch_are_anchored(text: str, days: int, unit: str) -> None:
    assert read_place(text) == {"due": None, "offset_days": days, "offset_unit": unit}


@pytest.mark.parametrize("text", ["14 May 2027", "2027-05-14"])
def test_a_day_is_pinned_and_nothing_is_nowhere(text: str) -> None:
    assert read_place(text) == {"due": DAY, "offset_days": None, "offset_unit": "calendar"}
    assert read_place("  ")["due"] is None


@pytest.mark.parametrize("text", ["soon", "14", "T-14 weeks", "T-99999", "Q3 2027", "May 2027", "0000-00-00", "٣"])
def test_what_is_no_day_is_refused_in_words(text: str) -> None:
    with pytest.raises(ValueError, match=r"T-14|at most"):
        read_place(text)


@given(st.integers(-MAX_OFFSET, MAX_OFFSET), st.sampled_from(["calendar", "working"]))
def test_what_is_shown_is_read_as_the_same(days: int, unit: str) -> None:
    read = read_place(show_place(DAY, days, unit))
    assert (read["offset_days"], read["offset_unit"]) == (days, unit if days else "calendar")
    assert read_place(show_place(DAY, None, unit))["due"] == DAY
