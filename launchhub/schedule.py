"""Every recurring job, on one page.

A job is a function without arguments that runs in a worker, at least once in each period (UTC), outside any wall:
it enters the workspaces that it works on itself. A tick that was missed is caught up, once.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

DAILY = dt.timedelta(days=1)
HOURLY = dt.timedelta(hours=1)


@dataclass(frozen=True)
class Recurring:
    """What to do, as a dotted name, and how often."""

    function: str
    every: dt.timedelta


SCHEDULE = [
    Recurring("launchhub.events.partitions.create_partitions", DAILY),
    Recurring("launchhub.events.jobs.forget_done", DAILY),
    Recurring("launchhub.imports.uploads.forget_old", DAILY),
    Recurring("launchhub.api.idempotency.prune", DAILY),
    Recurring("launchhub.discussion.actions.attachments.forget_deleted", DAILY),
    Recurring("launchhub.search.tasks.catch_up", HOURLY),
    Recurring("roadmap.tasks.remind_of_tasks", HOURLY),
    Recurring("roadmap.tasks.remind_of_goals", HOURLY),
    Recurring("roadmap.tasks.remind_of_slips", HOURLY),
    Recurring("roadmap.tasks.ask_about_dates", HOURLY),
    Recurring("roadmap.tasks.write_down_readiness", HOURLY),
    Recurring("qa.tasks.review_waivers", HOURLY),
    Recurring("messaging.tasks.reassess_claims", DAILY),
]
