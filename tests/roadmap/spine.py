"""What the event spine says, for assertions."""

from __future__ import annotations

from launchhub.events.models import Event


def kinds(subject: object = None) -> list[str]:
    """Return the kinds of all events about a subject (or of roadmap at large), oldest first."""
    rows = Event.objects.order_by("id")
    if subject is not None:
        rows = rows.filter(subject_id=subject.pk)  # type: ignore[attr-defined]
    return list(rows.values_list("kind", flat=True))


def last(kind: str) -> Event:
    """Return the newest event of a kind."""
    event: Event = Event.objects.filter(kind=kind).order_by("-id")[0]
    return event
