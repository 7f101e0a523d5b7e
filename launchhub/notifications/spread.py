"""One event, all its rows: each channel turns recipients into rows with a statement or two."""

from __future__ import annotations

from launchhub.events.models import Event
from launchhub.notifications.channels import CHANNELS


def fan_out(event: Event) -> None:
    """Write what everyone concerned is to get of an event. Doing it again changes nothing.

    What the event follows from goes first: whoever is told of the cause is not told again of what it causes.
    """
    if event.quiet:
        return
    if event.caused_by and (cause := Event.objects.filter(pk=event.caused_by, handled_at=None).first()):
        fan_out(cause)
    for channel in CHANNELS:
        channel.spread(event)
