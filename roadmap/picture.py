"""The timeline as a picture: an SVG of all that a period shows, for slides and documents. Pure."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, tostring

from launchhub.lib.dates import show_date
from launchhub.web.states import glyph_of
from roadmap.grouping import Group
from roadmap.timeline import Bar, Link, Period

WIDTH, NAMES, HEAD, ROW, BAR, MARGIN = 1600, 330, 76, 24, 15, 16
LETTER = 6.2
"""How wide a letter is, roughly. All lengths are in user units of the SVG, that is CSS pixels."""

LETTERS = 44
"""What fits into the column of names."""

INK, FAINT, LINE, RULE, ACCENT, LATE = "#1c1f26", "#636975", "#8f96a3", "#e4e6ea", "#2c5fd0", "#d33a3f"
FILLS = {"on-track": "#2f9e6e", "passed": "#2f9e6e", "at-risk": "#c48a1d", "slipped": "#d5642f", "blocked": LATE,
         "failed": LATE, "waived": "#8c63c4",}  # fmt: skip
IDLE = "#c3c7ce"
"""Colours as the light look of the pages has them; of states by their glyph."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the picture: the name of a group or of a lane, or a bar with its name."""

    text: str
    bar: Bar | None = None
    is_head: bool = False
    is_lane: bool = False


def picture(groups: Sequence[Group], period: Period, today: dt.date, title: str, links: Iterable[Link]) -> bytes:
    """Return the SVG of groups on the axis of a period, whole: nothing is folded and nothing is cut off."""
    rows = [row for group in groups for row in _rows(group)]
    height = HEAD + len(rows) * ROW + MARGIN
    box = f"0 0 {WIDTH} {height}"
    svg = Element("svg", xmlns="http://www.w3.org/2000/svg", viewBox=box, width=f"{WIDTH}", height=f"{height}")
    svg.set("font-family", "Geist, Helvetica, Arial, sans-serif")
    SubElement(svg, "title").text = title
    _box(svg, 0, 0, WIDTH, height, "#ffffff")
    _text(svg, MARGIN, 26, title, size=16, weight=600)
    axis = Axis(period)
    _ticks(svg, axis, today, height)
    places = {row.bar.id: at for at, row in reversed(list(enumerate(rows))) if row.bar and row.bar.start}
    bars = {row.bar.id: row.bar for row in rows if row.bar}
    for link in links:
        _arrow(svg, axis, link, bars, places)
    for at, row in enumerate(rows):
        _line(svg, axis, row, HEAD + at * ROW)
    whole: bytes = tostring(svg, encoding="utf-8", xml_declaration=True)
    return whole


@dataclass(frozen=True, slots=True)
class Axis:
    """Where a day stands."""

    period: Period

    def at(self, day: dt.date) -> float:
        """Return where a day begins, or the edge that it lies beyond."""
        start, end = self.period
        part = ((day - start).days) / ((end - start).days + 1)
        return round(NAMES + min(max(part, 0), 1) * (WIDTH - NAMES - MARGIN), 1)

    def has(self, day: dt.date) -> bool:
        """Say whether it shows a day."""
        return self.period.start <= day <= self.period.end

    def months(self) -> Iterator[dt.date]:
        """Yield the first days of months, as many as there is room for."""
        start, end = self.period
        step = next(each for each in (1, 3, 6, 12) if (end - start).days / 30 / each <= 16 or each == 12)
        year, month = start.year, start.month
        while (day := dt.date(year, month, 1)) <= end:
            if day >= start and (month - 1) % step == 0:
                yield day
            year, month = (year + 1, 1) if month == 12 else (year, month + 1)


def _rows(group: Group) -> Iterator[Row]:
    yield Row(group.title, group.head, is_head=True)
    for lane in (lane for piece in group.pieces for lane in piece.lanes):
        if lane.label:
            yield Row(lane.label, is_lane=True)
        for bar in lane.bars:
            yield Row(bar.title, bar)


