"""How much a launch's date is to be believed. Pure: facts in, a level with its reasons out.

A date starts with 100 points. Everything that speaks against it takes some away; what is left is a level. The weights
are our own, chosen so that one "no", or one failed gate, ends a high confidence, and both together leave a low one.
More doubt never raises the level, and neither does silence: what is added, or becomes worse, takes at least as many
points as before.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from launchhub.lib.text import human_list, plural

Level = Literal["high", "medium", "low"]

HIGH, MEDIUM = 70, 40
"""Points from which the confidence is high, and medium."""

UNSURE = 40
"""If nobody of those asked says yes; of some who say something else, or nothing, their share."""
WOBBLY, FIRST_NO, NEXT_NO = 10, 30, 20
"""Besides, for each who says so."""

FIRST_GATE, NEXT_GATE = 40, 20
OVERDUE = 40
"""If all tasks are overdue; of some, their share, and at least `OVERDUE_ONE` each for the first three."""
OVERDUE_ONE = 5
RECENT_SLIP, EARLIER_SLIP = 15, 5
MOST_OF_SLIPS = 45
NAMED = 3


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a launch's date. The names are those of members and gates.

    `recent_slips` are those of the last 30 days, `earlier_slips` the others; `tasks` counts all, done or not.
    """

    yes: tuple[str, ...] = ()
    wobbly: tuple[str, ...] = ()
    no: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()
    failed_gates: tuple[str, ...] = ()
    overdue_tasks: int = 0
    tasks: int = 0
    recent_slips: int = 0
    earlier_slips: int = 0


class Reason(NamedTuple):
    """Something that speaks against the date, and how many points it takes."""

    points: float
    words: str


class Confidence(NamedTuple):
    """How much a date is to be believed, from 0 to 100 points, and why; the weightiest reason first."""

    level: Level
    points: int
    reasons: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return it as the API shows it."""
        return {"level": self.level, "points": self.points, "reasons": list(self.reasons)}


def confidence(facts: Facts) -> Confidence:
    """Return the confidence in a date."""
    against = sorted(_against(facts), key=lambda reason: -reason.points)
    # Rounded down, so that the points that one sees belong to the level beside them.
    points = math.floor(max(0, 100 - sum(reason.points for reason in against)))
    level: Level = "high" if points >= HIGH else "medium" if points >= MEDIUM else "low"
    return Confidence(level, points, (*(reason.words for reason in against), *_in_favour(facts)))


def _against(facts: Facts) -> Iterable[Reason]:
    asked = len(facts.yes) + len(facts.wobbly) + len(facts.no) + len(facts.silent)
    if facts.no:
        points = UNSURE * len(facts.no) / asked + _stepped(len(facts.no), FIRST_NO, NEXT_NO)
        yield Reason(points, f"{_names(facts.no)} {_say(facts.no)} no.")
    if facts.wobbly:
        points = UNSURE * len(facts.wobbly) / asked + WOBBLY * len(facts.wobbly)
        yield Reason(points, f"{_names(facts.wobbly)} {_say(facts.wobbly)} it is wobbly.")
    if facts.silent:
        share = len(facts.silent) / asked
        yield Reason(UNSURE * share, f"{_names(facts.silent)} did not answer: {len(facts.silent)} of {asked} asked.")
    if facts.failed_gates:
        points = _stepped(len(facts.failed_gates), FIRST_GATE, NEXT_GATE)
        yield Reason(points, f"{plural(len(facts.failed_gates), 'gate')} failed: {_names(facts.failed_gates)}.")
    if facts.overdue_tasks:
        tasks = max(facts.tasks, facts.overdue_tasks)
        points = max(OVERDUE * facts.overdue_tasks / tasks, OVERDUE_ONE * min(facts.overdue_tasks, 3))
        yield Reason(points, f"{plural(facts.overdue_tasks, 'task')} of {tasks} overdue.")
    if slips := facts.recent_slips + facts.earlier_slips:
        points = min(RECENT_SLIP * facts.recent_slips + EARLIER_SLIP * facts.earlier_slips, MOST_OF_SLIPS)
        lately = f", {facts.recent_slips} of them in the last 30 days" if facts.recent_slips else ""
        yield Reason(points, f"It slipped {plural(slips, 'time')} before{lately}.")


def _in_favour(facts: Facts) -> Iterable[str]:
    if facts.yes:
        yield f"{_names(facts.yes)} {_say(facts.yes)} yes."
    elif not (facts.wobbly or facts.no or facts.silent):
        yield "Nobody has been asked yet."


def _stepped(count: int, first: int, following: int) -> int:
    return first + following * (count - 1)


def _names(names: tuple[str, ...]) -> str:
    shown = list(names) if len(names) <= NAMED else [*names[: NAMED - 1], f"{len(names) - NAMED + 1} more"]
    return human_list(shown)


def _say(names: tuple[str, ...]) -> str:
    return "says" if len(names) == 1 else "say"
