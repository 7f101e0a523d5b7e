"""The plan of a period as bars in groups: features, launches and their dated things.

Everything is read as plain rows with a constant number of queries; what is sorted into groups and lanes is pure.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from django.db.models import Q

from launchhub.accounts.models import Hat, Member
from roadmap.dated import DatedBar, dated_bars
from roadmap.models import Dependency, Feature, FeatureStatus, Launch, LaunchProduct, LaunchStatus
from roadmap.models.features import OPEN
from roadmap.models.launches import OVER
from roadmap.selection import Selection

MOST = 2500
"""How many features, and how many dated things, a period is read with."""

GO_TO_MARKET = frozenset({Hat.MARKETING, Hat.SALES, Hat.SUPPORT})
"""Hats whose things stand in the marketing lane; those of all others stand in the product lane."""

AWAY = (FeatureStatus.PARKED, FeatureStatus.CUT)
"""States of features that are shown only to those who ask for them."""

FAILED = "failed"
"""The state of a thing that shows even when it is overdue: a gate that failed stops its launch."""


class Period(NamedTuple):
    """The days that are looked at, the first and the last one included."""

    start: dt.date
    end: dt.date


class Bar(NamedTuple):
    """One thing on the time axis; what happens on one day starts and ends on it."""

    noun: str
    id: uuid.UUID
    title: str
    start: dt.date | None
    end: dt.date | None
    state: str
    """As `launchhub.web.states` knows it."""

    version: int = 1
    hat: str = Hat.PRODUCT
    launch_id: uuid.UUID | None = None
    product_ids: tuple[uuid.UUID, ...] = ()
    owner_ids: tuple[uuid.UUID, ...] = ()
    tier: int = 0
    is_open: bool = True
    lasts: bool = True
    """Whether it takes a time; else it is a moment, drawn as a diamond."""


class Link(NamedTuple):
    """`later` waits for `earlier`, and comes at least `lag_days` after it."""

    id: uuid.UUID
    earlier: uuid.UUID
    later: uuid.UUID
    lag_days: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What there is of a period, before it is sorted into groups."""

    launches: dict[uuid.UUID, Bar]
    features: list[Bar]
    things: list[Bar]
    is_cut: bool
    """Whether there is more than is read."""

    links: list[Link] = field(default_factory=list)
    """What waits for what: empty until `with_links` reads it."""

    @property
    def bars(self) -> list[Bar]:
        """All bars."""
        return [*self.launches.values(), *self.features, *self.things]


class Lane(NamedTuple):
    """Bars of one track, under a name when there are several."""

    label: str
    bars: list[Bar]


@dataclass(slots=True)
class Group:
    """Bars that belong together; `head` is what they belong to, where that has a date itself."""

    key: str
    title: str
    head: Bar | None = None
    lanes: list[Lane] = field(default_factory=list)
    is_later: bool = False
    """Whether its rows are fetched when somebody gets there."""

    @property
    def shown(self) -> list[Bar]:
        """Its head, and the bars that are sent at once."""
        rows = [] if self.is_later else [bar for lane in self.lanes for bar in lane.bars]
        return [*filter(None, [self.head]), *rows]

    @property
    def count(self) -> int:
        """How many bars it has, without the head."""
        return sum(len(lane.bars) for lane in self.lanes)

    def is_ahead(self, today: dt.date) -> bool:
        """Say whether its head, or some of it, ends today or later."""
        bars = [*filter(None, [self.head]), *(bar for lane in self.lanes for bar in lane.bars)]
        return any(bar.end is not None and bar.end >= today for bar in bars)

    @property
    def height(self) -> int:
        """How many rows it takes on the screen: a bar each, and the name of each lane."""
        return self.count + sum(bool(lane.label) for lane in self.lanes)


