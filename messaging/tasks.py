"""Recurring work of messaging (see `launchhub/schedule.py`)."""

from __future__ import annotations

import datetime as dt

from launchhub.accounts.models import Workspace
from launchhub.lib.wall import workspace_context
from messaging.actions import claims
from messaging.claims import DAYS_TO_GO
from messaging.models import Claim
from roadmap.models import Feature, Launch


def reassess_claims() -> None:
    """Once a day: time itself puts claims at risk, when a launch is near or a feature is overdue."""
    for workspace in Workspace.objects.all():
        with workspace_context(workspace):
            today = workspace.today()
            near = Launch.objects.alive().ahead().filter(date__lte=today + dt.timedelta(days=DAYS_TO_GO))
            overdue = Feature.objects.alive().open().filter(target__lt=today)
            concerned = Claim.objects.alive().of_launches(near) | Claim.objects.alive().naming(overdue)
            claims.reassess(concerned)
