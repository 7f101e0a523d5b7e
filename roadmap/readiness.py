"""Readiness of a launch: a verdict with its reasons, from checks that each app registers.

The registries are set-based: a check takes many launches (or features) at once and answers with a constant
number of queries. `qa` and `messaging` register theirs in `ready()`.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from roadmap.models import Launch

Severity = Literal["blocker", "risk"]
TickState = Literal["passed", "failed", "stale", "waived", "open"]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that stands in the way of a launch (blocker) or may soon (risk), and whose it is."""

    kind: str
    detail: str
    severity: Severity
    noun: str
    id: uuid.UUID
    title: str
    owner_id: uuid.UUID | None = None
    owner_name: str = ""


@dataclass(frozen=True, slots=True)
class Tick:
    """One thing that counts in a track."""

    hat: str
    state: TickState
    title: str
    noun: str
    id: uuid.UUID


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Something that stands in the way of a feature: "gate_failed", "gate_not_passed", …"""

    kind: str
    title: str
    noun: str
    id: uuid.UUID
    launch_id: uuid.UUID | None


Findings = Callable[[Sequence[Launch], dt.date], Mapping[uuid.UUID, list[Finding]]]
Ticks = Callable[[Sequence[Launch], dt.date], Mapping[uuid.UUID, list[Tick]]]
Obstacles = Callable[[Collection[uuid.UUID]], Mapping[uuid.UUID, list[Obstacle]]]

_findings: list[Findings] = []
_ticks: list[Ticks] = []
_obstacles: list[Obstacles] = []


def register_findings(check: Findings) -> Findings:
    """Add a check that finds blockers and risks of launches. Returns it, so that it can decorate."""
    _findings.append(check)
    return check


def register_ticks(check: Ticks) -> Ticks:
    """Add a check that counts in the tracks of launches."""
    _ticks.append(check)
    return check


def register_obstacles(check: Obstacles) -> Obstacles:
    """Add a check that finds what stands in the way of features."""
    _obstacles.append(check)
    return check


def obstacles(feature_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, list[Obstacle]]:
    """Return what stands in the way of each feature; features without obstacles are left out."""
    found: dict[uuid.UUID, list[Obstacle]] = {}
    for check in _obstacles:
        for feature_id, standing in check(feature_ids).items():
            found.setdefault(feature_id, []).extend(standing)
    return found


def findings(launches: Sequence[Launch], today: dt.date) -> dict[uuid.UUID, list[Finding]]:
    """Return what every check finds about each launch, blockers first."""
    found: dict[uuid.UUID, list[Finding]] = {launch.pk: [] for launch in launches}
    for check in _findings:
        for launch_id, of_launch in check(launches, today).items():
            found[launch_id].extend(of_launch)
    for of_launch in found.values():
        of_launch.sort(key=lambda finding: finding.severity != "blocker")
    return found


def blockers(launch: Launch) -> list[Finding]:
    """Return what stands in the way of this launch today."""
    found = findings([launch], launch.workspace.today())[launch.pk]
    return [finding for finding in found if finding.severity == "blocker"]
