"""What the demo's team says about dates: who has seen the slip."""

from __future__ import annotations

from launchhub.events.models import Event
from launchhub.hub.demo.stage import Stage
from launchhub.notifications import spread
from launchhub.notifications.actions import acknowledgements


def speak(stage: Stage) -> None:
    """Let Mark have seen the latest slip, which Quentin has not acknowledged yet."""
    slip = Event.objects.filter(kind="launch.date_moved", quiet=False).latest("id")
    spread.fan_out(slip)  # nothing else could be acknowledged before the relay gets to it
    acknowledgements.create(slip, by=stage.mark)
