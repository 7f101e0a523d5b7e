"""Readiness of a launch: a verdict with its reasons, from checks that each app registers.

The registries are set-based: a check takes many launches (or features) at once and answers with a constant
number of queries. `qa` and `messaging` register theirs in `ready()`. To show it, ask `remembered.readiness_for`.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any, Literal, NamedTuple

from django.db.models import Case, QuerySet, Value, When

from launchhub.accounts.models import Hat, Member
from launchhub.lib.prepared import planned
from roadmap.models import Launch

Severity = Literal["blocker", "risk"]
Verdict = Literal["on_track", "at_risk", "no_go"]
TickState = Literal["passed", "failed", "stale", "waived", "open"]

DONE = frozenset(("passed", "waived"))
"""States of a tick in which nothing is left to do."""

PLACES = {hat: place for place, hat in enumerate(Hat.values)}
"""The order of the tracks."""

UNNAMED = "is held up by something that is not shared with you"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that stands in the way of a launch (blocker) or may soon (risk), and whose it is.

    `detail` continues the title as a sentence does: "Sync" "is not done".
    """

    kind: str
    detail: str
    severity: Severity
    noun: str
    id: uuid.UUID
    title: str
    owner_id: uuid.UUID | None = None
    owner_name: str = ""
    names_others: bool = False
    """Whether it may name what is not shared along with the launch."""

    def for_guest(self, launch: Launch) -> Finding:
        """Return it as a guest with whom the launch is shared may read it: without names of what is not."""
        if not self.names_others:
            return self
        return Finding(self.kind, UNNAMED, self.severity, launch.noun, launch.pk, str(launch))

    def as_dict(self) -> dict[str, Any]:
        """Return it as the API shows a blocker or a risk."""
        return {
            "kind": self.kind,
            "detail": self.detail,
            "object": {"type": self.noun, "id": self.id, "title": self.title},
            "owner": self.owner_id,
        }


class Tick(NamedTuple):
    """One thing that counts in a track; `due` is when it should be done, where it has a date."""

    hat: str
    state: TickState
    title: str
    noun: str
    id: uuid.UUID
    due: dt.date | None = None

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to do about it."""
        return self.state in DONE


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Something that stands in the way of a feature: "gate_failed", "gate_not_passed", …"""

    kind: str
    title: str
    noun: str
    id: uuid.UUID
    launch_id: uuid.UUID | None


Findings = Callable[[Sequence[Launch], dt.date], Mapping[uuid.UUID, list[Finding]]]
Ticks = Callable[[Any], Iterable[QuerySet[Any, Any]]]
Obstacles = Callable[[Collection[uuid.UUID]], Mapping[uuid.UUID, list[Obstacle]]]
TrackFindings = Callable[[Sequence[Launch], "Mapping[uuid.UUID, tuple[Track, ...]]"], Mapping[uuid.UUID, list[Finding]]]

_findings: list[Findings] = []
_track_findings: list[TrackFindings] = []
_ticks: list[Ticks] = []
_obstacles: list[Obstacles] = []


def register_findings(check: Findings) -> Findings:
    """Add a check that finds blockers and risks of launches. Returns it, so that it can decorate."""
    _findings.append(check)
    return check


def register_track_findings(check: TrackFindings) -> TrackFindings:
    """Add a check that finds blockers and risks in the tracks of launches, as they stand today."""
    _track_findings.append(check)
    return check


def register_ticks(check: Ticks) -> Ticks:
    """Add a check that counts in the tracks of launches.

    It takes the ids of launches and gives queries that bring, in this order, the launch of what counts and what a
    `Tick` holds. All run as one, which leaves out what two of them bring.
    """
    _ticks.append(check)
    return check


def register_obstacles(check: Obstacles) -> Obstacles:
    """Add a check that finds what stands in the way of features."""
    _obstacles.append(check)
    return check


def checks() -> list[Callable[..., Any]]:
    """Return every check of launches that is registered."""
    return [*_findings, *_track_findings, *_ticks]


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


def state_of(field: str, states: Mapping[Any, TickState]) -> Case:
    """Return the expression for the state of a tick: what stands for the value of a field, "open" if nothing does."""
    return Case(*(When(**{field: value}, then=Value(state)) for value, state in states.items()), default=Value("open"))


@planned
def _counted(launch_ids: Any) -> Any:
    first, *others = [query for check in _ticks for query in check(launch_ids)]
    return first.union(*others)


