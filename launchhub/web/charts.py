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
