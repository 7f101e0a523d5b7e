"""The geometry of a chart of bubbles between two axes. Pure: data in, numbers for SVG attributes out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, hypot, pi, sin, sqrt

WIDTH, HEIGHT, MARGIN = 720, 420, 34
SMALLEST, LARGEST = 13, 26
"""Radii: the smallest is still easily hit with a finger."""

GOLDEN = pi * (3 - sqrt(5))
TRIES = 400
LETTER, LINE = 6.4, 15
"""The width of a letter and the height of a line, about."""

LONGEST = 24
"""Characters of a label; the link has the whole name."""


@dataclass(frozen=True)
class Point:
    """What is to be shown: where it leads, where it stands on the axes, how much it weighs, and its sign."""

    label: str
    address: str
    x: float
    y: float
    weight: float
    sign: str


@dataclass(frozen=True)
class Bubble:
    """A point as it is drawn. `text` is its label, "" where there is no room for it beside the others."""

    point: Point
    cx: float
    cy: float
    r: float
    text: str
    text_x: float


Box = tuple[float, float, float, float]


def bubbles(points: Sequence[Point], low: float, high: float) -> list[Bubble]:
    """Lay out points on two axes from `low` to `high`: `x` to the right, `y` upwards, the area by the weight.

    What would cover another bubble is put beside it, as near as there is room; labels are given to the first points
    first, as long as they cover nothing.
    """
    heaviest = max((point.weight for point in points), default=1)
    circles: list[tuple[float, float, float]] = []
    for point in points:
        r = SMALLEST + (LARGEST - SMALLEST) * sqrt(point.weight / heaviest) if len(points) > 1 else LARGEST
        x = MARGIN + (WIDTH - 2 * MARGIN) * (point.x - low) / (high - low)
        y = HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * (point.y - low) / (high - low)
        circles.append(_free(x, y, r, circles))
    boxes = [(x - r, y - r, x + r, y + r) for x, y, r in circles]
    drawn = []
    for point, (x, y, r) in zip(points, circles, strict=True):
        text = point.label if len(point.label) <= LONGEST else f"{point.label[: LONGEST - 1].rstrip()}…"
        box = (x + r + 4, y - LINE / 2, x + r + 4 + LETTER * len(text), y + LINE / 2)
        if box[2] > WIDTH or any(_meet(box, other) for other in boxes):
            text = ""
        else:
            boxes.append(box)
        drawn.append(Bubble(point, round(x, 1), round(y, 1), round(r, 1), text, round(x + r + 4, 1)))
    return drawn


def _free(x: float, y: float, r: float, taken: Sequence[tuple[float, float, float]]) -> tuple[float, float, float]:
    """Return the place for a circle that covers none that stands already: on a spiral around where it belongs."""
    for step in range(TRIES):
        away = r * 0.5 * sqrt(step)
        cx = min(max(x + away * cos(step * GOLDEN), r), WIDTH - r)
        cy = min(max(y + away * sin(step * GOLDEN), r), HEIGHT - r)
        if all(hypot(cx - other_x, cy - other_y) >= r + other_r for other_x, other_y, other_r in taken):
            return cx, cy, r
    return min(max(x, r), WIDTH - r), min(max(y, r), HEIGHT - r), r


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
