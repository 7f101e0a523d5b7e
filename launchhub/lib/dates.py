"""Dates as people plan with them: working days, coarse dates such as "Q3 2027", and T-minus counts."""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

import holidays

Unit = Literal["calendar", "working"]
Precision = Literal["day", "week", "month", "quarter"]

FIRST_YEAR = 1970
LAST_YEAR = 2200
MAX_OFFSET = 3660  # ten years: far enough for any plan, and counting it stays quick
MONDAY_TO_FRIDAY = frozenset(range(5))
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

_HOW_TO_WRITE = "Write a date as 2027-05-14, 2027-W20, 2027-05 or Q3 2027"
_MONTH_NAMES = "|".join(MONTHS)
_DAY = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})", re.ASCII)
_DAY_IN_WORDS = re.compile(rf"(?P<day>\d{{1,2}}) (?P<name>{_MONTH_NAMES}) (?P<year>\d{{4}})", re.ASCII | re.IGNORECASE)
_WEEK = re.compile(r"(?P<year>\d{4})-W(?P<week>\d{1,2})", re.ASCII | re.IGNORECASE)
_WEEK_IN_WORDS = re.compile(rf"week of {_DAY_IN_WORDS.pattern}", re.ASCII | re.IGNORECASE)
_MONTH = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})", re.ASCII)
_MONTH_IN_WORDS = re.compile(rf"(?P<name>{_MONTH_NAMES}) (?P<year>\d{{4}})", re.ASCII | re.IGNORECASE)
_QUARTER = re.compile(
    r"Q(?P<quarter>[1-4]) (?P<year>\d{4})|(?P<year_first>\d{4})-Q(?P<quarter_last>[1-4])", re.ASCII | re.IGNORECASE
)


@dataclass(frozen=True)
class Calendar:
    """Which days a workspace works on.

    `weekdays`: the working weekdays, 0 is Monday. `country`: an ISO 3166 code such as "DE" whose public holidays
    are free, or "" for none. Raises `ValueError` when no weekday is left or the country is not known.
    """

    weekdays: frozenset[int] = MONDAY_TO_FRIDAY
    country: str = ""

    def __post_init__(self) -> None:
        if not self.weekdays or not self.weekdays <= set(range(7)):
            raise ValueError("Choose at least one working day, each from 0 (Monday) to 6 (Sunday).")
        if self.country and self.country not in _holiday_countries():
            raise ValueError(f"There is no holiday calendar for {self.country!r}. Use a code such as DE, FR, GB or US.")

    def is_working(self, day: date) -> bool:
        """Say whether people work on `day`."""
        return day.weekday() in self.weekdays and day not in _holidays(self.country, day.year)

    def add(self, start: date, days: int, unit: Unit | str = "calendar") -> date:
        """Return the date `days` after `start`, or before it when negative.

        Working days count only the days worked on after (or before) `start`, whichever day `start` itself is: one
        working day after a Saturday is Monday, one before it is Friday. Zero stays on `start`, working or not.
        Raises `ValueError` past `MAX_OFFSET` days, outside the years 1970 to 2200 and for an unknown unit.
        """
        check_offset(days)
        if _is_calendar(unit):
            return check_year(start + timedelta(days=days))
        day, left = start, abs(days)
        while left:
            day = check_year(day + timedelta(days=1 if days > 0 else -1))
            left -= self.is_working(day)
        return day

    def days_between(self, start: date, end: date, unit: Unit | str = "calendar") -> int:
        """Return how many days `end` is after `start`, negative when before: what `add` takes from one to the other.

        Raises `ValueError` for an unknown unit.
        """
        if _is_calendar(unit):
            return (end - start).days
        if end < start:
            return -sum(self.is_working(day) for day in _days(end, start))
        return sum(self.is_working(day + timedelta(days=1)) for day in _days(start, end))


