"""What is said of a discussion: each event is about the object that is discussed.

Those who watch it are told by notifications, which know them, and those whose it is by its own app.
"""

import uuid

from launchhub.events.kinds import EventKind, Recipients, register
from launchhub.events.models import Event


def the_mentioned(event: Event) -> Recipients:
    """Whoever the comment names."""
    return [(uuid.UUID(str(pk)), "you were mentioned") for pk in event.data["mentioned"]]


COMMENT_ADDED = EventKind("comment.added", "{actor} commented on {subject}")
COMMENT_MENTIONED = EventKind(
    "comment.mentioned", "{actor} mentioned {in_words} in a comment on {subject}", (the_mentioned,), urgent=True
)
COMMENT_UPDATED = EventKind("comment.updated", "{actor} edited a comment on {subject}")
COMMENT_DELETED = EventKind("comment.deleted", "{actor} deleted a comment on {subject}")
ATTACHMENT_ADDED = EventKind("attachment.added", "{actor} attached “{name}” to {subject}")
ATTACHMENT_DELETED = EventKind("attachment.deleted", "{actor} deleted “{name}”, attached to {subject}")
ATTACHMENT_RESTORED = EventKind("attachment.restored", "{actor} put “{name}” back to {subject}")

register(COMMENT_ADDED, COMMENT_MENTIONED, COMMENT_UPDATED, COMMENT_DELETED)
register(ATTACHMENT_ADDED, ATTACHMENT_DELETED, ATTACHMENT_RESTORED)
