"""What waits for a member: each app says so of its own things, and the home page shows it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from launchhub.accounts.models import Member


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that a member is asked for: what it is, why it waits, and when it is due.

    `state` is a state of the domain ("in_review"); noun and id lead to the page of the thing.
    """

    title: str
    detail: str
    noun: str
    id: UUID
    state: str
    due: dt.date | None = None
    launch_id: UUID | None = None


Source = Callable[[Member], Iterable[Waiting]]
_sources: list[Source] = []


def register_waiting(*sources: Source) -> None:
    """Let an app add what waits for a member. Apps call it in `ready()`; a source asks a constant number of queries."""
    _sources.extend(sources)


def waiting_for(member: Member) -> list[Waiting]:
    """Return everything that waits for the member, the most urgent first, the undated last."""
    found = [each for source in _sources for each in source(member)]
    return sorted(found, key=lambda each: (each.due or dt.date.max, each.title))
