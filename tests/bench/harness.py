"""Two ways of doing the same, measured in turns: noise hits both, so that their ratio means something."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.bench.stage import Stage

Measure = Callable[[], float]
"""Does the work once and returns the seconds that it took."""

WARM_UP = 3


@dataclass(frozen=True, slots=True)
class Goal:
    """What the ratio should be: of the baseline's rate `at_least` so much, or `at_most` so many times its time."""

    at_least: float | None = None
    at_most: float | None = None

    def ratio(self, ours: float, base: float) -> float:
        """Return the ratio that the goal speaks of, from two times in seconds."""
        return ours / base if self.at_most else base / ours

    def is_met(self, ratio: float) -> bool:
        """Say whether the ratio is as good as it should be."""
        return ratio <= self.at_most if self.at_most else ratio >= (self.at_least or 0)

    def __str__(self) -> str:
        if self.at_most:
            return f"<= {self.at_most:.2f}" if math.isfinite(self.at_most) else ""
        return f">= {self.at_least:.2f}" if self.at_least else ""


ONLY_SHOWN = Goal()
"""For a row that explains another one."""

TIMES_SHOWN = Goal(at_most=math.inf)
"""For a row that shows how many times the baseline's time ours takes."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One row: our way and the baseline, done in turns up to `rounds` times or for `seconds`, whichever ends first."""

    name: str
    goal: Goal
    ours: Measure
    base: Measure
    rounds: int = 300
    seconds: float = 6.0


@dataclass(frozen=True, slots=True)
class Result:
    """What was measured; times in milliseconds."""

    name: str
    ours_p50: float
    ours_p99: float
    base_p50: float
    base_p99: float
    rounds: int
    ratio: float
    goal: str
    is_met: bool


@dataclass(frozen=True, slots=True)
class Figure:
    """A row that is measured by itself, for want of anything to compare it with."""

    name: str
    value: str
    goal: str
    is_met: bool


Row = Comparison | Figure
Outcome = Result | Figure
Rows = Callable[["Stage"], Iterable[Row]]
GROUPS: dict[str, Rows] = {}
"""Name of a group of rows, as `make bench ARGS=…` takes it → the rows."""


def rows(name: str) -> Callable[[Rows], Rows]:
    """Register a function that yields the rows of a group."""

    def register(function: Rows) -> Rows:
        GROUPS[name] = function
        return function

    return register


def timed(work: Callable[[], Any]) -> Measure:
    """Return a measure of the whole of `work`."""

    def measure() -> float:
        start = time.perf_counter()
        work()
        return time.perf_counter() - start

    return measure


def timed_after(before: Callable[[], Any], work: Callable[[], Any]) -> Measure:
    """Return a measure of `work`, with `before` done before it each time."""
    measure = timed(work)

    def prepared() -> float:
        before()
        return measure()

    return prepared


def compare(row: Comparison) -> Result:
    """Measure a row: our way and the baseline in turns, each as often first as second."""
    for _ in range(min(WARM_UP, row.rounds)):
        row.ours(), row.base()
    ours: list[float] = []
    base: list[float] = []
    end = time.perf_counter() + row.seconds
    while not ours or (len(ours) < row.rounds and time.perf_counter() < end):
        turns = [(row.ours, ours), (row.base, base)]
        for measure, times in turns if len(ours) % 2 else turns[::-1]:
            times.append(measure())
    ratio = row.goal.ratio(percentile(ours, 50), percentile(base, 50))
    milliseconds = [1000 * percentile(times, part) for times in (ours, base) for part in (50, 99)]
    return Result(row.name, *milliseconds, len(ours), ratio, str(row.goal), row.goal.is_met(ratio))


def percentile(times: list[float], part: int) -> float:
    """Return the time that `part` percent of the times do not exceed (nearest rank)."""
    return sorted(times)[max(math.ceil(part / 100 * len(times)), 1) - 1]


HEADINGS = ("", "ours p50", "p99", "base p50", "p99 ms", "ratio", "goal", "")
FORMAT = "{:<72.72} {:>9} {:>9} {:>9} {:>9} {:>7} {:>8}  {}"


def heading() -> str:
    """Return the first line of the table."""
    return FORMAT.format(*HEADINGS)


def line(result: Outcome) -> str:
    """Return the line of one row."""
    verdict = ("met" if result.is_met else "NOT MET") if result.goal else ""
    if isinstance(result, Figure):
        return FORMAT.format(result.name, result.value, "", "", "", "", result.goal, verdict)
    times = (result.ours_p50, result.ours_p99, result.base_p50, result.base_p99)
    return FORMAT.format(result.name, *(f"{each:.2f}" for each in times), f"{result.ratio:.2f}", result.goal, verdict)


def measured(wanted: Iterable[str], stage: Stage) -> Iterator[tuple[str, Outcome]]:
    """Yield each row of the wanted groups with its group's name, as soon as it is measured."""
    for name in wanted:
        for row in GROUPS[name](stage):
            yield name, (compare(row) if isinstance(row, Comparison) else row)


def as_json(group: str, result: Outcome) -> dict[str, Any]:
    """Return a row for the file that keeps the figures."""
    return {"group": group, **asdict(result)}
