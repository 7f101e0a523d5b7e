"""How fast a launch gets ready, and when it would be at that rate. Pure: numbers in, numbers out.

The method: what was done in a stretch of time is taken for a Poisson process, of which no more is known than that it
brought `k` things in `T` days. How long the next `r` things take then follows from the predictive distribution of such
a process: the chance that at least `r` come within `t` days is that of a negative binomial,

    P(t) = 1 - sum over i < r of C(k + i - 1, i) * p^i * (1 - p)^k,   p = t / (t + T).

It holds both what is not known of the rate and the chance in what is still to come, so few things done give a wide
range. Source: W. Nelson, "Confidence Intervals for the Ratio of Two Poisson Means and Poisson Predictor Intervals",
IEEE Transactions on Reliability R-19 (1970); A. Gelman et al., "Bayesian Data Analysis", 3rd ed., section 2.6 (the
predictive distribution of a Poisson with a gamma prior, here the improper one with shape 0 and rate 0).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, fsum, lgamma, log

WINDOW = dt.timedelta(weeks=4)
"""How far one looks back: long enough to even a quiet week out, short enough to notice a change."""

SHORTEST = dt.timedelta(weeks=1)
FEWEST = 3
"""With less time, or with fewer things done in it, nothing is said about what comes."""

LOW, HIGH = 0.1, 0.9
"""The chances between which the range lies: eight of ten cases fall into it."""

FURTHEST = 3 * 365
"""Days ahead that a forecast reaches; what takes longer has no date."""


@dataclass(frozen=True, slots=True)
class Point:
    """How many checks were done, of how many, at the end of a day."""

    day: dt.date
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Forecast:
    """When everything would be done if it goes on like this."""

    earliest: dt.date
    """The day by which everything is done in one of ten cases."""

    latest: dt.date | None
    """The day by which everything is done in nine of ten cases; None when it is too far off to name."""

    chance: float | None
    """The chance of having everything done by the date of the launch, from 0 to 1; None without a date ahead."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast things got done of late, and where that leads."""

    done: int
    total: int
    recent: int
    """How many more were done at the end of the window than at its beginning."""

    days: int
    """How long the window is."""

    forecast: Forecast | None
    """None when all is done, or when there is too little to go on."""

    @property
    def a_week(self) -> float:
        """How many things got done in a week."""
        return 7 * self.recent / self.days if self.days else 0

    @property
    def is_complete(self) -> bool:
        """Whether there were checks, and all are done."""
        return 0 < self.total <= self.done


def pace(points: Sequence[Point], today: dt.date, date: dt.date | None) -> Pace:
    """Return the pace of the last four weeks, or of the time since the first point when that is shorter.

    Args:
        points: in the order of their days, one for each, the last one for how it is now.
        today: the day from which is counted; date: when the launch is planned, if it is.
    """
    if not points:
        return Pace(0, 0, 0, 0, None)
    now, start = points[-1], max(points[0].day, today - WINDOW)
    before = next((point for point in reversed(points) if point.day <= start), points[0])
    recent, days = max(now.done - before.done, 0), (today - start).days
    left = now.total - now.done
    if left <= 0 or recent < FEWEST or days < SHORTEST.days:
        return Pace(now.done, now.total, recent, days, None)
    return Pace(now.done, now.total, recent, days, forecast(left, recent, days, today, date))


def forecast(left: int, recent: int, days: int, today: dt.date, date: dt.date | None) -> Forecast | None:
    """Return when `left` more things are done, given that `recent` took `days`; None when that is too far off."""
    early, late = (_days_until(chance, left, recent, days) for chance in (LOW, HIGH))
    if early is None:
        return None
    return Forecast(
        today + dt.timedelta(early),
        None if late is None else today + dt.timedelta(late),
        within((date - today).days, left, recent, days) if date and date >= today else None,
    )


def within(ahead: float, left: int, recent: int, days: int) -> float:
    """Return the chance that at least `left` things get done in `ahead` days, when `recent` of them took `days`."""
    if left <= 0:
        return 1.0
    if ahead <= 0:
        return 0.0
    p, q = log(ahead / (ahead + days)), log(days / (ahead + days))
    ways = (lgamma(recent + i) - lgamma(recent) - lgamma(i + 1) for i in range(left))
    fewer = fsum(exp(way + i * p + recent * q) for i, way in enumerate(ways))
    return min(max(1 - fewer, 0.0), 1.0)


def _days_until(chance: float, left: int, recent: int, days: int) -> int | None:
    """Return the first day on which the chance is reached; None after `FURTHEST`. It only grows, so halve the span."""
    if within(FURTHEST, left, recent, days) < chance:
        return None
    low, high = 0, FURTHEST
    while low < high:
        middle = (low + high) // 2
        if within(middle, left, recent, days) >= chance:
            high = middle
        else:
            low = middle + 1
    return low
