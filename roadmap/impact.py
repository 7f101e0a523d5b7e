"""The blast radius of a move: everything that it touches and everyone who will be told.

What other apps know of (claims, assets, activities past their point of no return) they add with
`register_impact` in `ready()`.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from launchhub.lib.prepared import planned
from roadmap.models import Dependency, Feature, Launch
from roadmap.schedule import Moved, travel

Key = Literal["claims", "assets_stale", "past_lock"]
Impact = Callable[[Launch, dt.date, Sequence[Moved]], list[dict[str, Any]]]

_impacts: dict[Key, list[Impact]] = {"past_lock": [], "claims": [], "assets_stale": []}


@dataclass(slots=True)
class BlastRadius:
    """What a move touches. Every entry is a dict {"type", "id", "title", "owner", …} of plain JSON values."""

    moved: list[dict[str, Any]] = field(default_factory=list)
    conflicts: list[dict[str, Any]] = field(default_factory=list)
    features_late: list[dict[str, Any]] = field(default_factory=list)
    dependents: list[dict[str, Any]] = field(default_factory=list)
    past_lock: list[dict[str, Any]] = field(default_factory=list)
    claims: list[dict[str, Any]] = field(default_factory=list)
    assets_stale: list[dict[str, Any]] = field(default_factory=list)
    people: list[dict[str, Any]] = field(default_factory=list)

    def as_dict(self) -> dict[str, list[dict[str, Any]]]:
        """Return it as the API and the ledger show it."""
        return {name: getattr(self, name) for name in self.__slots__}


def register_impact(key: Key, impact: Impact) -> None:
    """Let an app fill a part of the blast radius: `impact(launch, new_date, moved)` returns its entries."""
    _impacts[key].append(impact)


def impacts(launch: Launch, new_date: dt.date, moved: Sequence[Moved]) -> dict[Key, list[dict[str, Any]]]:
    """Return what the apps say about `launch` going to `new_date`, with what moves along."""
    return {
        key: [entry for impact in registered for entry in impact(launch, new_date, moved)]
        for key, registered in _impacts.items()
    }


@dataclass(slots=True)
class Step:
    """One launch that goes to a new date: the one that somebody moves, or one that it pushes."""

    launch: Launch
    new: dt.date
    moved: list[Moved]
    features_late: list[Feature]
    radius: BlastRadius


class Wait(NamedTuple):
    """A launch that waits for another one: it may come `lag_days` after it at the earliest."""

    earlier_id: uuid.UUID
    lag_days: int
    id: uuid.UUID
    name: str
    date: dt.date | None
    owner_id: uuid.UUID


def plan(launch: Launch, to: dt.date, *, cascade: bool) -> list[Step]:
    """Say what happens when `launch` goes to `to`, and writes nothing: its own step first, then pushed launches.

    With `cascade`, launches that wait for it and would come too early go to their earliest possible date, and so
    on down the line. Preview and move both come from here, so that they cannot differ.
    """
    if cascade:
        waits = [Wait(*row) for row in _all_waits(workspace=launch.workspace_id)]
        targets = {launch: to} | _pushed(launch, to, waits)
    else:
        waits, targets = [Wait(*row) for row in _waits_for(launch=launch.pk)], {launch: to}
    moved, conflicts = travel(targets, launch.workspace.calendar())
    late = _features_late(targets)
    return [
        Step(
            launch=each,
            new=new,
            moved=moved[each],
            features_late=late[each.pk],
            radius=BlastRadius(
                moved=[thing.as_dict() for thing in moved[each]],
                conflicts=[thing.as_dict() for thing in conflicts[each]],
                features_late=[_feature(feature, each.date, new) for feature in late[each.pk]],
                dependents=_dependents(each, new, waits, {target.pk: day for target, day in targets.items()}),
                **impacts(each, new, moved[each]),
            ),
        )
        for each, new in targets.items()
    ]


def _waits() -> Any:
    ahead = Launch.objects.alive().ahead()
    rows = Dependency.objects.blocking().filter(to_launch__in=ahead, from_launch__isnull=False).order_by("pk")
    columns = ("from_launch", "lag_days", "to_launch", "to_launch__name", "to_launch__date", "to_launch__owner")
    return rows.values_list(*columns)


@planned
def _waits_for(launch: Any) -> Any:
    return _waits().filter(from_launch=launch)


@planned
def _all_waits(workspace: Any) -> Any:
    return _waits().filter(workspace=workspace)


def _pushed(launch: Launch, to: dt.date, waits: Sequence[Wait]) -> dict[Launch, dt.date]:
    found: dict[uuid.UUID, dt.date] = {}
    queue = [(launch.pk, to)]
    while queue:  # ends, since circles are refused when a dependency is made
        earlier_id, new = queue.pop(0)
        for wait in waits:
            earliest = new + dt.timedelta(days=wait.lag_days)
            if wait.earlier_id != earlier_id or wait.date is None or wait.id == launch.pk:
                continue
            if found.get(wait.id, wait.date) < earliest:
                found[wait.id] = earliest
                queue.append((wait.id, earliest))
    launches = Launch.objects.in_bulk(found)
    return {launches[pk]: new for pk, new in found.items()}


def _features_late(targets: Mapping[Launch, dt.date]) -> dict[uuid.UUID, list[Feature]]:
    """Return the open features whose target was in time for their launch and no longer is."""
    found: dict[uuid.UUID, list[Feature]] = defaultdict(list)
    by_id = {launch.pk: launch for launch in targets}
    for feature in _features_after(launches=list(by_id), day=min(targets.values())):
        launch = by_id[feature.launch_id]
        was_late = launch.date is not None and feature.target > launch.date
        if feature.target > targets[launch] and not was_late:
            found[launch.pk].append(feature)
    return found


@planned
def _features_after(launches: Any, day: Any) -> Any:
    return Feature.objects.alive().open().filter(launch__among=launches, target__gt=day).order_by("target", "pk")


def _dependents(
    launch: Launch, new: dt.date, waits: Sequence[Wait], targets: Mapping[uuid.UUID, dt.date]
) -> list[dict[str, Any]]:
    """Return the launches that wait for this one and would now come too early, with the date they need."""
    found = []
    for wait in waits:
        earliest = new + dt.timedelta(days=wait.lag_days)
        if wait.earlier_id == launch.pk and wait.date and wait.date < earliest:
            entry = Moved("launch", wait.id, wait.name, wait.date, targets.get(wait.id, earliest), (wait.owner_id,))
            found.append(entry.as_dict() | {"pushed": wait.id in targets})
    return found


def _feature(feature: Feature, old: dt.date | None, new: dt.date) -> dict[str, Any]:
    """Show a late feature with the launch date that it was in time for and the one that it misses."""
    holders = (feature.owner_id,) if feature.owner_id else ()
    entry = Moved("feature", feature.pk, str(feature), old, new, holders).as_dict()
    return entry | {"target": feature.target and feature.target.isoformat()}
