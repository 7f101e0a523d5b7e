"""What is said of saved views: only of those that are shared; one's own are no news to others."""

from launchhub.events.kinds import EventKind, register

SHARED = EventKind("saved_view.shared", "{actor} shared the view {subject}")
UPDATED = EventKind("saved_view.updated", "{actor} changed the shared view {subject}")
UNSHARED = EventKind("saved_view.unshared", "{actor} no longer shares the view {subject}")

register(SHARED, UPDATED, UNSHARED)
