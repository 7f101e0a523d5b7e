"""The bars of the timeline in groups and lanes, and in pieces that come one after the other. It asks no database."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from launchhub.accounts.models import Hat
from roadmap.models import Launch, LaunchStatus
from roadmap.models.launches import OVER
from roadmap.timeline import Bar, Plan

PIECE = 150
"""Bars of a group that come together, at most."""

GO_TO_MARKET = frozenset({Hat.MARKETING, Hat.SALES, Hat.SUPPORT})
"""Hats whose things stand in the marketing lane; those of all others stand in the product lane."""


class Lane(NamedTuple):
    """Bars of one track, under a name when there are several."""

    label: str
    bars: list[Bar]


@dataclass(slots=True)
class Piece:
    """Bars of a group that come together: with the page, or when somebody gets there.

    A lane that goes on in the next piece has its name in the first one alone.
    """

    key: str
    lanes: list[Lane] = field(default_factory=list)
    is_later: bool = False
    """Whether it is fetched when somebody gets there."""

    @property
    def bars(self) -> list[Bar]:
        """All its bars."""
        return [bar for lane in self.lanes for bar in lane.bars]

    @property
    def count(self) -> int:
        """How many bars it has."""
        return sum(len(lane.bars) for lane in self.lanes)

    @property
    def height(self) -> int:
        """How many rows it takes on the screen: a bar each, and the name of each lane."""
        return self.count + sum(bool(lane.label) for lane in self.lanes)


@dataclass(slots=True)
class Group:
    """Bars that belong together; `head` is what they belong to, where that has a date itself."""

    key: str
    title: str
    head: Bar | None = None
    pieces: list[Piece] = field(default_factory=list)

    @property
    def shown(self) -> list[Bar]:
        """Its head, and the bars that are sent at once."""
        return [*filter(None, [self.head]), *(bar for piece in self.pieces if not piece.is_later for bar in piece.bars)]

    def is_ahead(self, piece: Piece, today: dt.date) -> bool:
        """Say whether its head, or some of a piece, ends today or later."""
        return any(bar.end is not None and bar.end >= today for bar in [*filter(None, [self.head]), *piece.bars])


def by_launch(plan: Plan) -> list[Group]:
    """Return a group for each launch, the product lane above the marketing lane, and one for what has no launch."""
    lanes: dict[uuid.UUID | None, tuple[list[Bar], list[Bar]]] = defaultdict(lambda: ([], []))
    for bar in [*plan.features, *plan.things]:
        lanes[bar.launch_id][bar.hat in GO_TO_MARKET].append(bar)
    groups = [_group(str(pk), head.title, *lanes[pk], head=head) for pk, head in plan.launches.items()]
    loose = lanes[None][0]
    return groups + ([_group("none", "No launch", loose)] if loose else [])


def by_keys(
    bars: Iterable[Bar], keys_of: Callable[[Bar], Collection[uuid.UUID]], names: Mapping[uuid.UUID, str], nothing: str
) -> list[Group]:
    """Return a group for each key that bars have, in the order of `names`; a bar with several is in each.

    Bars without a key that is named come last, under `nothing`.
    """
    found: dict[uuid.UUID | None, list[Bar]] = defaultdict(list)
    for bar in bars:
        keys: list[uuid.UUID | None] = [key for key in keys_of(bar) if key in names]
        for key in keys or [None]:
            found[key].append(bar)
    groups = [_group(str(pk), name, found[pk]) for pk, name in names.items() if pk in found]
    return groups + ([_group("none", nothing, found[None])] if None in found else [])


def only(groups: Iterable[Group], key: str) -> list[Group]:
    """Return the group that has the piece of this key, with that piece alone; nothing when there is none."""
    found = [(group, piece) for group in groups for piece in group.pieces if piece.key == key]
    return [replace(group, pieces=[piece]) for group, piece in found]


def fold(groups: Sequence[Group], budget: int, today: dt.date, loaded: Collection[str] = ()) -> Sequence[Group]:
    """Mark the pieces that come later, so that those sent at once stay within a budget of bars.

    A view opens on today: what has something still to come is sent before what is over. Those `loaded` already are sent
    whatever they cost.
    """
    pieces = [(group, piece) for group in groups for piece in group.pieces]
    for _, piece in sorted(pieces, key=lambda each: not each[0].is_ahead(each[1], today)):
        fits = piece.count <= budget
        piece.is_later = not fits and piece.key not in loaded
        budget -= piece.count if fits else 0
    return groups


def with_verdicts(groups: Sequence[Group], verdict_of: Mapping[uuid.UUID, str]) -> Sequence[Group]:
    """Give the launches that are shown, and still ahead, their verdict as their state."""

    def told(bar: Bar) -> Bar:
        is_ahead = bar.noun == Launch.noun and bar.state not in (*OVER, LaunchStatus.ON_HOLD)
        return bar._replace(state=verdict_of[bar.id]) if is_ahead else bar

    for group in groups:
        group.head = group.head and told(group.head)
        for lane in (lane for piece in group.pieces if not piece.is_later for lane in piece.lanes):
            lane.bars[:] = map(told, lane.bars)
    return groups


def _group(key: str, title: str, product: list[Bar], marketing: Sequence[Bar] = (), head: Bar | None = None) -> Group:
    return Group(key, title, head, _pieces(key, _lanes(product, marketing)))


def _lanes(product: Iterable[Bar], marketing: Iterable[Bar]) -> list[Lane]:
    lanes = [Lane("Product", _in_time(product)), Lane("Marketing", _in_time(marketing))]
    return [lane if lanes[1].bars else lane._replace(label="") for lane in lanes if lane.bars]


def _in_time(bars: Iterable[Bar]) -> list[Bar]:
    return sorted(bars, key=lambda bar: (bar.start or dt.date.max, bar.end or dt.date.max, bar.title, bar.id))


def _pieces(key: str, lanes: Iterable[Lane]) -> list[Piece]:
    """Cut lanes; the first piece has the key of the group, the others count on."""
    pieces: list[Piece] = []
    room = 0
    for label, bars in lanes:
        at = 0
        while at < len(bars):
            if not room:
                pieces.append(Piece(f"{key}.{len(pieces)}" if pieces else key))
                room = PIECE
            part = bars[at : at + room]
            pieces[-1].lanes.append(Lane("" if at else label, part))
            at, room = at + len(part), room - len(part)
    return pieces
