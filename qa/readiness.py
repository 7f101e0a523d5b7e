"""What quality says about the readiness of launches and features (domain.md, section 8)."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import F, Q, Value

from launchhub.accounts.models.members import name_at
from launchhub.lib.dates import show_date
from launchhub.lib.prepared import planned
from qa.models import CLEARED, Defect, Gate, GateStatus, Severity
from roadmap.models import Launch
from roadmap.readiness import (
    Finding,
    Obstacle,
    TickState,
    register_findings,
    register_obstacles,
    register_ticks,
    state_of,
)

WAIVER_MARGIN = dt.timedelta(days=14)
TICKS: Mapping[str, TickState] = {
    GateStatus.PASSED: "passed",
    GateStatus.FAILED: "failed",
    GateStatus.WAIVED: "waived",
}

ByLaunch = dict[uuid.UUID, list[Finding]]


@register_findings
def gates_in_the_way(launches: Sequence[Launch], today: dt.date) -> ByLaunch:
    """Required gates that failed, or have not passed on launch day; waivers that end too soon after it."""
    found: ByLaunch = defaultdict(list)
    dates = {launch.pk: launch.date for launch in launches}
    due = [pk for pk, date in dates.items() if date and date <= today]
    for launch_id, *gate in _doubtful_gates(launch_ids=list(dates), due_ids=due):
        if finding := _finding(*gate, launch_date=dates[launch_id]):
            found[launch_id].append(finding)
    return found


@planned
def _doubtful_gates(launch_ids: Any, due_ids: Any) -> Any:
    """Required gates that failed or are waived, and of launches that are due all that have not passed."""
    doubtful = Q(status__in=[GateStatus.FAILED, GateStatus.WAIVED]) | Q(launch__among=due_ids)
    rows = Gate.objects.alive().filter(doubtful, launch__among=launch_ids, required=True)
    rows = rows.exclude(status=GateStatus.PASSED).with_waiver().order_by("due", "pk")
    return rows.values_list("launch", "pk", "name", "status", "reason", "waiver_expires")


@register_findings
def blocker_defects(launches: Sequence[Launch], today: dt.date) -> ByLaunch:
    """Open blocker defects of the launches' gates and features."""
    found: ByLaunch = defaultdict(list)
    detail = "is an open blocker"
    for launch_id, pk, title, owner, name in sorted(_blocker_defects(launch_ids=[launch.pk for launch in launches])):
        finding = Finding("open_blocker", detail, "blocker", Defect.noun, pk, title, owner, name, names_others=True)
        found[launch_id].append(finding)
    return found


@planned
def _blocker_defects(launch_ids: Any) -> Any:
    """Each once for a launch, even when its gate and its feature are both of it."""
    rows = Defect.objects.open().filter(severity=Severity.BLOCKER)
    columns = ("pk", "title", F("feature__owner"), name_at("feature__owner"))
    # One query for each: PostgreSQL finds nothing by an index where "or" spans two tables.
    of_gates = rows.filter(gate__launch__among=launch_ids).values_list("gate__launch", *columns)
    of_features = rows.filter(feature__launch__among=launch_ids).values_list("feature__launch", *columns)
    return of_gates.union(of_features)


@register_ticks
def gates_of_the_track(launch_ids: Any) -> Iterator[Any]:
    """One tick for each gate."""
    rows = Gate.objects.alive().filter(launch__among=launch_ids)
    yield rows.values_list("launch", Value(Gate.hat), state_of("status", TICKS), "name", Value(Gate.noun), "pk", "due")


@register_obstacles
def gates_before_features(feature_ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, list[Obstacle]]:
    """Gates that cover the features and have not been cleared."""
    found = defaultdict(list)
    rows = Gate.objects.alive().filter(features__among=feature_ids).exclude(status__in=CLEARED).order_by("due", "pk")
    for feature_id, gate_id, name, status, launch_id in rows.values_list("features", "pk", "name", "status", "launch"):
        kind = "gate_failed" if status == GateStatus.FAILED else "gate_not_passed"
        found[feature_id].append(Obstacle(kind, name, Gate.noun, gate_id, launch_id))
    return found


def _finding(
    pk: uuid.UUID, name: str, status: str, reason: str, waiver_expires: dt.date | None, *, launch_date: dt.date | None
) -> Finding | None:
    """Say what is wrong with a doubtful gate. What is neither failed nor waived is one that a launch waits for."""
    kind, detail, severity = "gate_not_passed", _said("has not passed", reason), "blocker"
    if status == GateStatus.FAILED:
        kind, detail = "gate_failed", _said("failed", reason)
    elif status == GateStatus.WAIVED:
        if not (launch_date and waiver_expires and waiver_expires < launch_date + WAIVER_MARGIN):
            return None
        kind, severity = "waiver_expiring", "risk"
        detail = f"is waived until {show_date(waiver_expires)}, which is before T+14"
    return Finding(kind, detail, severity, Gate.noun, pk, name)  # type: ignore[arg-type]


def _said(what: str, reason: str) -> str:
    """Continue the gate's name as a sentence does: "failed: 3 of 120 failed, at least 99 % must pass"."""
    return f"{what}: {reason[0].lower()}{reason[1:].rstrip('.')}" if reason else what
