"""The board of features: which columns there are, what stands in each, and what a feature becomes that is put there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, CharField, Count, Q, Value, When

from launchhub.accounts.models import Member
from launchhub.lib.dates import period_end
from roadmap import readiness
from roadmap.models import ColumnLimit, Feature, FeatureStatus, Launch
from roadmap.models.features import OPEN
from roadmap.selection import NOBODY, Selection

Status = FeatureStatus

WAYS = {"status": "Status", "launch": "Launch", "quarter": "Quarter"}
"""What columns may stand for, with its word."""

AT_FIRST = 40
"""Cards that a column shows until more are asked for."""

AT_MOST = 1000
"""Cards that a column shows then."""

LAUNCHES = 20
"""How many launches have a column: those ahead, the nearest first."""

ELSEWHERE = "elsewhere"
"""The lane for features of launches that have no column: far ahead, or over before all of it was done."""


@dataclass(frozen=True)
class Column:
    """A column: which features it `holds`, and what a feature gets that is put there."""

    key: str
    title: str
    holds: Q
    gives: Mapping[str, Any]
    is_lane: bool = False
    asks: bool = False
    """Whether a reason is asked for before a feature is put there."""

    takes: bool = True
    """Whether a feature can be put there. What takes none is shown only while something stands in it."""

    def given_to(self, feature: Feature) -> dict[str, Any]:
        """Return the fields that change when the feature is put here from another column."""
        back = {} if feature.is_open or "status" in self.gives else {"status": Status.PLANNED}
        return {**back, **self.gives}


@dataclass
class Filled:
    """A column with the first of its cards, in their order."""

    column: Column
    count: int = 0
    """How many features it has: one more than `AT_MOST` when it has more, which are not counted."""

    cards: list[Feature] = field(default_factory=list)
    limit: int | None = None
    total: int = 0
    """How many features a column with a limit has, those that are filtered out as well."""

    @property
    def is_over(self) -> bool:
        """Whether more stands there than is meant to be in hand at a time."""
        return self.limit is not None and self.total > self.limit

    @property
    def left(self) -> int:
        """How many more cards can be shown."""
        return min(self.count, AT_MOST) - len(self.cards)

    @property
    def number(self) -> str:
        """How many features it has, in words."""
        return str(self.count) if self.count <= AT_MOST else f"{AT_MOST}+"


def columns(way: str, member: Member, today: dt.date, selection: Selection) -> list[Column]:
    """Return the columns of a board by status, launch or quarter, the lanes for what is not to come last."""
    parked, cut = _lane(Status.PARKED, asks=True), _lane(Status.CUT)
    match way:
        case "launch":
            return [*_launches(member, selection), parked]
        case "quarter":
            return [*_quarters(today), parked]
    return [*(Column(each, each.label, Q(status=each), {"status": each}) for each in (*OPEN, Status.DONE)), parked, cut]


def column_of(feature: Feature, shown: Sequence[Column]) -> str:
    """Return the key of the column in which a feature stands, "" when it stands in none."""
    return str(Feature.objects.filter(pk=feature.pk).values_list(_place(shown), flat=True).get())


def fill(features: Any, shown: Sequence[Column], more: Iterable[str] = ()) -> list[Filled]:
    """Put features (a queryset) into columns; `more` are the keys of columns that show more cards. Two queries."""
    first = [_first(features, column) for column in shown]
    filled = {column.key: Filled(column) for column in shown}
    column_of_card = {}
    for _, pk, key in sorted(first[0].union(*first[1:], all=True)):
        filled[key].count += 1
        if filled[key].count <= (AT_MOST if key in more else AT_FIRST):
            column_of_card[pk] = key
    cards = features.filter(pk__in=list(column_of_card)).select_related("product", "launch", "owner__user")
    for card in cards.order_by("position", "pk"):
        filled[column_of_card[card.pk]].cards.append(card)
    return [each for each in filled.values() if each.count or each.column.takes]


def tell_limits(filled: Iterable[Filled], member: Member, *, is_filtered: bool) -> None:
    """Say of each column by status that has a limit what it is, and how much stands there. Two queries at most."""
    limits = dict(ColumnLimit.objects.visible_to(member).values_list("status", "most"))
    limited = [each for each in filled if each.column.key in limits]
    totals = {each.column.key: each.count for each in limited}
    if limited and is_filtered:
        rows = Feature.objects.visible_to(member).filter(status__in=limits).order_by()
        totals |= dict(rows.values_list("status").annotate(Count("pk")))
    for each in limited:
        each.limit, each.total = limits[each.column.key], totals[each.column.key]


def _first(features: Any, column: Column) -> Any:
    """Return position, id and key of its first cards. Each column for itself: an index has them in their order."""
    held = features.filter(column.holds).annotate(column=Value(column.key, output_field=CharField()))
    return held.order_by("position", "pk").values_list("position", "pk", "column")[: AT_MOST + 1]


def blocked(filled: Iterable[Filled], member: Member) -> set[Any]:
    """Return the ids of the shown features that something stands in the way of; gates are not shared with guests."""
    if member.is_guest:
        return set()
    return set(readiness.obstacles([card.pk for each in filled for card in each.cards if card.is_open]))


def _place(shown: Sequence[Column]) -> Case:
    places = [When(column.holds, then=Value(column.key)) for column in shown]
    return Case(*places, default=Value(""), output_field=CharField())


def _lane(status: FeatureStatus, *, asks: bool = False) -> Column:
    return Column(status, status.label, Q(status=status), {"status": status}, is_lane=True, asks=asks)


def _launches(member: Member, selection: Selection) -> list[Column]:
    seen = Launch.objects.visible_to(member)
    chosen = selection.ids("launch")
    rows = seen.filter(pk__in=chosen) if chosen else seen.ahead()
    # A guest may have been shown a feature without its launch.
    nowhere = Q(launch=None) | ~Q(launch__in=seen.values("pk")) if member.is_guest else Q(launch=None)
    to_come = Q(status__in=OPEN)
    nearest = list(rows.nearest_first()[:LAUNCHES])
    elsewhere = Q(launch__in=seen.values("pk")) & ~Q(launch__in=nearest)
    return [
        *(Column(str(launch.pk), launch.name, to_come & Q(launch=launch), {"launch": launch}) for launch in nearest),
        Column(NOBODY, "No launch", to_come & nowhere, {"launch": None}),
        Column(ELSEWHERE, "Other launches", to_come & elsewhere, {}, is_lane=True, takes=False),
    ]


def _quarters(today: dt.date) -> list[Column]:
    """Now, next, later: what is late is for now. What is put into a column is to be done by its end."""
    now = period_end(today, "quarter")
    following = period_end(now + dt.timedelta(days=1), "quarter")
    later = period_end(following + dt.timedelta(days=1), "quarter")
    to_come = Q(status__in=OPEN)
    return [
        Column("now", "Now", to_come & Q(target__lte=now), {"target": now}),
        Column("next", "Next", to_come & Q(target__gt=now, target__lte=following), {"target": following}),
        Column("later", "Later", to_come & Q(target__gt=following), {"target": later}),
        Column(NOBODY, "No date", to_come & Q(target=None), {"target": None}),
    ]
