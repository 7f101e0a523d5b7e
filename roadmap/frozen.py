"""Readiness as it was: kept with a decision, read back as a report, and compared with how it is now."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from launchhub.accounts.models import Member
from launchhub.lib.dates import show_date
from roadmap.models import Decision, Launch
from roadmap.readiness import Finding, Report, Tick, Track
from roadmap.readiness import report as report_of

NUMBERS = re.compile(r"\d+")


def freeze(launch: Launch, report: Report) -> dict[str, Any]:
    """Return a report, and what the launch was, as values that JSON has: every finding and every check."""
    return {
        "date": launch.date,
        "precision": launch.precision,
        "status": launch.status,
        "build": launch.build,
        "findings": [asdict(finding) for finding in (*report.blockers, *report.risks)],
        "tracks": [
            {"hat": track.hat, "overdue": track.overdue, "next_due": track.next_due, "ticks": track.ticks}
            for track in report.tracks
        ],
    }


@dataclass(frozen=True, slots=True)
class Frozen:
    """What `freeze` kept, read back."""

    report: Report
    date: dt.date | None
    precision: str
    status: str
    build: str

    @property
    def shown_date(self) -> str:
        """The date as exactly as it was known then; "" without one."""
        return show_date(self.date, self.precision) if self.date else ""


def thaw(kept: Mapping[str, Any]) -> Frozen:
    """Return what `freeze` gave, after it was JSON."""
    found = [
        Finding(**{**each, "id": uuid.UUID(each["id"]), "owner_id": _id(each["owner_id"])}) for each in kept["findings"]
    ]
    report = Report(
        blockers=tuple(finding for finding in found if finding.severity == "blocker"),
        risks=tuple(finding for finding in found if finding.severity == "risk"),
        tracks=tuple(_track(each) for each in kept["tracks"]),
    )
    return Frozen(report, _day(kept["date"]), kept["precision"], kept["status"], kept["build"])


def _track(kept: Mapping[str, Any]) -> Track:
    next_due = _tick(kept["next_due"]) if kept["next_due"] else None
    return Track(kept["hat"], tuple(map(_tick, kept["ticks"])), kept["overdue"], next_due)


def _tick(kept: list[Any]) -> Tick:
    hat, state, title, noun, pk, due = kept
    return Tick(hat, state, title, noun, uuid.UUID(pk), _day(due))


def _id(text: str | None) -> uuid.UUID | None:
    return uuid.UUID(text) if text else None


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


@dataclass(frozen=True, slots=True)
class Changes:
    """What is different between two reports of a launch."""

    fixed: tuple[Finding, ...]
    """What stood in the way then, and does no longer."""

    new: tuple[Finding, ...]
    """What stands in the way now, and did not."""

    remaining: tuple[Finding, ...]
    """What stood in the way then and still does, as it is now."""

    done: tuple[Tick, ...]
    undone: tuple[Tick, ...]
    added: tuple[Tick, ...]
    removed: tuple[Tick, ...]

    @property
    def is_empty(self) -> bool:
        """Whether everything is as it was."""
        return not (self.fixed or self.new or self.done or self.undone or self.added or self.removed)


@dataclass(frozen=True, slots=True)
class Since:
    """The readiness that a decision was taken on, how it is now, and what is different."""

    then: Frozen
    now: Report
    changes: Changes


def since(decision: Decision, member: Member) -> Since | None:
    """Compare what a decision froze with today, in words that are for the member; None if it froze nothing.

    A guest reads what stands in the way as anywhere else, and no titles of checks: some are of claims and other
    things that were not shown to them. `launch` must be loaded.
    """
    if not decision.frozen:
        return None
    launch, then = decision.launch, thaw(decision.frozen)
    now = report_of(launch)
    if not member.is_guest:
        return Since(then, now, changes(then.report, now))
    then, now = replace(then, report=then.report.for_guest(launch)), now.for_guest(launch)
    return Since(then, now, replace(changes(then.report, now), done=(), undone=(), added=(), removed=()))


def changes(then: Report, now: Report) -> Changes:
    """Compare two reports, finding by finding and check by check."""
    before, after = _by_cause(then), _by_cause(now)
    old, new = ({tick.id: tick for tick in report.ticks} for report in (then, now))
    both = old.keys() & new.keys()
    return Changes(
        fixed=tuple(finding for key, finding in before.items() if key not in after),
        new=tuple(finding for key, finding in after.items() if key not in before),
        remaining=tuple(finding for key, finding in after.items() if key in before),
        done=tuple(tick for pk, tick in new.items() if pk in both and tick.is_done and not old[pk].is_done),
        undone=tuple(tick for pk, tick in new.items() if pk in both and old[pk].is_done and not tick.is_done),
        added=tuple(tick for pk, tick in new.items() if pk not in old),
        removed=tuple(tick for pk, tick in old.items() if pk not in new),
    )


def _by_cause(report: Report) -> dict[tuple[Any, ...], Finding]:
    """Return findings by what makes one the same on another day: its kind, and what it is about.

    Several of one kind may be about a launch itself ("2 of 5 in the QA track are overdue"): their words tell them
    apart, whatever the numbers are.
    """
    return {_cause(finding): finding for finding in (*report.blockers, *report.risks)}


def _cause(finding: Finding) -> tuple[Any, ...]:
    words = NUMBERS.sub("", finding.detail) if finding.noun == Launch.noun else ""
    return finding.kind, finding.severity, finding.noun, finding.id, words
