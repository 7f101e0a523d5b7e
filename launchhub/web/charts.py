"""The geometry of the small drawings. Pure: data in, numbers for SVG attributes out."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from launchhub.web.states import READY, glyph_of

GAP = 2.1
"""Room between two tracks of the dial, in ticks."""

SEAM = 0.8
"""Room between two segments of a bar, in percent of its width."""


@dataclass(frozen=True)
class Tick:
    """One check on the dial: its glyph and where it stands, in degrees from the top."""

    state: str
    angle: float


@dataclass(frozen=True)
class Dial:
    """One tick per check, clockwise from the top, tracks apart from each other."""

    ticks: list[Tick]
    ready: int
    width: float
    counts: dict[str, int]

    @property
    def total(self) -> int:
        return len(self.ticks)

    @property
    def percent(self) -> int:
        """Checks ready in whole percent; 100 means all of them, not nearly all."""
        if self.ready == self.total:
            return 100 if self.total else 0
        return min(99, round(100 * self.ready / self.total))


def dial(tracks: Iterable[Sequence[str]]) -> Dial:
    """Lay out the readiness dial. `tracks` holds the states of the checks of each track."""
    groups = [[glyph_of(state) for state in states] for states in tracks if states]
    total = sum(map(len, groups))
    step = 360 / (total + len(groups) * (GAP - 1)) if total else 360.0
    ticks: list[Tick] = []
    angle = step / 2
    for states in groups:
        for state in states:
            ticks.append(Tick(state, round(angle, 2)))
            angle += step
        angle += step * (GAP - 1)
    counts = Counter(tick.state for tick in ticks)
    ready = sum(counts[state] for state in READY)
    return Dial(ticks, ready, width=round(min(5.0, step * 0.72), 2), counts=dict(counts))


@dataclass(frozen=True)
class Segment:
    """A stretch of a progress bar, in percent of its width."""

    state: str
    count: int
    x: float
    width: float


FINISHED_FIRST = ("passed", "done", "on-track", "waived")
NOT_BEGUN = ("open", "planned")


def bar(states: Iterable[str]) -> list[Segment]:
    """Lay out a progress bar in percent of its width: one segment per state, the finished ones first."""
    counts = Counter(map(glyph_of, states))
    segments, x = [], 0.0
    for state in sorted(counts, key=_place_in_bar):
        width = 100 * counts[state] / counts.total()
        gap = SEAM if width < 100 else 0
        segments.append(Segment(state, counts[state], round(x, 2), round(width - gap, 2)))
        x += width
    return segments


def _place_in_bar(state: str) -> int:
    if state in FINISHED_FIRST:
        return FINISHED_FIRST.index(state)
    return 9 if state in NOT_BEGUN else 5


@dataclass(frozen=True)
class Move:
    """One step of the slip ladder: on a day the date became `to`, for a reason."""

    on: date
    to: date
    note: str = ""


@dataclass(frozen=True)
class Rung:
    """One step as drawn: `x` and `previous_x` in percent of the width, `days` later (or, below zero, earlier)."""

    on: date
    to: date
    note: str
    days: int
    x: float
    previous_x: float | None


def ladder(moves: Sequence[Move]) -> list[Rung]:
    """Lay out the slip ladder: first plan at the top, positions in percent of the width, by date."""
    if not moves:
        return []
    first, last = min(move.to for move in moves), max(move.to for move in moves)
    span = max((last - first).days, 1)
    places = [round(6 + 88 * (move.to - first).days / span, 1) for move in moves]
    top = Rung(moves[0].on, moves[0].to, moves[0].note, 0, places[0], None)
    return [top] + [
        Rung(move.on, move.to, move.note, (move.to - before.to).days, x, previous_x)
        for (before, move), (previous_x, x) in zip(pairwise(moves), pairwise(places), strict=True)
    ]


CHART_WIDTH, CHART_HEIGHT, CHART_MARGIN = 600, 180, 10


@dataclass(frozen=True)
class BurnUp:
    """How much was done, of how much, over time; and where that leads. All in a box of 600 by 180."""

    done: str
    total: str
    area: str
    """The points of the two lines, and of what lies below the lower one."""

    now: tuple[float, float]
    cone: str
    """The points of the range in which everything gets done, "" without one."""

    today_x: float
    date_x: float | None
    first: date
    last: date


def burn_up(
    points: Sequence[tuple[date, int, int]],
    today: date,
    launch_date: date | None = None,
    ahead: tuple[date, date | None] | None = None,
) -> BurnUp | None:
    """Lay out a burn-up chart, or None without points.

    Args:
        points: day, how much was done at its end, of how much; in order, one for each day.
        today: the day until which the last point holds.
        ahead: the range of days in which everything gets done; without an end it is as long again as its beginning.
    """
    if not points:
        return None
    early, late = ahead or (None, None)
    if early and not late:
        late = early + (early - today)
    first = points[0][0]
    last = max(day for day in (today, launch_date, late, points[-1][0]) if day)
    span, most = max((last - first).days, 1), max(1, *(max(done, total) for _, done, total in points))

    def place(day: date, count: int) -> tuple[float, float]:
        x = CHART_MARGIN + (CHART_WIDTH - 2 * CHART_MARGIN) * (day - first).days / span
        y = CHART_HEIGHT - CHART_MARGIN - (CHART_HEIGHT - 2 * CHART_MARGIN) * count / most
        return round(x, 1), round(y, 1)

    ends = [*(day for day, _, _ in points[1:]), max(today, points[-1][0])]
    done = [place(at, count) for (day, count, _), end in zip(points, ends, strict=True) for at in (day, end)]
    total = [place(at, count) for (day, _, count), end in zip(points, ends, strict=True) for at in (day, end)]
    floor = place(first, 0)[1]
    cone = [done[-1], place(early, points[-1][2]), place(late, points[-1][2])] if early and late else []
    return BurnUp(
        done=_points(done),
        total=_points(total),
        area=_points([(done[0][0], floor), *done, (done[-1][0], floor)]),
        now=done[-1],
        cone=_points(cone),
        today_x=place(today, 0)[0],
        date_x=place(launch_date, 0)[0] if launch_date and first <= launch_date else None,
        first=first,
        last=last,
    )


def _points(places: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{x:g},{y:g}" for x, y in places)
