"""What roadmap itself knows of the readiness of launches: features, tasks, order and slips.

Each check takes many launches and answers with a constant number of queries (domain.md, section 8).
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any

from django.db.models import Count, Q

from launchhub.accounts.models import Hat
from launchhub.lib.dates import show_date
from launchhub.lib.text import plural
from roadmap import raci
from roadmap.graph import Edge, violations
from roadmap.models import DateMove, Dependency, Feature, FeatureStatus, Launch, Task, TaskStatus
from roadmap.readiness import (
    Finding,
    Severity,
    Tick,
    Track,
    register_findings,
    register_ticks,
    register_track_findings,
)

SLIPS_THAT_WORRY = 3
WITHIN = dt.timedelta(days=30)

FEATURE_TICKS = {FeatureStatus.DONE: "passed", FeatureStatus.CUT: "failed"}
TASK_TICKS = {TaskStatus.DONE: "passed", TaskStatus.SKIPPED: "waived"}


def _finding(
    kind: str, detail: str, severity: Severity, subject: Any, owner: Any = None, *, names_others: bool = False
) -> Finding:
    holder = (owner.pk if owner else None, str(owner or ""))
    return Finding(kind, detail, severity, subject.noun, subject.pk, str(subject), *holder, names_others)


@register_findings
def features(launches: Sequence[Launch], today: dt.date) -> Mapping[uuid.UUID, list[Finding]]:
    """Blockers: a feature that is cut, late, or not done on launch day."""
    found: dict[uuid.UUID, list[Finding]] = defaultdict(list)
    dates = {launch.pk: launch.date for launch in launches}
    waiting = Q(launch__in=dates) & ~Q(status__in=[FeatureStatus.DONE, FeatureStatus.PARKED])
    for feature in Feature.objects.alive().filter(waiting).select_related("owner__user").order_by("title"):
        date = dates[feature.launch_id]
        if feature.status == FeatureStatus.CUT:
            detail = "is cut, and the launch still counts on it"
        elif date and feature.target and feature.target > date:
            detail = f"is planned for {show_date(feature.target)}, after the launch"
        elif date and today >= date:
            detail = "is not done"
        else:
            continue
        found[feature.launch_id].append(_finding("feature", detail, "blocker", feature, feature.owner))
    return found


@register_findings
def overdue_tasks(launches: Sequence[Launch], today: dt.date) -> Mapping[uuid.UUID, list[Finding]]:
    """Blockers: an overdue task that blocks the launch."""
    found: dict[uuid.UUID, list[Finding]] = defaultdict(list)
    rows = Task.objects.alive().filter(launch__in=launches, blocks_launch=True).overdue(today)
    for task in rows.select_related("assignee__user").order_by("due"):
        detail = f"blocks the launch and was due on {show_date(task.due)}"
        found[task.launch_id].append(_finding("task_overdue", detail, "blocker", task, task.assignee))
    return found


@register_findings
def violated_dependencies(launches: Sequence[Launch], today: dt.date) -> Mapping[uuid.UUID, list[Finding]]:
    """Blockers: a launch, or a feature of it, that is planned before what it depends on."""
    found: dict[uuid.UUID, list[Finding]] = defaultdict(list)
    rows = Dependency.objects.blocking().select_related("from_launch", "to_launch", "from_feature", "to_feature")
    # One query for each end: PostgreSQL finds nothing by an index where "or" spans two tables.
    for row in chain(rows.filter(to_launch__in=launches), rows.filter(to_feature__launch__in=launches)):
        source, target = row.source, row.target
        dates = {end.pk: end.date if isinstance(end, Launch) else end.target for end in (source, target)}
        known = {pk: date for pk, date in dates.items() if date}
        for violation in violations([Edge(source.pk, target.pk, row.lag_days)], known):
            detail = f"needs “{source}” first and is {plural(violation.days_short, 'day')} too early for that"
            launch_id = target.pk if isinstance(target, Launch) else target.launch_id
            if launch_id:
                found[launch_id].append(_finding("dependency", detail, "blocker", target, names_others=True))
    return found


@register_findings
def many_slips(launches: Sequence[Launch], today: dt.date) -> Mapping[uuid.UUID, list[Finding]]:
    """Risks: three or more slips of a launch within 30 days."""
    recent = DateMove.objects.filter(
        subject_id__in=[launch.pk for launch in launches], days__gt=0, created_at__date__gt=today - WITHIN
    )
    slips = dict(recent.order_by().values_list("subject_id").annotate(Count("pk")))
    return {
        launch.pk: [_finding("slips", f"slipped {slips[launch.pk]} times in 30 days", "risk", launch)]
        for launch in launches
        if slips.get(launch.pk, 0) >= SLIPS_THAT_WORRY
    }


def _nobody(hat: str) -> str:
    return f"has nobody who is accountable for the {Hat(hat).label} track"


@register_track_findings
def late_tracks(
    launches: Sequence[Launch], tracks: Mapping[uuid.UUID, Sequence[Track]]
) -> Mapping[uuid.UUID, list[Finding]]:
    """Risks: more than a third of a track overdue."""
    found: dict[uuid.UUID, list[Finding]] = defaultdict(list)
    for launch in launches:
        for track in tracks[launch.pk]:
            if track.overdue * 3 > track.total:
                detail = f"{track.overdue} of {track.total} in the {Hat(track.hat).label} track are overdue"
                found[launch.pk].append(_finding("track_overdue", detail, "risk", launch))
    return found


@register_track_findings
def unaccountable_tracks(
    launches: Sequence[Launch], tracks: Mapping[uuid.UUID, Sequence[Track]]
) -> Mapping[uuid.UUID, list[Finding]]:
    """Risks: a track without an accountable person."""
    gaps = raci.gaps({launch.pk: [track.hat for track in tracks[launch.pk]] for launch in launches})
    return {
        launch.pk: [_finding("nobody_accountable", _nobody(hat), "risk", launch) for hat in gaps[launch.pk]]
        for launch in launches
    }


@register_ticks
def feature_ticks(launches: Sequence[Launch], today: dt.date) -> Mapping[uuid.UUID, list[Tick]]:
    """One tick in the product track for each feature that is not parked."""
    found: dict[uuid.UUID, list[Tick]] = defaultdict(list)
    rows = Feature.objects.alive().filter(launch__in=launches).exclude(status=FeatureStatus.PARKED)
    for pk, launch_id, title, status, target in rows.order_by("target", "title").values_list(
        "pk", "launch", "title", "status", "target"
    ):
        state: Any = FEATURE_TICKS.get(status, "open")
        found[launch_id].append(Tick(Hat.PRODUCT, state, title, Feature.noun, pk, target))
    return found


@register_ticks
def task_ticks(launches: Sequence[Launch], today: dt.date) -> Mapping[uuid.UUID, list[Tick]]:
    """One tick for each task, in the track of its hat."""
    found: dict[uuid.UUID, list[Tick]] = defaultdict(list)
    rows = Task.objects.alive().filter(launch__in=launches).order_by("due", "title")
    for pk, launch_id, title, status, hat, due in rows.values_list("pk", "launch", "title", "status", "hat", "due"):
        state: Any = TASK_TICKS.get(status, "open")
        found[launch_id].append(Tick(hat, state, title, Task.noun, pk, due))
    return found
