"""Events as lines of activity."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from launchhub.accounts.models import Member
from launchhub.events.kinds import sentence
from launchhub.events.models import Event


@dataclass(frozen=True, slots=True)
class ShownEvent:
    """An event as a line of activity."""

    event: Event
    sentence: str
    actor: str
    note: str


def shown_events(events: Iterable[Event], *, to_guest: bool = False) -> list[ShownEvent]:
    """Return events with their sentences; `actor__user` must be loaded.

    What follows from something else names that in its note, and a guest may not have been shown it.
    """
    shown = []
    for event in events:
        actor = str(event.actor) if event.actor else "LaunchHub"
        note = "" if to_guest and event.caused_by else str(event.data.get("note") or "")
        shown.append(ShownEvent(event, sentence(event, actor), actor, note))
    return shown


def latest(member: Member, most: int) -> list[ShownEvent]:
    """Return what happened last in the member's workspace, newest first, with one query; no imported history."""
    events = Event.objects.visible_to(member).filter(quiet=False).select_related("actor__user")
    return shown_events(events.order_by("-id")[:most])
