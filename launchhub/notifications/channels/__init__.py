"""The channels: one file each, and this list."""

from launchhub.notifications.channels.base import Channel, Outgoing
from launchhub.notifications.channels.email import Email
from launchhub.notifications.channels.inbox import Inbox
from launchhub.notifications.channels.invitation import Invitations
from launchhub.notifications.channels.webhook import Webhooks
from launchhub.notifications.models import Channel as Name

OUTGOING: dict[str, Outgoing] = {
    Name.EMAIL: Email(),
    Name.INVITATION: Invitations(),
    Name.WEBHOOK: Webhooks(),
}
"""A delivery's `channel` → how it is sent."""

CHANNELS: list[Channel] = [Inbox(), *OUTGOING.values()]
"""In the order in which an event goes through them: e-mail follows the inbox."""
