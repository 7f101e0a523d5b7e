"""What roadmap does about events."""

from launchhub.events.bus import on
from launchhub.events.models import Event
from roadmap.actions import playbooks


@on("member.joined")
def bring_built_in_playbooks(event: Event) -> None:
    """A workspace opens with its first member, and has LaunchHub's own playbooks from then on."""
    playbooks.ensure_built_in(event.workspace)