def ticks(launches: Sequence[Launch]) -> dict[uuid.UUID, list[Tick]]:
    """Return all that counts in the tracks of each launch, in the order of the tracks, in each by date. One query."""
    found: dict[uuid.UUID, list[Tick]] = {launch.pk: [] for launch in launches}
    for launch_id, *counted in _counted(launch_ids=list(found)):
        found[launch_id].append(Tick._make(counted))
    for of_launch in found.values():
        of_launch.sort(key=lambda tick: (PLACES[tick.hat], tick.due or dt.date.max, tick.title))
    return found


@dataclass(frozen=True, slots=True)
class Track:
    """How far one hat's part of a launch is."""

    hat: str
    ticks: tuple[Tick, ...]
    overdue: int
    next_due: Tick | None

    @property
    def done(self) -> int:
        """How many checks of the track are done."""
        return sum(tick.is_done for tick in self.ticks)

    @property
    def total(self) -> int:
        """How many checks the track has."""
        return len(self.ticks)

    def as_dict(self) -> dict[str, Any]:
        """Return it as the API shows it."""
        next_due = self.next_due and self.next_due.due
        return {
            "hat": self.hat,
            "done": self.done,
            "total": self.total,
            "overdue": self.overdue,
            "next_due": next_due,
        }


@dataclass(frozen=True, slots=True)
class Report:
    """The readiness of a launch: never one magic number, but a verdict with its reasons."""

    blockers: tuple[Finding, ...]
    risks: tuple[Finding, ...]
    tracks: tuple[Track, ...]

    @property
    def verdict(self) -> Verdict:
        """`no_go` with any blocker, `at_risk` with any risk, else `on_track` (domain.md, section 8)."""
        return "no_go" if self.blockers else "at_risk" if self.risks else "on_track"

    @property
    def ticks(self) -> tuple[Tick, ...]:
        """All checks, track by track."""
        return tuple(tick for track in self.tracks for tick in track.ticks)

    def as_dict(self) -> dict[str, Any]:
        """Return it as the API shows it."""
        return {
            "verdict": self.verdict,
            "blockers": [finding.as_dict() for finding in self.blockers],
            "risks": [finding.as_dict() for finding in self.risks],
            "tracks": [track.as_dict() for track in self.tracks],
        }

    def for_guest(self, launch: Launch) -> Report:
        """Return the same verdict and tracks, with reasons that a guest of the launch may read: each said once."""
        return replace(
            self,
            blockers=tuple(dict.fromkeys(finding.for_guest(launch) for finding in self.blockers)),
            risks=tuple(dict.fromkeys(finding.for_guest(launch) for finding in self.risks)),
        )


def reports_for(member: Member, launches: Sequence[Launch]) -> dict[uuid.UUID, Report]:
    """Return the readiness of launches that the member sees, as `reports` does, in words that are for them."""
    found = reports(launches)
    return {launch.pk: found[launch.pk].for_guest(launch) for launch in launches} if member.is_guest else found


def reports(launches: Sequence[Launch]) -> dict[uuid.UUID, Report]:
    """Return the readiness of each launch today, with a constant number of queries. All of one workspace."""
    if not launches:
        return {}
    today = launches[0].workspace.today()
    found = findings(launches, today)
    tracks = {pk: tuple(_tracks(counted, today)) for pk, counted in ticks(launches).items()}
    for check in _track_findings:
        for launch_id, of_launch in check(launches, tracks).items():
            found[launch_id].extend(of_launch)
    return {
        launch.pk: Report(
            blockers=tuple(finding for finding in found[launch.pk] if finding.severity == "blocker"),
            risks=tuple(finding for finding in found[launch.pk] if finding.severity == "risk"),
            tracks=tracks[launch.pk],
        )
        for launch in launches
    }


def report(launch: Launch) -> Report:
    """Return the readiness of one launch today."""
    return reports([launch])[launch.pk]


def blockers(launch: Launch) -> list[Finding]:
    """Return what stands in the way of launching today: a date still ahead does not lift what launch day asks."""
    today = launch.workspace.today()
    if launch.date is None or launch.date > today:
        launch = copy(launch)
        launch.date = today
    return list(report(launch).blockers)


def _tracks(counted: Sequence[Tick], today: dt.date) -> Iterator[Track]:
    for hat, group in groupby(counted, key=lambda tick: tick.hat):
        of_hat = tuple(group)
        dated = [(tick.due, tick) for tick in of_hat if tick.due and tick.state not in DONE]
        overdue = sum(due < today for due, _ in dated)
        yield Track(hat, of_hat, overdue, dated[overdue][1] if overdue < len(dated) else None)
