"""Dates as people plan with them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from launchhub.lib.dates import MAX_OFFSET, Calendar, parse_when, period_end, show_date, t_minus

FRIDAY, SATURDAY, SUNDAY, MONDAY = (date(2027, 5, day) for day in (14, 15, 16, 17))
UNITS = ("calendar", "working")

days = st.dates(date(1990, 1, 1), date(2180, 12, 31))
offsets = st.integers(-400, 400)
calendars = st.builds(
    Calendar,
    weekdays=st.frozensets(st.integers(0, 6), min_size=1),
    country=st.sampled_from(["", "DE", "US", "IL"]),
)


@pytest.mark.parametrize(
    ("start", "offset", "expected"),
    [
        (FRIDAY, 1, MONDAY),
        (MONDAY, -1, FRIDAY),
        (SATURDAY, 1, MONDAY),
        (SUNDAY, 1, MONDAY),
        (SATURDAY, -1, FRIDAY),
        (MONDAY, -10, date(2027, 5, 3)),
        (MONDAY, 5, date(2027, 5, 24)),
    ],
)
def test_working_days_skip_the_weekend(start: date, offset: int, expected: date) -> None:
    assert Calendar().add(start, offset, "working") == expected


@pytest.mark.parametrize("unit", UNITS)
def test_offset_zero_stays_on_the_date_even_on_a_weekend(unit: str) -> None:
    assert Calendar().add(SATURDAY, 0, unit) == SATURDAY


def test_calendar_days_count_every_day() -> None:
    assert Calendar().add(FRIDAY, -14) == date(2027, 4, 30)


def test_working_days_skip_public_holidays_of_the_country() -> None:
    christmas_eve = date(2026, 12, 24)
    assert Calendar(country="DE").add(christmas_eve, 1, "working") == date(2026, 12, 28)
    assert Calendar(country="US").add(date(2027, 7, 2), 1, "working") == date(2027, 7, 6)


def test_a_workspace_may_work_from_sunday_to_thursday() -> None:
    calendar = Calendar(weekdays=frozenset({6, 0, 1, 2, 3}))
    assert calendar.add(date(2027, 5, 13), 1, "working") == SUNDAY


@given(calendars, days, offsets, st.sampled_from(UNITS))
def test_days_between_undoes_add(calendar: Calendar, start: date, offset: int, unit: str) -> None:
    assert calendar.days_between(start, calendar.add(start, offset, unit), unit) == offset


@given(calendars, days, st.integers(1, 400))
def test_working_offsets_land_on_working_days_and_are_symmetric(calendar: Calendar, start: date, offset: int) -> None:
    for signed in (offset, -offset):
        assert calendar.is_working(calendar.add(start, signed, "working"))
    worked = calendar.add(start, 1, "working")
    assert calendar.add(calendar.add(worked, offset, "working"), -offset, "working") == worked


@given(calendars, days, st.integers(-399, 399))
def test_a_longer_offset_is_a_later_date(calendar: Calendar, start: date, offset: int) -> None:
    assert calendar.add(start, offset, "working") < calendar.add(start, offset + 1, "working")


@pytest.mark.parametrize("weekdays", [frozenset(), frozenset({7}), frozenset({-1, 2})])
def test_a_calendar_needs_real_working_days(weekdays: frozenset[int]) -> None:
    with pytest.raises(ValueError, match="at least one working day"):
        Calendar(weekdays=weekdays)


@pytest.mark.parametrize("country", ["XX", "de", "Germany", "__class__"])
def test_a_calendar_refuses_an_unknown_country(country: str) -> None:
    with pytest.raises(ValueError, match="no holiday calendar"):
        Calendar(country=country)


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("offset", [MAX_OFFSET + 1, -MAX_OFFSET - 1, 10**30])
def test_an_offset_has_a_limit(offset: int, unit: str) -> None:
    with pytest.raises(ValueError, match="too long"):
        Calendar().add(FRIDAY, offset, unit)


@pytest.mark.parametrize("unit", UNITS)
def test_dates_stay_between_1970_and_2200(unit: str) -> None:
    with pytest.raises(ValueError, match="outside the years 1970 to 2200"):
        Calendar().add(date(1970, 1, 5), -20, unit)
    with pytest.raises(ValueError, match="outside the years 1970 to 2200"):
        Calendar().add(date(2200, 12, 30), 20, unit)


def test_an_unknown_unit_is_refused() -> None:
    with pytest.raises(ValueError, match="calendar or working"):
        Calendar().add(FRIDAY, 1, "weeks")


@pytest.mark.parametrize(
    ("precision", "shown"),
    [("day", "14 May 2027"), ("week", "week of 10 May 2027"), ("month", "May 2027"), ("quarter", "Q2 2027")],
)
def test_a_date_is_shown_as_exactly_as_it_is_known(precision: str, shown: str) -> None:
    assert show_date(FRIDAY, precision) == shown


def test_a_week_is_shown_by_its_monday_even_across_the_new_year() -> None:
    assert show_date(date(2027, 1, 1), "week") == "week of 28 December 2026"


@pytest.mark.parametrize(
    ("text", "day", "precision"),
    [
        ("2027-05-14", FRIDAY, "day"),
        ("14 May 2027", FRIDAY, "day"),
        ("2027-W20", date(2027, 5, 23), "week"),
        ("week of 10 May 2027", SUNDAY, "week"),
        ("2027-05", date(2027, 5, 31), "month"),
        ("2028-02", date(2028, 2, 29), "month"),
        ("  may   2027 ", date(2027, 5, 31), "month"),
        ("Q3 2027", date(2027, 9, 30), "quarter"),
        ("q4 2027", date(2027, 12, 31), "quarter"),
        ("2027-Q1", date(2027, 3, 31), "quarter"),
    ],
)
def test_a_period_stands_for_its_last_day(text: str, day: date, precision: str) -> None:
    assert parse_when(text) == (day, precision)


@given(days, st.sampled_from(["day", "week", "month", "quarter"]))
def test_what_is_shown_can_be_entered(day: date, precision: str) -> None:
    assert parse_when(show_date(day, precision)) == (period_end(day, precision), precision)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "Q5 2027",
        "Q3",
        "2027",
        "2027-13",
        "2027-02-30",
        "2027-W54",
        "31/12/2027",
        "\N{FULLWIDTH DIGIT TWO}027-05-14",
        "x" * 5000,
    ],
)
def test_an_unreadable_date_says_how_to_write_one(text: str) -> None:
    with pytest.raises(ValueError, match=r"is no date: .*Write a date as 2027-05-14") as refused:
        parse_when(text)
    assert len(str(refused.value)) < 200


@pytest.mark.parametrize("text", ["1969-12-31", "2201-01", "0001-W01", "9999-12-31", "9999-W52"])
def test_a_date_in_the_far_past_or_future_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="outside the years 1970 to 2200"):
        parse_when(text)


@pytest.mark.parametrize("show", [show_date, period_end])
def test_an_unknown_precision_is_refused(show: object) -> None:
    with pytest.raises(ValueError, match="day, week, month or quarter"):
        show(FRIDAY, "year")  # type: ignore[operator]


@pytest.mark.parametrize(
    ("ahead", "shown"), [(18, "T\N{MINUS SIGN}18"), (1, "T\N{MINUS SIGN}1"), (0, "today"), (-3, "T+3")]
)
def test_t_minus_counts_to_the_launch(ahead: int, shown: str) -> None:
    assert t_minus(FRIDAY + timedelta(days=ahead), today=FRIDAY) == shown
