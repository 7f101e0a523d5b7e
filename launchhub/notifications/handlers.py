"""What notifications do about events: they tell people and systems of every one."""

from launchhub.events.bus import ALL, on
from launchhub.events.models import Event
from launchhub.notifications import spread


@on(ALL)
def fan_out(event: Event) -> None:
    """Fill inboxes and line up e-mails and webhooks."""
    spread.fan_out(event)
