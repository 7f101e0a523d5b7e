"""What quality says about the readiness of launches and features (domain.md, section 8)."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from itertools import chain
from typing import Any

from launchhub.lib.dates import show_date
from qa.models import CLEARED, Defect, Gate, GateStatus, Severity
from roadmap.models import Launch
from roadmap.readiness import (
    Finding,
    Obstacle,
    Tick,
    TickState,
    register_findings,
    register_obstacles,
    register_ticks,
)

WAIVER_MARGIN = dt.timedelta(days=14)
TICKS: Mapping[str, TickState] = {
    GateStatus.OPEN: "open",
    GateStatus.IN_REVIEW: "open",
    GateStatus.PASSED: "passed",
    GateStatus.FAILED: "failed",
    GateStatus.WAIVED: "waived",
}


@register_findings
def gates_in_the_way(launches: Sequence[Launch], today: dt.date) -> Mapping[uuid.UUID, list[Finding]]:
    """Required gates that failed, or have not passed on launch day; waivers that end too soon after it."""
    dates = {launch.pk: launch.date for launch in launches}
    found = defaultdict(list)
    rows = Gate.objects.alive().filter(launch__in=launches, required=True).exclude(status=GateStatus.PASSED)
    for gate in rows.with_waiver().order_by("due", "pk"):
        if finding := _finding(gate, dates[gate.launch_id], today):
            found[gate.launch_id].append(finding)
    return found


@register_findings
def blocker_defects(launches: Sequence[Launch], today: dt.date) -> Mapping[uuid.UUID, list[Finding]]:
    """Open blocker defects of the launches' gates and features."""
    ids = {launch.pk for launch in launches}
    found = defaultdict(list)
    rows = Defect.objects.open().filter(severity=Severity.BLOCKER).select_related("gate", "feature__owner__user")
    # One query for each: PostgreSQL finds nothing by an index where "or" spans two tables.
    both = chain(rows.filter(gate__launch__in=ids), rows.filter(feature__launch__in=ids))
    for _, defect in sorted({defect.pk: defect for defect in both}.items()):
        owner = defect.feature.owner if defect.feature else None
        of_launches = {defect.gate and defect.gate.launch_id, defect.feature and defect.feature.launch_id}
        for launch_id in of_launches & ids:
            found[launch_id].append(
                Finding(
                    kind="open_blocker",
                    detail="is an open blocker",
                    severity="blocker",
                    noun=Defect.noun,
                    id=defect.pk,
                    title=str(defect),
                    owner_id=owner.pk if owner else None,
                    owner_name=owner.name if owner else "",
                    names_others=True,
                )
            )
    return found


@register_ticks
def gates_of_the_track(launches: Sequence[Launch], today: dt.date) -> Mapping[uuid.UUID, list[Tick]]:
    """One tick for each gate."""
    found = defaultdict(list)
    rows = Gate.objects.alive().filter(launch__in=launches).order_by("due", "pk")
    for gate in rows.only("launch", "name", "status", "due"):
        found[gate.launch_id].append(Tick(gate.hat, TICKS[gate.status], gate.name, Gate.noun, gate.pk, gate.due))
    return found


@register_obstacles
def gates_before_features(feature_ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, list[Obstacle]]:
    """Gates that cover the features and have not been cleared."""
    found = defaultdict(list)
    rows = Gate.objects.alive().filter(features__in=feature_ids).exclude(status__in=CLEARED).order_by("due", "pk")
    for feature_id, gate_id, name, status, launch_id in rows.values_list("features", "pk", "name", "status", "launch"):
        kind = "gate_failed" if status == GateStatus.FAILED else "gate_not_passed"
        found[feature_id].append(Obstacle(kind, name, Gate.noun, gate_id, launch_id))
    return found


def _finding(gate: Any, launch_date: dt.date | None, today: dt.date) -> Finding | None:
    if gate.status == GateStatus.FAILED:
        return _about(gate, "gate_failed", _said("failed", gate), "blocker")
    if gate.status == GateStatus.WAIVED:
        too_soon = launch_date and gate.waiver_expires and gate.waiver_expires < launch_date + WAIVER_MARGIN
        until = f"is waived until {show_date(gate.waiver_expires)}, which is before T+14" if too_soon else ""
        return _about(gate, "waiver_expiring", until, "risk") if too_soon else None
    if launch_date and launch_date <= today:
        return _about(gate, "gate_not_passed", _said("has not passed", gate), "blocker")
    return None


def _said(what: str, gate: Gate) -> str:
    """Continue the gate's name as a sentence does: "failed: 3 of 120 failed, at least 99 % must pass"."""
    return f"{what}: {gate.reason[0].lower()}{gate.reason[1:].rstrip('.')}" if gate.reason else what


def _about(gate: Gate, kind: str, detail: str, severity: str) -> Finding:
    return Finding(kind, detail, severity, Gate.noun, gate.pk, str(gate))  # type: ignore[arg-type]