def read(
    member: Member,
    selection: Selection,
    period: Period,
    today: dt.date,
    *,
    with_things: bool = True,
) -> Plan:
    """Return what the member sees of a period, as far as it fits the selection; dated things unless told otherwise.

    Four queries at most.
    """
    features, features_cut = _features(member, selection, period)
    things = dated_bars(member, period, MOST + 1, _chosen_launches(selection)) if with_things else []
    named = {row["launch"] for row in features} | {row.launch_id for row in things[:MOST]}
    launches = _launches(member, period, named)
    products = _products_of(launches)
    ahead = {pk for pk, row in launches.items() if row["status"] not in OVER}
    shown = [_thing_bar(row, products, ahead, today) for row in things[:MOST] if row.launch_id in launches]
    shown = [bar for bar in shown if _fits(bar, selection, member)]
    kept = {row["launch"] for row in features} | {bar.launch_id for bar in shown}
    heads = {pk: _launch_bar(row, products[pk]) for pk, row in launches.items()}
    heads = {pk: bar for pk, bar in heads.items() if pk in kept or _fits(bar, selection, member)}
    bars = [_feature_bar(row, heads, today) for row in features]
    return Plan(heads, bars, shown, features_cut or len(things) > MOST)


def with_links(member: Member, plan: Plan, shown: Sequence[Bar]) -> Plan:
    """Return the plan with what those bars of it that are `shown` wait for in it: one query."""
    known = {bar.id for bar in plan.bars}
    features = [bar.id for bar in shown if bar.noun == Feature.noun]
    launches = [bar.id for bar in shown if bar.noun == Launch.noun]
    ends = Q(to_feature__among=features) | Q(to_launch__among=launches)
    rows = Dependency.objects.visible_to(member).blocking().filter(ends)
    columns = ("pk", "from_feature", "from_launch", "to_feature", "to_launch", "lag_days")
    links = (Link(pk, a or b, c or d, lag) for pk, a, b, c, d, lag in rows.values_list(*columns))
    return replace(plan, links=[link for link in links if link.earlier in known])


def in_period(features: Any, period: Period) -> Any:
    """Narrow a queryset of features to those that have a day in the period."""
    return features.filter(Q(target__range=period) | _ends_later(period))


def _ends_later(period: Period) -> Q:
    """Match the features that end after the period, or have no end, and start before it is over.

    The index `roadmap_feature_span` looks them up: nothing ends before it starts.
    """
    return Q(target__gt=period.end, start__lte=period.end) | Q(target=None, start__range=period)


def _features(member: Member, selection: Selection, period: Period) -> tuple[list[dict[str, Any]], bool]:
    rows = selection.of_features(Feature.objects.visible_to(member), member)
    if "status" not in selection.chosen:
        rows = rows.exclude(status__in=AWAY)
    columns = ("pk", "title", "launch", "product", "owner", "start", "target", "status", "version")
    rows = rows.order_by("target", "pk").values(*columns)
    found = list(rows.filter(target__range=period)[: MOST + 1])  # alone, it stops at the last one that is read
    if len(found) <= MOST:
        found += rows.filter(_ends_later(period))[: MOST + 1 - len(found)]
    return found[:MOST], len(found) > MOST


def _launches(member: Member, period: Period, named: Collection[uuid.UUID]) -> dict[uuid.UUID, dict[str, Any]]:
    rows = Launch.objects.visible_to(member).filter(Q(date__range=period) | Q(pk__in=named))
    columns = ("pk", "name", "date", "status", "tier", "owner", "version")
    found = rows.order_by("date", "name", "pk").values(*columns)
    return {row["pk"]: row for row in found}


def _products_of(launch_ids: Iterable[uuid.UUID]) -> Mapping[uuid.UUID, tuple[uuid.UUID, ...]]:
    found: dict[uuid.UUID, tuple[uuid.UUID, ...]] = defaultdict(tuple)
    for launch, product in LaunchProduct.objects.filter(launch__among=list(launch_ids)).values_list(
        "launch", "product"
    ):
        found[launch] += (product,)
    return found


def _chosen_launches(selection: Selection) -> list[uuid.UUID] | None:
    """Return the launches whose things are asked for, or None for those of all."""
    return selection.ids("launch") if "launch" in selection.chosen else None


def _launch_bar(row: dict[str, Any], products: tuple[uuid.UUID, ...]) -> Bar:
    return Bar(
        Launch.noun, row["pk"], row["name"], row["date"], row["date"], row["status"], row["version"],
        launch_id=row["pk"], product_ids=products, owner_ids=(row["owner"],),
        tier=row["tier"], is_open=row["status"] not in OVER, lasts=False,
    )  # fmt: skip


