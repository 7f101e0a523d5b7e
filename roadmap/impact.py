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
from typing import Any, Literal

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


def plan(launch: Launch, to: dt.date, *, cascade: bool) -> list[Step]:
    """Say what happens when `launch` goes to `to`, and writes nothing: its own step first, then pushed launches.

    With `cascade`, launches that wait for it and would come too early go to their earliest possible date, and so
    on down the line. Preview and move both come from here, so that they cannot differ.
    """
    waiting = list(
        Dependency.objects.blocking()
        .filter(workspace=launch.workspace_id, to_launch__in=Launch.objects.alive().ahead(), from_launch__isnull=False)
        .select_related("to_launch")
    )
    targets = {launch: to} | (_pushed(launch, to, waiting) if cascade else {})
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
                dependents=_dependents(each, new, waiting, targets),
                **impacts(each, new, moved[each]),
            ),
        )
        for each, new in targets.items()
    ]


def _pushed(launch: Launch, to: dt.date, waiting: Sequence[Dependency]) -> dict[Launch, dt.date]:
    found: dict[Launch, dt.date] = {}
    queue = [(launch, to)]
    while queue:  # ends, since circles are refused when a dependency is made
        earlier, new = queue.pop(0)
        for dependency in waiting:
            later, earliest = dependency.to_launch, new + dt.timedelta(days=dependency.lag_days)
            if dependency.from_launch_id != earlier.pk or later.date is None or later == launch:
                continue
            if found.get(later, later.date) < earliest:
                found[later] = earliest
                queue.append((later, earliest))
    return found


def _features_late(targets: Mapping[Launch, dt.date]) -> dict[uuid.UUID, list[Feature]]:
    """Return the open features whose target was in time for their launch and no longer is."""
    found: dict[uuid.UUID, list[Feature]] = defaultdict(list)
    by_id = {launch.pk: launch for launch in targets}
    rows = Feature.objects.alive().open().filter(launch__in=by_id, target__gt=min(targets.values()))
    for feature in rows.order_by("target", "pk"):
        launch = by_id[feature.launch_id]
        was_late = launch.date is not None and feature.target > launch.date
        if feature.target > targets[launch] and not was_late:
            found[launch.pk].append(feature)
    return found


def _dependents(
    launch: Launch, new: dt.date, waiting: Sequence[Dependency], targets: Mapping[Launch, dt.date]
) -> list[dict[str, Any]]:
    """Return the launches that wait for this one and would now come too early, with the date they need."""
    found = []
    for dependency in waiting:
        later, earliest = dependency.to_launch, new + dt.timedelta(days=dependency.lag_days)
        if dependency.from_launch_id == launch.pk and later.date and later.date < earliest:
            entry = Moved("launch", later.pk, str(later), later.date, targets.get(later, earliest), (later.owner_id,))
            found.append(entry.as_dict() | {"pushed": later in targets})
    return found


def _feature(feature: Feature, old: dt.date | None, new: dt.date) -> dict[str, Any]:
    """Show a late feature with the launch date that it was in time for and the one that it misses."""
    holders = (feature.owner_id,) if feature.owner_id else ()
    entry = Moved("feature", feature.pk, str(feature), old, new, holders).as_dict()
    return entry | {"target": feature.target and feature.target.isoformat()}
