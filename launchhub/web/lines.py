"""The geometry of a value over time. Pure: data in, numbers for SVG attributes out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

WIDTH, HEIGHT, MARGIN = 600, 150, 12


@dataclass(frozen=True)
class Dot:
    """What was measured on a day, and where it stands."""

    on: date
    value: float
    x: float
    y: float


@dataclass(frozen=True)
class Line:
    """Dots in the order of their days, joined, between two marks that are levels of the same scale."""

    dots: list[Dot]
    base_y: float
    aim_y: float
    end_x: float | None

    @property
    def points(self) -> str:
        """The line as the `points` of a polyline."""
        return " ".join(f"{dot.x},{dot.y}" for dot in self.dots)


def line(values: Sequence[tuple[date, float]], base: float, aim: float, end: date | None = None) -> Line:
    """Lay out values by day, in a box of `WIDTH` by `HEIGHT`.

    Args:
        values: what was measured, one for each day, in order.
        base: where it began; aim: where it should get to. Both are within the box.
        end: the day until which, which is within the box, too.
    """
    days = [on for on, _ in values] + ([end] if end else [])
    levels = [base, aim, *(value for _, value in values)]
    first, span = (min(days), max((max(days) - min(days)).days, 1)) if days else (date.min, 1)
    low, reach = min(levels), (max(levels) - min(levels)) or 1

    def x(on: date) -> float:
        return round(MARGIN + (WIDTH - 2 * MARGIN) * (on - first).days / span, 1)

    def y(value: float) -> float:
        return round(HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * (value - low) / reach, 1)

    dots = [Dot(on, value, x(on), y(value)) for on, value in values]
    return Line(dots, y(base), y(aim), x(end) if end else None)
