"""What roadmap does about events."""

from launchhub.events.bus import on
from launchhub.events.models import Event
from roadmap.actions import playbooks, readiness_history
from roadmap.models import Launch


@on("member.joined")
def bring_built_in_playbooks(event: Event) -> None:
    """A workspace opens with its first member, and has LaunchHub's own playbooks from then on."""
    playbooks.ensure_built_in(event.workspace)


@on(
    *("launch.date_moved", "launch.status_changed"),
    *("gate.passed", "gate.failed", "gate.waived", "gate.reopened"),
)
def write_down_readiness(event: Event) -> None:
    """A move and a judgement show in the history of readiness at once, beside the snapshot of each day."""
    launch = Launch.objects.alive().filter(pk=event.launch_id).select_related("workspace").first()
    if launch:
        readiness_history.take([launch], event=event)
