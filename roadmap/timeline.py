"""The plan of a period as bars: features, launches and their dated things.

Everything is read as plain rows with a constant number of queries; `roadmap.grouping` sorts them into groups.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from django.db.models import Q

from launchhub.accounts.models import Hat, Member
from roadmap.dated import DatedBar, dated_bars
from roadmap.models import Dependency, Feature, FeatureStatus, Launch, LaunchProduct
from roadmap.models.features import OPEN
from roadmap.models.launches import OVER
from roadmap.selection import Selection

MOST = 2500
"""How many features, and how many dated things, a period is read with."""

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
