"""The pace of a launch in words that say how it was computed."""

from __future__ import annotations

import datetime as dt

from launchhub.lib.dates import show_date
from launchhub.lib.text import plural
from roadmap.pace import FEWEST, Pace

WORDS = {1: "one", 2: "two", 3: "three", 4: "four"}


def in_words(pace: Pace, date: dt.date | None, precision: str = "day", *, is_over: bool = False) -> str:
    """Tell how far a launch is, how fast that went, and when it would be done; `date` is when it is planned.

    Of a launch that is over, only how far it got.
    """
    if not pace.total:
        return "There is nothing to be done yet: features, tasks, gates, claims and assets of the launch count here."
    so_far = f"{pace.done} of {pace.total} done"
    if is_over:
        return f"{so_far}. The launch is over, so nothing is foretold."
    if pace.is_complete:
        return f"{so_far}: all of it."
    if not pace.days:
        return f"{so_far}. How fast that goes shows when it was written down for a week."
    rate = f"{so_far}, {pace.a_week:.1f} a week in the last {_span(pace.days)}"
    if not pace.forecast:
        return f"{rate}. {_too_little(pace)}"
    return f"{rate}. {_when(pace)}{_against(pace, date, precision)}"


def _too_little(pace: Pace) -> str:
    if pace.recent >= FEWEST and pace.days >= 7:
        return "At that rate it takes years, so there is no date to name."
    return f"That is too little to say when all is done: it takes a week at least, and {FEWEST} things done in it."


def _when(pace: Pace) -> str:
    assert pace.forecast
    early, late = pace.forecast.earliest, pace.forecast.latest
    if late is None:
        return f"If it goes on like this, all is done after {show_date(early)}, nobody can say how long after"
    if early == late:
        return f"If it goes on like this, all is done on {show_date(early)}"
    return f"If it goes on like this, all is done from {show_date(early)} to {show_date(late)}, in eight of ten cases"


def _against(pace: Pace, date: dt.date | None, precision: str) -> str:
    assert pace.forecast
    if date is None:
        return "; the launch has no date yet."
    when = show_date(date, precision)
    if pace.forecast.chance is None:
        return f"; the launch was planned for {when}."
    return f"; the launch is planned for {when}, and the chance to be done by then is {percent(pace.forecast.chance)}."


def percent(chance: float) -> str:
    """Write a chance as exactly as it is known: in steps of five, and never as certain."""
    if chance < 0.05:
        return "below 5 %"
    return "above 95 %" if chance > 0.95 else f"about {5 * round(20 * chance)} %"


def _span(days: int) -> str:
    weeks, rest = divmod(days, 7)
    return plural(days, "day") if rest or not weeks else f"{WORDS.get(weeks, weeks)} weeks" if weeks > 1 else "week"
