"""What does not fit together in a plan, in plain sentences. Pure, but for what other apps are asked.

Which clashes there are is the issue's list: an activity before its gate is passed, a feature that no activity tells
of in a tier 1 launch, two tier 1 launches for one audience in a week, a briefing after the launch, a feature after
its launch, and a dependency that the dates do not keep.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import islice
from operator import itemgetter
from typing import NamedTuple

from launchhub.lib.dates import show_date
from launchhub.lib.text import plural
from roadmap.graph import Edge, violations
from roadmap.models import Tier
from roadmap.readiness import Obstacle
from roadmap.timeline import Bar, Plan

APART = dt.timedelta(days=7)
"""How far launches of tier 1 for the same people have to be from each other."""

ACTIVITY = "activity"
"""The noun of messaging's steps of the go-to-market plan."""

BRIEFING = "briefing"
"""The word in the name of a thing by which it is known as a briefing."""

Told = Callable[[Collection[uuid.UUID]], Collection[uuid.UUID]]

_told: list[Told] = []


class Clash(NamedTuple):
    """One thing that does not fit: subject, words and, where there is one, the other thing make the sentence."""

    kind: str
    subject: Bar
    words: str
    other: Bar | None = None
    ending: str = ""


def register_told(check: Told) -> Told:
    """Add a check that takes ids of features and returns those that some activity tells of."""
    _told.append(check)
    return check


def told_features(feature_ids: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Return the features that some activity tells of."""
    return {feature_id for check in _told for feature_id in check(feature_ids)}


def waited_for(plan: Plan) -> list[uuid.UUID]:
    """Return the features whose obstacles are asked for: those of launches with an activity that is to go out."""
    launches = {bar.launch_id for bar in _activities(plan)}
    return [bar.id for bar in plan.features if bar.launch_id in launches]


def worth_telling(plan: Plan) -> list[uuid.UUID]:
    """Return the features that some activity should tell of."""
    return [bar.id for bar, _ in _of_big_launches(plan)]


def clashes(
    plan: Plan, obstacles: Mapping[uuid.UUID, Sequence[Obstacle]], told: Collection[uuid.UUID], today: dt.date
) -> list[Clash]:
    """Return what does not fit together, the nearest first.

    `obstacles` are what stands in the way of the features `waited_for`, `told` are those of the features
    `worth_telling` that some activity tells of.
    """
    found = [
        *_before_its_gate(plan, obstacles, today),
        *_untold(plan, told),
        *_too_close(plan),
        *_late_briefings(plan),
        *_late_features(plan),
        *_violated(plan),
    ]
    return sorted(found, key=lambda clash: (clash.subject.start or dt.date.max, clash.kind, clash.subject.title))


def _before_its_gate(plan: Plan, obstacles: Mapping[uuid.UUID, Sequence[Obstacle]], today: dt.date) -> Iterator[Clash]:
    """Activities that go out before a gate of their launch's features has been passed."""
    gates: dict[uuid.UUID | None, dict[uuid.UUID, Obstacle]] = defaultdict(dict)
    for bar in plan.features:
        for obstacle in obstacles.get(bar.id, ()) if bar.launch_id else ():
            gates[bar.launch_id][obstacle.id] = obstacle
    bars = {bar.id: bar for bar in plan.things}
    for activity in _activities(plan):
        assert activity.start
        for obstacle in gates[activity.launch_id].values():
            gate = bars.get(obstacle.id, _unplanned(obstacle))
            if activity.start <= today or (gate.end and activity.start < gate.end):
                yield Clash("gate", activity, "goes out before", gate, "is passed")


def _activities(plan: Plan) -> Iterator[Bar]:
    """Yield what is to go out."""
    return (bar for bar in plan.things if bar.noun == ACTIVITY and bar.is_open and bar.start)


def _unplanned(obstacle: Obstacle) -> Bar:
    return Bar(obstacle.noun, obstacle.id, obstacle.title, None, None, "open", launch_id=obstacle.launch_id)


def _untold(plan: Plan, told: Collection[uuid.UUID]) -> Iterator[Clash]:
    for bar, launch in _of_big_launches(plan):
        if bar.id not in told:
            yield Clash("untold", bar, "has no activity that tells of it, in the tier 1 launch", launch)


def _of_big_launches(plan: Plan) -> Iterator[tuple[Bar, Bar]]:
    """Yield the features of the tier 1 launches that are ahead, each with its launch."""
    for bar in plan.features:
        launch = plan.launches.get(bar.launch_id) if bar.launch_id else None
        if launch and launch.tier == Tier.BIG and launch.is_open:
            yield bar, launch


def _too_close(plan: Plan) -> Iterator[Clash]:
    dated = ((bar.end, bar) for bar in plan.launches.values() if bar.tier == Tier.BIG and bar.is_open and bar.end)
    big = sorted(dated, key=itemgetter(0))
    for place, (day, first) in enumerate(big, start=1):
        for next_day, second in islice(big, place, None):
            if next_day - day >= APART:
                break
            if {*first.product_ids} & {*second.product_ids}:
                days = (next_day - day).days
                when = f"{plural(days, 'day')} before" if days else "on the same day as"
                yield Clash("crowded", first, f"is a tier 1 launch for the same customers {when}", second)


def _late_briefings(plan: Plan) -> Iterator[Clash]:
    for bar in plan.things:
        launch = plan.launches.get(bar.launch_id) if bar.launch_id else None
        late = launch and launch.end and bar.start and bar.start > launch.end
        if late and bar.is_open and BRIEFING in bar.title.lower():
            yield Clash("briefing", bar, "is a briefing after the launch that it is for,", launch)


def _late_features(plan: Plan) -> Iterator[Clash]:
    for bar in plan.features:
        launch = plan.launches.get(bar.launch_id) if bar.launch_id else None
        if bar.is_open and launch and launch.end and bar.end and bar.end > launch.end:
            days = plural((bar.end - launch.end).days, "day")
            yield Clash("late", bar, f"is planned for {show_date(bar.end)}, {days} after its launch", launch)


def _violated(plan: Plan) -> Iterator[Clash]:
    """Dependencies that the dates do not keep, between what is still to come."""
    bars = {bar.id: bar for bar in [*plan.features, *plan.launches.values()] if bar.is_open}
    edges = [Edge(link.earlier, link.later, link.lag_days) for link in plan.links]
    for violation in violations(edges, {pk: bar.end for pk, bar in bars.items() if bar.end}):
        later, earlier = bars[violation.edge.later], bars[violation.edge.earlier]
        yield Clash("order", later, "waits for", earlier, f"and is {plural(violation.days_short, 'day')} too early")