def check_year(day: date) -> date:
    """Return `day` when its year is one that LaunchHub plans in (1970 to 2200), else raise `ValueError`."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"{day.isoformat()} is outside the years {FIRST_YEAR} to {LAST_YEAR}.")
    return day


def check_offset(days: int) -> int:
    """Return `days` when an offset may be that long (`MAX_OFFSET` either way), else raise `ValueError`."""
    if abs(days) > MAX_OFFSET:
        raise ValueError(f"An offset of {days} days is too long. Use at most {MAX_OFFSET} days before or after.")
    return days


def period_start(day: date, precision: Precision | str) -> date:
    """Return the first day of the day, ISO week, month or quarter that holds `day`."""
    match precision:
        case "day":
            return day
        case "week":
            return day - timedelta(days=day.weekday())
        case "month":
            return day.replace(day=1)
        case "quarter":
            return date(day.year, _quarter(day) * 3 - 2, 1)
    raise ValueError(f"{precision!r} is no precision. Use day, week, month or quarter.")


def period_end(day: date, precision: Precision | str) -> date:
    """Return the last day of the day, ISO week, month or quarter that holds `day`.

    A launch planned for "Q3" is in time until the quarter's last day, so that is the date which "Q3" stands for.
    """
    start = period_start(day, precision)
    if precision == "day":
        return start
    if precision == "week":
        return start + timedelta(days=6)
    last_month = start.month + (2 if precision == "quarter" else 0)
    return date(start.year, last_month, calendar.monthrange(start.year, last_month)[1])


def show_date(day: date, precision: Precision | str = "day") -> str:
    """Write `day` as exactly as it is known: "14 May 2027", "week of 10 May 2027", "May 2027" or "Q2 2027"."""
    start = period_start(day, precision)
    month = f"{MONTHS[start.month - 1]} {start.year}"
    match precision:
        case "week":
            return f"week of {start.day} {month}"
        case "month":
            return month
        case "quarter":
            return f"Q{_quarter(start)} {start.year}"
    return f"{start.day} {month}"


def parse_when(text: str) -> tuple[date, Precision]:
    """Read a date and how exact it is: "2027-05-14", "2027-W20", "2027-05", "Q3 2027", or what `show_date` writes.

    The date returned for a week, month or quarter is its last day (see `period_end`).
    Raises `ValueError` saying how a date is written.
    """
    text = " ".join(text.split())
    try:
        day, precision = _read(text)
    except ValueError as error:
        raise ValueError(f"{text[:40]!r} is no date: {error}. {_HOW_TO_WRITE}.") from None
    return check_year(period_end(check_year(day), precision)), precision


def t_minus(day: date, today: date) -> str:
    """Count from `today` to `day`: "T\N{MINUS SIGN}18" when it is 18 days ahead, "T+3" three days later, or "today"."""
    days = (day - today).days
    if days == 0:
        return "today"
    return f"T\N{MINUS SIGN}{days}" if days > 0 else f"T+{-days}"


def _read(text: str) -> tuple[date, Precision]:
    if found := _DAY.fullmatch(text):
        return date(int(found["year"]), int(found["month"]), int(found["day"])), "day"
    if found := _DAY_IN_WORDS.fullmatch(text):
        return date(int(found["year"]), _month(found["name"]), int(found["day"])), "day"
    if found := _WEEK.fullmatch(text):
        return date.fromisocalendar(int(found["year"]), int(found["week"]), 1), "week"
    if found := _WEEK_IN_WORDS.fullmatch(text):
        return date(int(found["year"]), _month(found["name"]), int(found["day"])), "week"
    if found := _MONTH.fullmatch(text):
        return date(int(found["year"]), int(found["month"]), 1), "month"
    if found := _MONTH_IN_WORDS.fullmatch(text):
        return date(int(found["year"]), _month(found["name"]), 1), "month"
    if found := _QUARTER.fullmatch(text):
        quarter = int(found["quarter"] or found["quarter_last"])
        return date(int(found["year"] or found["year_first"]), quarter * 3, 1), "quarter"
    raise ValueError("it is not written in a form that is understood")


def _month(name: str) -> int:
    return MONTHS.index(name.capitalize()) + 1


def _quarter(day: date) -> int:
    return (day.month + 2) // 3


def _is_calendar(unit: str) -> bool:
    if unit not in ("calendar", "working"):
        raise ValueError(f"{unit!r} is no unit of days. Use calendar or working.")
    return unit == "calendar"


def _days(start: date, end: date) -> Iterator[date]:
    return (start + timedelta(days=passed) for passed in range((end - start).days))


@lru_cache(maxsize=1)
def _holiday_countries() -> frozenset[str]:
    return frozenset(holidays.list_supported_countries(include_aliases=False))


@lru_cache(maxsize=1024)
def _holidays(country: str, year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays(country, years=year)) if country else frozenset()