def _feature_bar(row: dict[str, Any], launches: Mapping[uuid.UUID, Bar], today: dt.date) -> Bar:
    launch = launches.get(row["launch"])
    start, end = row["start"] or row["target"], row["target"] or row["start"]
    is_open = row["status"] in OPEN
    state = row["status"]
    if is_open and launch and launch.end and end > launch.end:
        state = "late"
    elif is_open and end < today:
        state = "overdue"
    elif state == FeatureStatus.BUILDING:
        state = "on_track"
    return Bar(
        Feature.noun, row["pk"], row["title"], start, end, state, row["version"],
        launch_id=launch and launch.id, product_ids=(row["product"],), is_open=is_open,
        owner_ids=(row["owner"],) if row["owner"] else (),
    )  # fmt: skip


def _thing_bar(
    row: DatedBar,
    products: Mapping[uuid.UUID, tuple[uuid.UUID, ...]],
    ahead: Collection[uuid.UUID],
    today: dt.date,
) -> Bar:
    end = row.due + dt.timedelta(days=row.length_days or 0)
    if row.is_finished:
        state = "done"
    elif row.state == FAILED:
        state = FAILED
    else:
        state = "overdue" if end < today and row.launch_id in ahead else "planned"
    return Bar(
        row.noun, row.id, row.title, row.due, end, state, row.version, row.hat, row.launch_id,
        product_ids=products[row.launch_id], owner_ids=tuple(row.holder_ids), is_open=not row.is_finished,
        lasts=row.noun != "milestone" or bool(row.length_days),
    )  # fmt: skip


def _fits(bar: Bar, selection: Selection, member: Member) -> bool:
    return selection.fits(bar.title, bar.owner_ids, bar.launch_id, bar.product_ids, member)


# -- groups ------------------------------------------------------------------------------------------------------


def by_launch(plan: Plan) -> list[Group]:
    """Return a group for each launch, the product lane above the marketing lane, and one for what has no launch."""
    lanes: dict[uuid.UUID | None, tuple[list[Bar], list[Bar]]] = defaultdict(lambda: ([], []))
    for bar in [*plan.features, *plan.things]:
        lanes[bar.launch_id][bar.hat in GO_TO_MARKET].append(bar)
    groups = [Group(str(pk), head.title, head, _lanes(*lanes[pk])) for pk, head in plan.launches.items()]
    loose = lanes[None][0]
    return groups + ([Group("none", "No launch", lanes=_lanes(loose, []))] if loose else [])


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
    groups = [Group(str(pk), name, lanes=_lanes(found[pk], [])) for pk, name in names.items() if pk in found]
    return groups + ([Group("none", nothing, lanes=_lanes(found[None], []))] if None in found else [])


def fold(groups: Sequence[Group], budget: int, today: dt.date, loaded: Collection[str] = ()) -> Sequence[Group]:
    """Mark the groups whose rows come later, so that those sent at once stay within a budget of rows.

    A view opens on today: what has something still to come is sent before what is over. The first of that is sent
    however long it is: something is to be seen. So are those `loaded` already.
    """
    by_need = sorted(groups, key=lambda group: not group.is_ahead(today))
    for group in by_need:
        fits = group.count <= budget or group is by_need[0]
        group.is_later = not fits and group.key not in loaded
        budget -= group.count if fits else 0
    return groups


def with_verdicts(groups: Sequence[Group], verdict_of: Mapping[uuid.UUID, str]) -> Sequence[Group]:
    """Give the launches that are shown, and still ahead, their verdict as their state."""

    def told(bar: Bar) -> Bar:
        is_ahead = bar.noun == Launch.noun and bar.state not in (*OVER, LaunchStatus.ON_HOLD)
        return bar._replace(state=verdict_of[bar.id]) if is_ahead else bar

    for group in groups:
        group.head = group.head and told(group.head)
        for lane in group.lanes if not group.is_later else ():
            lane.bars[:] = map(told, lane.bars)
    return groups


def _lanes(product: list[Bar], marketing: list[Bar]) -> list[Lane]:
    for bars in (product, marketing):
        bars.sort(key=lambda bar: (bar.start or dt.date.max, bar.end or dt.date.max, bar.title, bar.id))
    if not marketing:
        return [Lane("", product)] if product else []
    lanes = [Lane("Product", product)] if product else []
    return [*lanes, Lane("Marketing", marketing)]
