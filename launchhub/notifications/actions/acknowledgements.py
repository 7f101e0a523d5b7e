"""Saying that one has seen what moved."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from launchhub.accounts.models import Member
from launchhub.accounts.nouns import model_of
from launchhub.accounts.rights import Right, may, needed
from launchhub.events.models import Event
from launchhub.events.record import record
from launchhub.lib.errors import Conflict, Forbidden
from launchhub.notifications import acknowledging
from launchhub.notifications.actions import notifications
from launchhub.notifications.events import ACKNOWLEDGED
from launchhub.notifications.models import Acknowledgement, Notification


def create(event: Event, *, by: Member) -> Acknowledgement:
    """Acknowledge an event that asked for it, and with it all earlier ones of its kind on the same object.

    Doing it again changes nothing. Raises `Forbidden` for guests, `Conflict` where nothing was asked or where a later
    event has taken its place: who has seen only the older one has not seen where it stands now.
    """
    if not may(by, Right.WORK):
        raise Forbidden(f"You may not acknowledge it: that needs {needed(Right.WORK)}.")
    with transaction.atomic():
        mine = Notification.objects.visible_to(by).asking()
        # Locked, so that a link that is opened twice at once does not say it twice.
        if not mine.filter(event=event).select_for_update().exists():
            raise Conflict("You were not asked to acknowledge this.")
        if found := Acknowledgement.objects.filter(event=event, member=by).first():
            return found  # type: ignore[no-any-return]
        if event.pk in acknowledging.replaced([event]):
            raise Conflict("It has moved again since: acknowledge the latest move.")
        return _write(event, mine, by)


def _write(event: Event, mine: Any, by: Member) -> Acknowledgement:
    done = Acknowledgement.objects.filter(member=by).values("event")
    earlier = Event.objects.filter(workspace=by.workspace_id, subject_id=event.subject_id, kind=event.kind)
    asked = mine.filter(event__in=list(earlier.filter(pk__lte=event.pk).values_list("pk", flat=True)))
    covered = list(asked.exclude(event__in=done).order_by("event_id").values_list("event_id", flat=True))
    rows = [Acknowledgement(workspace_id=by.workspace_id, event_id=pk, member=by) for pk in covered]
    Acknowledgement.objects.bulk_create(rows)
    notifications.mark_read(list(mine.filter(event__in=covered).values_list("pk", flat=True)), by=by)
    subject = model_of(event.subject_type).objects.get(pk=event.subject_id)
    what = acknowledging.told_by(event)
    record(ACKNOWLEDGED, subject, by=by, launch_id=event.launch_id, event=event.pk, covers=covered, what=what)
    return next(row for row in rows if row.event_id == event.pk)
