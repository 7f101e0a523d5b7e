"""An event as systems outside get it: by webhook as by REST."""

from typing import Any

from launchhub.events.kinds import sentence
from launchhub.events.models import Event


def shape(event: Event) -> dict[str, Any]:
    """Return what an event says, as values that JSON has. Reads the actor's name."""
    actor = event.actor and event.actor.user.name
    return {
        "id": str(event.pk),
        "position": event.position,
        "kind": event.kind,
        "sentence": sentence(event, actor or ""),
        "actor": event.actor_id and str(event.actor_id),
        "actor_name": actor,
        "subject": {"type": event.subject_type, "id": str(event.subject_id), "title": event.subject_title},
        "launch": event.launch_id and str(event.launch_id),
        "data": event.data,
        "happened_at": event.happened_at.isoformat().replace("+00:00", "Z"),
        "quiet": event.quiet,
        "caused_by": event.caused_by and str(event.caused_by),
    }
