"""The seal: every event of a workspace gets its position and a digest over itself and the one before.

Writers never wait for each other: the relay seals after the commit. Whoever changes, removes or inserts a sealed
event later breaks the chain from there on, which `manage.py verify_audit` shows.
"""

from __future__ import annotations

import hashlib
import json
import uuid

from django.db import connection

from launchhub.events.models import Event
from launchhub.lib.wall import every_workspace, workspace_context

SEALED = "launchhub_sealed"
"""Announces the workspace in which events were just sealed."""

SEALED_TOGETHER = 1000
START = b""
"""What stands in the place of the digest before the first."""

WRITE = """
UPDATE events SET position = sealed.position, digest = sealed.digest
FROM unnest(%s::uuid[], %s::bigint[], %s::bytea[]) AS sealed (id, position, digest)
WHERE events.id = sealed.id AND events.position IS NULL
"""


class Broken(Exception):
    """The chain does not hold at this event."""

    def __init__(self, event: Event, why: str) -> None:
        super().__init__(f"broken at event {event.pk} ({event.kind}, position {event.position}): {why}")


def canonical(event: Event, position: int) -> bytes:
    """Return what an event says as bytes that are the same wherever and whenever they are computed."""
    says = {
        "id": event.pk,
        "workspace": event.workspace_id,
        "position": position,
        "kind": event.kind,
        "actor": event.actor_id,
        "token": event.token_id,
        "subject": [event.subject_type, event.subject_id, event.subject_title],
        "launch": event.launch_id,
        "data": event.data,
        "happened_at": event.happened_at.isoformat(),
        "quiet": event.quiet,
        "caused_by": event.caused_by,
    }
    return json.dumps(says, sort_keys=True, separators=(",", ":"), default=str).encode()


def digest(previous: bytes, event: Event, position: int) -> bytes:
    """Return SHA-256 over the previous event's digest and this event."""
    return hashlib.sha256(previous + canonical(event, position)).digest()


def seal_all() -> bool:
    """Seal a batch in every workspace that has new events. Returns whether any was sealed."""
    with every_workspace():
        waiting = list(Event.objects.filter(position=None).order_by().values_list("workspace_id", flat=True).distinct())
    sealed = [seal(workspace_id) for workspace_id in waiting]
    return any(sealed)


def seal(workspace_id: uuid.UUID) -> int:
    """Seal the workspace's next events in the order of their ids and return how many.

    One relay at a time does it: where another one is at it, there is nothing to do.
    """
    with workspace_context(workspace_id), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [f"seal {workspace_id}"])
        if not cursor.fetchone()[0]:
            return 0
        rows = Event.objects.filter(workspace=workspace_id)
        last = rows.sealed().values_list("position", "digest").last()
        position, previous = (last[0] or 0, bytes(last[1] or START)) if last else (0, START)
        sealed: list[tuple[uuid.UUID, int, bytes]] = []
        for event in rows.filter(position=None).order_by("id")[:SEALED_TOGETHER]:
            position += 1
            previous = digest(previous, event, position)
            sealed.append((event.pk, position, previous))
        if sealed:
            cursor.execute(WRITE, [list(column) for column in zip(*sealed, strict=True)])
            cursor.execute("SELECT pg_notify(%s, %s)", [SEALED, str(workspace_id)])
    return len(sealed)


def verify(workspace_id: uuid.UUID) -> tuple[int, bytes]:
    """Recompute a workspace's chain. Returns how many events it holds and the digest of the last.

    Raises `Broken` at the first event that differs. A chain whose last events were cut off holds as well: only who
    knows an earlier count and digest can tell.
    """
    previous, count = START, 0
    with workspace_context(workspace_id):
        rest = rows = Event.objects.filter(workspace=workspace_id).sealed().order_by("position", "id")
        while page := list(rest[:SEALED_TOGETHER]):
            for event in page:
                count += 1
                if event.position != count:
                    raise Broken(event, f"its position should be {count}: something was taken out, put in or moved")
                previous = digest(previous, event, count)
                if bytes(event.digest or START) != previous:
                    raise Broken(event, "it was changed after it was sealed, or put in its place")
            rest = rows.filter(position__gte=count).exclude(pk=event.pk)  # one that claims the same position, too
    return count, previous
