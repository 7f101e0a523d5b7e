"""Where a dated thing lies, in the few characters that people type: "T-14", "T-10 working" or "14 May 2027"."""

from __future__ import annotations

import datetime as dt
import re

from launchhub.lib.dates import check_offset, parse_when, show_date
from roadmap.models import OffsetUnit
from roadmap.schedule import Place

HOW_TO_WRITE = (
    "Write T-14 (days before the launch), T+3 (after it), T-10 working (working days), or a date such as 14 May 2027."
)
_MINUS = "\N{MINUS SIGN}"
_OFFSET = re.compile(r"t?\s*(?P<sign>[+-])\s*(?P<days>\d{1,5})\s*(?P<unit>d|days?|w|wd|working(?: days?)?)?", re.ASCII)
_LAUNCH_DAY = re.compile(r"t|launch day")


def read_place(text: str) -> Place:
    """Read where a dated thing lies; "" is nowhere yet. Raises `ValueError` saying how it is written.

    What is anchored has no `due`: that is for `schedule.placed` to compute.
    """
    text = " ".join(text.replace(_MINUS, "-").split())
    if not text:
        return {"due": None, "offset_days": None, "offset_unit": OffsetUnit.CALENDAR.value}
    if _LAUNCH_DAY.fullmatch(text.lower()):
        return {"due": None, "offset_days": 0, "offset_unit": OffsetUnit.CALENDAR.value}
    if found := _OFFSET.fullmatch(text.lower()):
        unit = OffsetUnit.WORKING if (found["unit"] or "").startswith("w") else OffsetUnit.CALENDAR
        days = check_offset(int(found["sign"] + found["days"]))
        return {"due": None, "offset_days": days, "offset_unit": unit.value}
    return {"due": _day(text), "offset_days": None, "offset_unit": OffsetUnit.CALENDAR.value}


def show_place(due: dt.date | None, offset_days: int | None, offset_unit: str) -> str:
    """Write where a dated thing lies, as `read_place` takes it."""
    if offset_days is None:
        return show_date(due) if due else ""
    days = f"T{_MINUS if offset_days < 0 else '+'}{abs(offset_days)}" if offset_days else "T"
    return f"{days} working" if offset_days and offset_unit == OffsetUnit.WORKING else days


def _day(text: str) -> dt.date:
    try:
        day, precision = parse_when(text)
    except ValueError:
        raise ValueError(f"“{text[:40]}” is no date here. {HOW_TO_WRITE}") from None
    if precision != "day":
        raise ValueError(f"“{text[:40]}” is a whole {precision}: name the day. {HOW_TO_WRITE}")
    return day
