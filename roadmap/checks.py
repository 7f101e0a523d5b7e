"""What roadmap itself knows of the readiness of launches: features, tasks, order and slips.

Each check takes many launches and answers with a constant number of queries (domain.md, section 8).
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Count, F, Q, Value

from launchhub.accounts.models import Hat
from launchhub.accounts.models.members import name_at
from launchhub.lib.dates import show_date
from launchhub.lib.prepared import planned
from launchhub.lib.text import plural
from roadmap import raci
from roadmap.graph import Edge, violations
from roadmap.models import DateMove, Dependency, Feature, FeatureStatus, Launch, Task, TaskStatus
from roadmap.readiness import (
    Finding,
    TickState,
    Track,
    register_findings,
    register_ticks,
    register_track_findings,
    state_of,
)

SLIPS_THAT_WORRY = 3
WITHIN = dt.timedelta(days=30)

FEATURE_TICKS: Mapping[str, TickState] = {FeatureStatus.DONE: "passed", FeatureStatus.CUT: "failed"}
TASK_TICKS: Mapping[str, TickState] = {TaskStatus.DONE: "passed", TaskStatus.SKIPPED: "waived"}

ByLaunch = dict[uuid.UUID, list[Finding]]


def _risk(kind: str, detail: str, launch: Launch) -> Finding:
    return Finding(kind, detail, "risk", launch.noun, launch.pk, str(launch))


@register_findings
def features(launches: Sequence[Launch], today: dt.date) -> ByLaunch:
    """Blockers: a feature that is cut, late, or not done on launch day."""
    found: ByLaunch = defaultdict(list)
    dates = {launch.pk: launch.date for launch in launches}
    due = [pk for pk, date in dates.items() if date and date <= today]
    for launch_id, pk, title, *owner, status, target in _doubtful_features(launch_ids=list(dates), due_ids=due):
        date = dates[launch_id]
        if status == FeatureStatus.CUT:
            detail = "is cut, and the launch still counts on it"
        elif date and target and target > date:
            detail = f"is planned for {show_date(target)}, after the launch"
        elif date and today >= date:
            detail = "is not done"
        else:
            continue
        found[launch_id].append(Finding("feature", detail, "blocker", Feature.noun, pk, title, *owner))
    return found


@planned
def _doubtful_features(launch_ids: Any, due_ids: Any) -> Any:
    """Features that may stand in the way: those cut or late, and of launches that are due all that are not done."""
    doubtful = Q(status=FeatureStatus.CUT) | Q(target__gt=F("launch__date")) | Q(launch__among=due_ids)
    waiting = Feature.objects.alive().filter(doubtful, launch__among=launch_ids)
    rows = waiting.exclude(status__in=[FeatureStatus.DONE, FeatureStatus.PARKED]).order_by("title", "pk")
    return rows.values_list("launch", "pk", "title", "owner", name_at("owner"), "status", "target")


@register_findings
def overdue_tasks(launches: Sequence[Launch], today: dt.date) -> ByLaunch:
    """Blockers: an overdue task that blocks the launch."""
    found: ByLaunch = defaultdict(list)
    for launch_id, due, *task in _overdue_tasks(launch_ids=[launch.pk for launch in launches], today=today):
        detail = f"blocks the launch and was due on {show_date(due)}"
        found[launch_id].append(Finding("task_overdue", detail, "blocker", Task.noun, *task))
    return found


@planned
def _overdue_tasks(launch_ids: Any, today: Any) -> Any:
    rows = (
        Task.objects.alive().filter(launch__among=launch_ids, blocks_launch=True).overdue(today).order_by("due", "pk")
    )
    return rows.values_list("launch", "due", "pk", "title", "assignee", name_at("assignee"))


@register_findings
def violated_dependencies(launches: Sequence[Launch], today: dt.date) -> ByLaunch:
    """Blockers: a launch, or a feature of it, that is planned before what it depends on, both still to come."""
    found: ByLaunch = defaultdict(list)
    ids = [launch.pk for launch in launches]
    for launch_id, noun, pk, title, target, needed, source, lag in _dependencies(launch_ids=ids):
        known = {end: date for end, date in (("earlier", source), ("later", target)) if date}
        for violation in violations([Edge("earlier", "later", lag)], known):
            detail = f"needs “{needed}” first and is {plural(violation.days_short, 'day')} too early for that"
            found[launch_id].append(Finding("dependency", detail, "blocker", noun, pk, title, names_others=True))
    return found


@planned
def _dependencies(launch_ids: Any) -> Any:
    """What must come before the launches and before their features, with both dates and the lag."""
    rows = Dependency.objects.blocking()
    # One query for each end: PostgreSQL finds nothing by an index where "or" spans two tables.
    of_launches = (
        rows.between_launches_ahead()
        .filter(to_launch__among=launch_ids)
        .values_list(
            *("to_launch", Value(Launch.noun), "to_launch", "to_launch__name", "to_launch__date"),
            *("from_launch__name", "from_launch__date", "lag_days"),
        )
    )
    of_features = (
        rows.between_features_ahead()
        .filter(to_feature__launch__among=launch_ids)
        .values_list(
            *("to_feature__launch", Value(Feature.noun), "to_feature", "to_feature__title", "to_feature__target"),
            *("from_feature__title", "from_feature__target", "lag_days"),
        )
    )
    return of_launches.union(of_features, all=True)


@register_findings
def many_slips(launches: Sequence[Launch], today: dt.date) -> ByLaunch:
    """Risks: three or more slips of a launch within 30 days."""
    slips = dict(_slips(launch_ids=[launch.pk for launch in launches], after=today - WITHIN))
    return {
        launch.pk: [_risk("slips", f"slipped {slips[launch.pk]} times in 30 days", launch)]
        for launch in launches
        if slips.get(launch.pk, 0) >= SLIPS_THAT_WORRY
    }


@planned
def _slips(launch_ids: Any, after: Any) -> Any:
    recent = DateMove.objects.filter(subject_id__among=launch_ids, days__gt=0, created_at__date__gt=after)
    return recent.order_by().values_list("subject_id").annotate(Count("pk"))


def _nobody(hat: str) -> str:
    return f"has nobody who is accountable for the {Hat(hat).label} track"


@register_track_findings
def late_tracks(launches: Sequence[Launch], tracks: Mapping[uuid.UUID, Sequence[Track]]) -> ByLaunch:
    """Risks: more than a third of the tasks of a track overdue, or of all that counts in it."""
    found: ByLaunch = defaultdict(list)
    today = launches[0].workspace.today()
    for launch in launches:
        for track in tracks[launch.pk]:
            tasks = [tick for tick in track.ticks if tick.noun == Task.noun]
            late = sum(not tick.is_done and tick.due is not None and tick.due < today for tick in tasks)
            for overdue, total, what in ((late, len(tasks), "task"), (track.overdue, track.total, "check")):
                if overdue * 3 > total:
                    detail = f"has {overdue} of {plural(total, what)} overdue in the {Hat(track.hat).label} track"
                    found[launch.pk].append(_risk("track_overdue", detail, launch))
                    break
    return found


@register_track_findings
def unaccountable_tracks(launches: Sequence[Launch], tracks: Mapping[uuid.UUID, Sequence[Track]]) -> ByLaunch:
    """Risks: a track without an accountable person."""
    gaps = raci.gaps({launch.pk: [track.hat for track in tracks[launch.pk]] for launch in launches})
    return {
        launch.pk: [_risk("nobody_accountable", _nobody(hat), launch) for hat in gaps[launch.pk]] for launch in launches
    }


@register_ticks
def feature_ticks(launch_ids: Any) -> Iterator[Any]:
    """One tick in the product track for each feature that is not parked."""
    rows = Feature.objects.alive().filter(launch__among=launch_ids).exclude(status=FeatureStatus.PARKED)
    state = state_of("status", FEATURE_TICKS)
    yield rows.values_list("launch", Value(Hat.PRODUCT), state, "title", Value(Feature.noun), "pk", "target")


@register_ticks
def task_ticks(launch_ids: Any) -> Iterator[Any]:
    """One tick for each task, in the track of its hat."""
    rows = Task.objects.alive().filter(launch__among=launch_ids)
    yield rows.values_list("launch", "hat", state_of("status", TASK_TICKS), "title", Value(Task.noun), "pk", "due")
