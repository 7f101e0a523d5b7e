"""What happened just now in the demo: loud, so that inboxes fill and everybody sees why they are told."""

from __future__ import annotations

import datetime as dt

from launchhub.events.models import Event
from launchhub.hub.demo.roadmaps import Plan
from launchhub.hub.demo.stage import Stage
from messaging.actions import assets, claims
from messaging.models import Asset, Claim
from qa.actions import signoffs
from qa.models import Gate
from roadmap.actions import features, launches


def happen(stage: Stage, plan: Plan, gates: dict[str, Gate]) -> None:
    """Fail a gate, slip a launch, change a look; and say at once what that does to claims and assets."""
    signoffs.create(
        by=stage.quentin,
        gate=gates["sync"],
        decision="reject",
        reason="Two phones that come back at once lose each other's photos.",
        customer_impact="Photos taken without a signal can disappear.",
        retest_on=stage.day(3),
    )
    claims.reassess(Claim.objects.filter(launch=plan.launches["tides"]), caused_by=_last("gate.failed"))
    cargo = plan.launches["cargo"]
    assert cargo.date is not None
    launches.move(
        cargo,
        to=cargo.date + dt.timedelta(14),
        reason="dependency",
        note="The importer waits for the new file service",
        by=stage.petra,
    )
    features.ui_change(plan.features["filters"], build="415", note="Filters moved to the side", by=stage.petra)
    beacon = Asset.objects.filter(launch=plan.launches["beacon"])
    assets.reassess(beacon, caused_by=_last("feature.ui_changed"))


def _last(kind: str) -> Event:
    event: Event = Event.objects.filter(kind=kind, quiet=False).latest("id")
    return event
