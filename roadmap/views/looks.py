"""How somebody looks at the timeline, as it stands in the address: the period, the zoom, the groups, a past day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from django.http import QueryDict

from launchhub.lib.dates import check_year
from roadmap.timeline import Period

LONGEST = 3660
"""Days that a period may have: ten years."""

GROUPS = {"launch": "Launch", "product": "Product", "goal": "Goal", "owner": "Owner"}


class Zoom(NamedTuple):
    """How wide a day is drawn, in CSS pixels, and how many days before and after today one sees at first."""

    label: str
    day_width: float
    before: int
    after: int


ZOOMS: Mapping[str, Zoom] = {
    "day": Zoom("Days", 34, 14, 60),
    "week": Zoom("Weeks", 14, 30, 120),
    "month": Zoom("Months", 5, 60, 180),
    "quarter": Zoom("Quarters", 2, 180, 540),
    "year": Zoom("Years", 0.75, 365, 1460),
}


@dataclass(frozen=True, slots=True)
class Look:
    """What an address asks for; what makes no sense is told in `problems` and left out of account."""

    zoom: str
    group: str
    period: Period
    as_of: dt.date | None
    only: str
    problems: tuple[str, ...]

    @classmethod
    def of(cls, asked: QueryDict, today: dt.date) -> Look:
        """Read an address: `?zoom=week&group=owner&from=2027-01-01&to=2027-06-30&as_of=2026-09-01`."""
        problems: list[str] = []
        zoom = _one_of(asked, "zoom", ZOOMS, "month", problems)
        group = _one_of(asked, "group", GROUPS, "launch", problems)
        start = _day(asked, "from", problems) or today - dt.timedelta(days=ZOOMS[zoom].before)
        end = _day(asked, "to", problems) or max(start, today) + dt.timedelta(days=ZOOMS[zoom].after)
        if not 0 <= (end - start).days <= LONGEST:
            problems.append(f"“to” has to be after “from”, by ten years at most: {end.isoformat()} is not.")
            end = start + dt.timedelta(days=ZOOMS[zoom].before + ZOOMS[zoom].after)
        as_of = _day(asked, "as_of", problems)
        if as_of and as_of >= today:
            problems.append("“as_of” has to be a day in the past: it shows the plan as it stood then.")
            as_of = None
        return cls(zoom, group, Period(start, end), as_of, asked.get("only", ""), tuple(problems))

    @property
    def day_width(self) -> float:
        """How wide a day is drawn."""
        return ZOOMS[self.zoom].day_width


def _one_of(asked: QueryDict, name: str, known: Mapping[str, object], usual: str, problems: list[str]) -> str:
    value = asked.get(name) or usual
    if value in known:
        return value
    problems.append(f"“{name}” is one of {', '.join(known)}, not “{value[:40]}”.")
    return usual


def _day(asked: QueryDict, name: str, problems: list[str]) -> dt.date | None:
    text = asked.get(name, "").strip()
    try:
        return check_year(dt.date.fromisoformat(text)) if text else None
    except ValueError:
        problems.append(f"“{name}” is a day such as 2027-05-14, not “{text[:40]}”.")
        return None
