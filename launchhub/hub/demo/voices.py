"""What the demo's team says about dates: who has seen the slip, and who believes in what."""

from __future__ import annotations

from launchhub.events.models import Event
from launchhub.hub.demo.roadmaps import Plan
from launchhub.hub.demo.stage import Stage
from launchhub.notifications import spread
from launchhub.notifications.actions import acknowledgements
from roadmap.actions import pulses

DOUBT = "Sync is not safe yet: two phones can still lose each other's photos."


def speak(stage: Stage, plan: Plan) -> None:
    """Let Mark have seen the latest slip, which Quentin has not acknowledged yet; and let all say what they believe."""
    with stage.days_ago(1):
        for member in (stage.petra, stage.mark, stage.quentin):
            pulses.create(launch=plan.launches["beacon"], answer="yes", by=member)
        pulses.create(launch=plan.launches["tides"], answer="yes", by=stage.mark)
        pulses.create(launch=plan.launches["tides"], answer="wobbly", note=DOUBT, by=stage.quentin)
    slip = Event.objects.filter(kind="launch.date_moved", quiet=False).latest("id")
    spread.fan_out(slip)  # nothing else could be acknowledged before the relay gets to it
    acknowledgements.create(slip, by=stage.mark)
