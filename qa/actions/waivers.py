"""What time does to cleared gates: waivers end, conditions are missed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from launchhub.accounts.models import Workspace
from launchhub.events.models import Event
from launchhub.events.record import record
from qa.actions.assessment import reassess
from qa.events import WAIVER_EXPIRED, WAIVER_EXPIRING
from qa.models import Gate, GateStatus

NOTICE = dt.timedelta(days=3)
"""How long before its end a waiver is announced to expire."""


def review(workspace: Workspace) -> None:
    """Reopen the workspace's gates whose waiver has ended or whose conditions were missed, and announce what ends soon.

    Doing it again on the same day changes nothing.
    """
    today = workspace.today()
    with transaction.atomic():
        ahead = Gate.objects.in_workspace(workspace).ahead()
        for gate in ahead.filter(status=GateStatus.WAIVED).with_waiver():
            if gate.waiver_expires < today:
                _expire(gate)
            elif gate.waiver_expires <= today + NOTICE:
                _announce(gate)
        reassess(list(ahead.filter(status=GateStatus.PASSED).values_list("pk", flat=True)), by=None)


def _expire(gate: Any) -> None:
    event = record(WAIVER_EXPIRED, gate, by=None, **_waiver(gate))
    reassess([gate.pk], by=None, caused_by=event)


def _announce(gate: Any) -> None:
    told = Event.objects.filter(workspace=gate.workspace_id, subject_id=gate.pk, kind=WAIVER_EXPIRING.kind)
    if not told.filter(data__signoff=str(gate.waiver_id)).exists():
        record(WAIVER_EXPIRING, gate, by=None, **_waiver(gate))


def _waiver(gate: Any) -> dict[str, object]:
    return {"signoff": gate.waiver_id, "waived_by": gate.waived_by_id, "expires": gate.waiver_expires}
