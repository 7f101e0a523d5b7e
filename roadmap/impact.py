"""The blast radius of a move: everything that it touches and everyone who will be told.

What other apps know of (claims, assets, activities past their point of no return) they add with
`register_impact` in `ready()`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from roadmap.models import Launch
from roadmap.schedule import Moved

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
