"""What notifications say about webhooks, and of those who have seen what they were told."""

from launchhub.accounts.events import admins
from launchhub.events.kinds import EventKind, also_tell, register
from launchhub.notifications.recipients import watchers

WEBHOOK_DISABLED = EventKind("webhook.disabled", "The webhook to {subject} was switched off: {why}", (admins,))
WEBHOOK_ROTATED = EventKind("webhook.secret_rotated", "{actor} replaced the secret of the webhook to {subject}")
WEBHOOK_TESTED = EventKind("webhook.tested", "{actor} sent a test to the webhook at {subject}")
WEBHOOK_REPLAYED = EventKind("webhook.replayed", "{actor} sent events to the webhook at {subject} once more")
EMAIL_REPLAYED = EventKind("email.replayed", "{actor} sent {subject} an e-mail once more")
ACKNOWLEDGED = EventKind("acknowledgement.given", "{actor} has seen it: {what}")

CHANGED = [
    EventKind(f"webhook.{end}", f"{{actor}} {verb} the webhook to {{subject}}")
    for end, verb in {"created": "added", "updated": "changed", "deleted": "removed", "restored": "restored"}.items()
]

register(WEBHOOK_DISABLED, WEBHOOK_ROTATED, WEBHOOK_TESTED, WEBHOOK_REPLAYED, EMAIL_REPLAYED, ACKNOWLEDGED, *CHANGED)

also_tell("comment.added", watchers)
also_tell("attachment.added", watchers)
