"""Events on the wire of a stream, and which of them a stream wants."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from launchhub.lib.as_json import dumps

RETRY = 1000
"""Milliseconds until a client comes back after its stream has ended."""

OPENING = f"retry: {RETRY}\n\n".encode()
HEARTBEAT = b":\n\n"
"""A comment: it keeps proxies from closing a quiet stream."""

SLIM_HEARTBEAT = b"event: alive\ndata: 1\n\n"
"""Browsers keep comments to themselves; by this a page learns that its stream has not died in silence."""


def message(event: Mapping[str, Any]) -> bytes:
    """Return an event, in the shape of `GET …/events/`, as a server-sent one; its id is its position."""
    return b"id: %d\nevent: %s\ndata: %s\n\n" % (
        event["position"],
        event["kind"].encode(),
        dumps(event),
    )


def slim(event: Mapping[str, Any]) -> bytes:
    """Return what changed without the data, for browsers: they fetch what they show with their own rights."""
    subject = event["subject"]
    says = {
        "kind": event["kind"],
        "noun": subject["type"],
        "id": subject["id"],
        "launch": event["launch"],
        "actor": event["actor"],
    }
    return b"id: %d\ndata: %s\n\n" % (event["position"], dumps(says))


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a stream was asked for; nothing named means everything."""

    kinds: frozenset[str] = frozenset()
    subjects: frozenset[str] = frozenset()
    launches: frozenset[str] = frozenset()

    def takes(self, event: Mapping[str, Any]) -> bool:
        """Say whether an event belongs into the stream."""
        asked = (
            (self.kinds, event["kind"]),
            (self.subjects, event["subject"]["id"]),
            (self.launches, event["launch"]),
        )
        return all(not names or value in names for names, value in asked)


@dataclass(frozen=True, slots=True)
class Follow:
    """How a stream goes on after its first answer: with these events of this workspace, past this position."""

    workspace_id: uuid.UUID
    position: int
    wanted: Wanted
    is_slim: bool
    user_id: int
    """Who follows."""
    ends_at: dt.datetime | None
    """When the credentials of who follows run out, if they do."""
