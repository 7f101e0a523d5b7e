"""One handler and its events: each in its own transaction, each done once."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Sequence
from functools import partial
from time import monotonic

from django.db import connection
from django.db.models.functions import Now

from launchhub.events.bus import HANDLERS, handlers_of
from launchhub.events.models import Event
from launchhub.events.outbox import TRIES, let_go, wait_after
from launchhub.events.record import wake
from launchhub.lib.logs import about
from launchhub.lib.patience import outliving_restart
from launchhub.lib.wall import every_workspace, workspace_context

log = logging.getLogger(__name__)

TIME = 40
"""Seconds after which no further event is begun: a worker's task is ended after 50."""

ERROR_LENGTH = 2000

HEARD = """
UPDATE events SET handled_by = array_append(handled_by, %(handler)s), handled_at = CASE
    WHEN array_append(handled_by, %(handler)s)::text[] @> %(all)s::text[] THEN statement_timestamp() END
WHERE id = %(id)s
"""


def handle(handler: str, event_ids: Sequence[str]) -> None:
    """Let one handler hear the events that it has not heard; one that fails does not stop the others.

    Running it twice, even at the same moment, does no harm. What there is no time for is given back.
    """
    waiting = outliving_restart(lambda: _waiting(handler, event_ids))
    deadline = monotonic() + TIME
    for place, (event_id, workspace_id) in enumerate(waiting):
        if monotonic() > deadline:
            with every_workspace():
                let_go([pk for pk, _ in waiting[place:]])
            return
        try:
            outliving_restart(partial(_handle_one, handler, event_id, workspace_id))
        except Exception as error:
            log.exception("%s failed on event %s", handler, event_id)
            outliving_restart(partial(_note_failure, event_id, workspace_id, f"{handler}: {error!r}"))


def _waiting(handler: str, event_ids: Sequence[str]) -> list[tuple[uuid.UUID, uuid.UUID]]:
    """Return the events that the handler has not heard, with their workspaces, in order."""
    with every_workspace():
        rows = (
            Event.objects.unhandled()
            .filter(pk__in=event_ids, attempts__lt=TRIES)
            .exclude(handled_by__contains=[handler])
        )
        return list(rows.order_by("id").values_list("pk", "workspace_id"))


def _handle_one(handler: str, event_id: uuid.UUID, workspace_id: uuid.UUID) -> None:
    _, function = HANDLERS[handler]
    with workspace_context(workspace_id), connection.cursor() as cursor:
        # Whoever has the lock does it; a second worker with the same event leaves it alone.
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [f"{handler} {event_id}"])
        if not cursor.fetchone()[0]:
            return
        rows = Event.objects.select_related("workspace", "actor__user")
        event = rows.get(pk=event_id)
        if handler in event.handled_by:
            return
        with about(workspace=event.workspace.slug, event=event.pk):
            function(event)
            log.info("%s heard %s", handler, event.kind)
        cursor.execute(HEARD, {"handler": handler, "all": handlers_of(event.kind), "id": event_id})
        wake()  # for what the handler wrote: events, deliveries


def _note_failure(event_id: uuid.UUID, workspace_id: uuid.UUID, error: str) -> None:
    with workspace_context(workspace_id):
        event = Event.objects.select_for_update().only("attempts").get(pk=event_id)
        attempts = event.attempts + 1
        Event.objects.filter(pk=event_id).update(
            attempts=attempts, error=error[:ERROR_LENGTH], lease_until=Now() + wait_after(attempts)
        )