def _ticks(svg: Element, axis: Axis, today: dt.date, height: int) -> None:
    for day in axis.months():
        x = axis.at(day)
        _box(svg, x, HEAD - 22, 1, height - HEAD + 22 - MARGIN, RULE)
        _text(svg, x + 4, HEAD - 10, f"{day:%b %Y}", size=10, fill=FAINT)
    if axis.has(today):
        _box(svg, axis.at(today), HEAD - 8, 1.5, height - HEAD + 8 - MARGIN, ACCENT)


def _line(svg: Element, axis: Axis, row: Row, y: int) -> None:
    if row.is_head:
        _box(svg, MARGIN, y, WIDTH - 2 * MARGIN, 1, RULE)
    indent, weight = (0, 600) if row.is_head else (8, 400)
    name = row.text if len(row.text) <= LETTERS else f"{row.text[: LETTERS - 1]}…"
    fill = FAINT if row.is_lane else INK
    _text(svg, MARGIN + indent, y + 16, name, size=10 if row.is_lane else 11.5, weight=weight, fill=fill)
    bar = row.bar
    if bar is None or bar.start is None or bar.end is None:
        return
    left, right = axis.at(bar.start), axis.at(bar.end + dt.timedelta(days=1))
    fill = FILLS.get(glyph_of(bar.state), IDLE)
    when = show_date(bar.end) if bar.start == bar.end else f"{show_date(bar.start)} to {show_date(bar.end)}"
    if bar.lasts:
        shape = _box(svg, left, y + (ROW - BAR) / 2, max(right - left, 3), BAR, fill, rx="3")
    else:
        x, middle, reach = (left + right) / 2, y + ROW / 2, 6.5
        points = f"{x},{middle - reach} {x + reach},{middle} {x},{middle + reach} {x - reach},{middle}"
        shape = SubElement(svg, "polygon", points=points, fill=fill)
        right = max(right, x + reach)
    SubElement(shape, "title").text = f"{row.text}, {when}"
    beside = right + 6
    if beside + len(when) * LETTER < WIDTH - MARGIN:
        _text(svg, beside, y + 16, when, size=9.5, fill=FAINT)


def _arrow(
    svg: Element, axis: Axis, link: Link, bars: Mapping[uuid.UUID, Bar], places: Mapping[uuid.UUID, int]
) -> None:
    """Draw what waits for what, in red where both are still to come and their dates do not keep it.

    That is the rule of `roadmap.graph.violations`.
    """
    if link.earlier not in places or link.later not in places:
        return
    earlier, later = bars[link.earlier], bars[link.later]
    if earlier.end is None or later.start is None or later.end is None:
        return
    is_ahead = earlier.is_open and later.is_open
    is_late = is_ahead and later.end < earlier.end + dt.timedelta(days=link.lag_days)
    x1, x2 = axis.at(earlier.end + dt.timedelta(days=1)), axis.at(later.start)
    y1, y2 = (HEAD + places[end] * ROW + ROW / 2 for end in (link.earlier, link.later))
    turn = x1 + 6
    path = f"M{x1} {y1}H{turn}V{y2}H{x2}m-4 -3l4 3l-4 3"
    SubElement(svg, "path", d=path, fill="none", stroke=LATE if is_late else LINE)


def _box(parent: Element, x: float, y: float, width: float, height: float, fill: str, **more: str) -> Element:
    size = {"x": f"{x}", "y": f"{y}", "width": f"{width:g}", "height": f"{height:g}"}
    return SubElement(parent, "rect", size | {"fill": fill} | more)


def _text(parent: Element, x: float, y: float, words: str, *, size: float, weight: int = 400, fill: str = INK) -> None:
    look = {"x": f"{x:g}", "y": f"{y:g}", "font-size": f"{size:g}", "font-weight": f"{weight}", "fill": fill}
    SubElement(parent, "text", look).text = words
