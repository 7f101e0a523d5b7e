"""The bars of the timeline in groups and lanes, and in parts that come one after the other. It asks no database."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple, Protocol

from launchhub.accounts.models import Hat
from roadmap.models import Launch, LaunchStatus
from roadmap.models.launches import OVER
from roadmap.timeline import Bar, Plan

PIECE = 150
"""Bars of a group that come together, at most."""

BLOCK = 50
"""Groups that come together, at most."""

BLOCKS = "groups."
"""How the key of a block begins; its number follows."""

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
    head: Bar | None = None
    """That of its group."""

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

    def is_ahead(self, today: dt.date) -> bool:
        """Say whether the head of its group, or some of it, ends today or later."""
        return any(bar.end is not None and bar.end >= today for bar in [*filter(None, [self.head]), *self.bars])


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

    def is_ahead(self, today: dt.date) -> bool:
        """Say whether its head, or some of it, ends today or later."""
        return any(piece.is_ahead(today) for piece in self.pieces or [Piece(self.key, head=self.head)])


@dataclass(slots=True)
class Block:
    """Groups that come together: with the page, or when somebody gets there."""

    key: str
    groups: Sequence[Group]
    is_later: bool = False

    @property
    def count(self) -> int:
        """How many groups it has."""
        return len(self.groups)

    def rows(self, closed: Collection[str]) -> int:
        """Return how many rows its groups take on the screen below their heads, but for those that are `closed`."""
        return sum(piece.height for group in self.groups if group.key not in closed for piece in group.pieces)

    def is_ahead(self, today: dt.date) -> bool:
        """Say whether some of it ends today or later."""
        return any(group.is_ahead(today) for group in self.groups)


class Part(Protocol):
    """What comes together, at once or later."""

    key: str
    is_later: bool

    @property
    def count(self) -> int: ...

    def is_ahead(self, today: dt.date) -> bool: ...


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


def only(groups: Sequence[Group], key: str) -> Sequence[Group]:
    """Return the groups of the block of this key, or the group of the piece, with that alone; nothing without any."""
    for block in _blocks(groups):
        if block.key == key:
            return block.groups
    found = [(group, piece) for group in groups for piece in group.pieces if piece.key == key]
    return [replace(group, pieces=[piece]) for group, piece in found]


def in_blocks(groups: Sequence[Group], budget: int, today: dt.date, loaded: Collection[str] = ()) -> list[Block]:
    """Cut groups into blocks, and mark those that come later (`_within`)."""
    blocks = _blocks(groups)
    _within(budget, blocks, today, loaded)
    return blocks


def fold(groups: Sequence[Group], budget: int, today: dt.date, loaded: Collection[str] = ()) -> Sequence[Group]:
    """Mark the pieces that come later (`_within`)."""
    _within(budget, [piece for group in groups for piece in group.pieces], today, loaded)
    return groups


def _blocks(groups: Sequence[Group]) -> list[Block]:
    cut = range(0, len(groups), BLOCK)
    return [Block(f"{BLOCKS}{number}", groups[start : start + BLOCK]) for number, start in enumerate(cut)]


def _within(budget: int, parts: Sequence[Part], today: dt.date, loaded: Collection[str]) -> None:
    """Mark the parts that come later, so that those sent at once stay within a budget of what they count.

    A view opens on today: what has something still to come is sent before what is over. Those `loaded` already are sent
    whatever they cost.
    """
    for part in sorted(parts, key=lambda each: not each.is_ahead(today)):
        fits = part.count <= budget
        part.is_later = not fits and part.key not in loaded
        budget -= part.count if fits else 0


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
    return Group(key, title, head, _pieces(key, head, _lanes(product, marketing)))


def _lanes(product: Iterable[Bar], marketing: Iterable[Bar]) -> list[Lane]:
    lanes = [Lane("Product", _in_time(product)), Lane("Marketing", _in_time(marketing))]
    return [lane if lanes[1].bars else lane._replace(label="") for lane in lanes if lane.bars]


def _in_time(bars: Iterable[Bar]) -> list[Bar]:
    return sorted(bars, key=lambda bar: (bar.start or dt.date.max, bar.end or dt.date.max, bar.title, bar.id))


def _pieces(key: str, head: Bar | None, lanes: Iterable[Lane]) -> list[Piece]:
    """Cut lanes; the first piece has the key of the group, the others count on."""
    pieces: list[Piece] = []
    room = 0
    for label, bars in lanes:
        at = 0
        while at < len(bars):
            if not room:
                pieces.append(Piece(f"{key}.{len(pieces)}" if pieces else key, head=head))
                room = PIECE
            part = bars[at : at + room]
            pieces[-1].lanes.append(Lane("" if at else label, part))
            at, room = at + len(part), room - len(part)
    return pieces
