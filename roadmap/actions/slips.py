"""Reminding of slips that nobody has acknowledged."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from launchhub.accounts.models import Workspace
from launchhub.events.kinds import EventKind
from launchhub.events.models import Event
from launchhub.events.record import record
from launchhub.lib.text import human_list
from launchhub.notifications import acknowledging
from roadmap import slips
from roadmap.events import ACKNOWLEDGEMENT_DUE, ACKNOWLEDGEMENT_OVERDUE

REMINDED_AFTER = dt.timedelta(hours=24)
OWNER_TOLD_AFTER = dt.timedelta(hours=48)
FORGOTTEN_AFTER = dt.timedelta(days=7)
"""After so long a reminder that is not sent yet, say because nothing ran, would only puzzle."""

STEPS: tuple[tuple[dt.timedelta, EventKind], ...] = (
    (REMINDED_AFTER, ACKNOWLEDGEMENT_DUE),
    (OWNER_TOLD_AFTER, ACKNOWLEDGEMENT_OVERDUE),
)


def remind(workspace: Workspace, now: dt.datetime) -> None:
    """Remind who has not acknowledged a slip after 24 hours; after 48 tell the launch's owner who. Once for each slip.

    A slip that was taken back, or that another slip has followed, is not asked about any more. `now` is the present
    instant (aware).
    """
    with transaction.atomic():
        open_slips = list(slips.open_since(workspace.pk, now - FORGOTTEN_AFTER, now - REMINDED_AFTER))
        asked = acknowledging.asked_of([event.pk for event, _ in open_slips])
        for event, launch in open_slips:
            silent = [each for each in asked.get(event.pk, []) if each.at is None]
            if not silent:
                continue
            who = human_list([each.name for each in silent])
            facts = {"event": event.pk, "silent": [each.member_id for each in silent], "who": who}
            for after, kind in STEPS:
                if event.happened_at <= now - after and not _was_told(kind, event):
                    record(kind, launch, by=None, in_words=event.data["in_words"], **facts)


def _was_told(kind: EventKind, event: Event) -> bool:
    told = Event.objects.filter(workspace=event.workspace_id, subject_id=event.subject_id, kind=kind.kind)
    return told.filter(data__event=str(event.pk)).exists()
