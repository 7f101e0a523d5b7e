"""Slips that ask to be acknowledged: whom, and for how long."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Exists, OuterRef

from launchhub.events.models import Event
from launchhub.events.partitions import next_month
from launchhub.lib.ids import made_at
from launchhub.lib.migrations import first_id
from launchhub.notifications import acknowledging
from launchhub.notifications.models import Notification
from roadmap.models import Launch
from roadmap.parts import holders

MOVED = "launch.date_moved"
A_DAY = dt.timedelta(days=1)


def asked(event: Event) -> set[uuid.UUID]:
    """Return who is asked to acknowledge a move: whoever owns a part of the launch, if it is a slip that still holds.

    Of these, only who is told of it: not the mover, nobody who has muted it, no guest.
    """
    launch = Launch.objects.filter(pk=event.subject_id).first()
    if launch is None or not holds(event, launch):
        return set()
    things = [*event.data["blast_radius"]["moved"], *event.data["blast_radius"]["conflicts"]]
    moved = {uuid.UUID(holder) for thing in things for holder in thing["holders"]}
    return moved | {holder.member_id for holder in holders([launch.pk])}


def holds(event: Event, launch: Launch) -> bool:
    """Say whether a move is a slip, and the launch has not gone back to where it was, or before that, since."""
    if event.data["days"] <= 0 or launch.date is None:
        return False
    return launch.date > dt.date.fromisoformat(event.data["old"])


def latest_asking(launch: Launch) -> Event | None:
    """Return the newest slip of the launch that asked anybody, with its actor; None when there is none that holds."""
    asking = Notification.objects.asking().filter(workspace=OuterRef("workspace"), event=OuterRef("pk"))
    moves = Event.objects.filter(workspace=launch.workspace_id, subject_id=launch.pk, kind=MOVED)
    event = moves.filter(Exists(asking)).select_related("actor__user").order_by("-id").first()
    return event if event and holds(event, launch) else None


def of_lines(workspace_id: uuid.UUID, rows: Sequence[dict[str, Any]]) -> dict[str, uuid.UUID]:
    """Return the events of lines of the date ledger (rows with `id` and `subject_id`), by the line's id. One query.

    A line and its event are made in one transaction: other months than those of the lines are not looked into.
    """
    if not rows:
        return {}
    made = [made_at(row["id"]) for row in rows]
    moves = Event.objects.filter(
        workspace=workspace_id,
        pk__gte=first_id((min(made) - A_DAY).date()),
        pk__lt=first_id(next_month((max(made) + A_DAY).date().replace(day=1))),
        subject_id__in={row["subject_id"] for row in rows},
        kind=MOVED,
    )
    found = moves.filter(data__date_move__in={str(row["id"]) for row in rows}).values_list("data__date_move", "pk")
    return dict(found)


def open_since(workspace_id: uuid.UUID, since: dt.datetime, until: dt.datetime) -> Iterable[tuple[Event, Launch]]:
    """Return the slips between two instants that hold, of launches ahead: of each the newest that it asked about."""
    moves = Event.objects.filter(workspace=workspace_id, kind=MOVED, quiet=False, happened_at__range=(since, until))
    events = list(moves.select_related("actor__user").order_by("id"))
    over = acknowledging.replaced(events)
    ahead = Launch.objects.alive().ahead().in_bulk([event.subject_id for event in events])
    for event in events:
        launch = ahead.get(event.subject_id)
        if launch and event.pk not in over and holds(event, launch):
            yield event, launch
