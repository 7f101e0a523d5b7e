"""What the kernel says about people and their keys."""

import uuid
from typing import Any

from django.db.models import Value

from launchhub.events.kinds import EventKind, Recipients, crud, register
from launchhub.events.models import Event


def admins(event: Event) -> Any:
    """Admins of the workspace, but for whom it is about: they know."""
    from launchhub.accounts.models import Member, Role  # the registry is read before the models are

    rows = Member.objects.in_workspace(event.workspace_id).alive().filter(role=Role.ADMIN).exclude(pk=event.subject_id)
    return rows.values_list("pk", Value("you administer this workspace"))


def the_guest(event: Event) -> Recipients:
    """The guest with whom something was shared."""
    return [(uuid.UUID(str(event.data["member"])), "it was shared with you")]


MEMBER_JOINED = EventKind("member.joined", "{subject} joined the workspace", (admins,))
HATS_CHANGED = EventKind("member.hats_changed", "{actor} changed the role or hats of {subject}", (admins,))
TOKEN_CREATED = EventKind("token.created", "{actor} made the API token {subject}", (admins,))
TOKEN_REVOKED = EventKind("token.revoked", "{actor} revoked the API token {subject}", (admins,))

INVITED = EventKind("invitation.created", "{actor} invited {subject}")
WITHDRAWN = EventKind("invitation.deleted", "{actor} withdrew the invitation of {subject}")

SHARED = EventKind("share.created", "{actor} shared {subject} with {guest}", (the_guest,), urgent=True, to_guests=True)
TAKEN_BACK = EventKind("share.deleted", "{actor} no longer shares {subject} with {guest}")
"""Both are about what is shared."""

register(MEMBER_JOINED, HATS_CHANGED, TOKEN_CREATED, TOKEN_REVOKED, INVITED, WITHDRAWN, SHARED, TAKEN_BACK)
crud("member")
