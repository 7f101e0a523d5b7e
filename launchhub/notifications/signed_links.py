"""Links in e-mails that act without signing in: each is signed for one purpose, and for the member who gets it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.core import signing

from launchhub.accounts.models import Member
from launchhub.lib.wall import every_workspace


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a link is good for: a token of one purpose is none of another. It holds so many ids, the member's last."""

    salt: str
    length: int

    def token_of(self, *ids: uuid.UUID) -> str:
        """Return what stands for these ids in a link."""
        return signing.Signer(salt=self.salt).sign(".".join(map(str, ids)))

    def ids_in(self, token: str) -> list[uuid.UUID] | None:
        """Return the ids that a token stands for, or None when it is not one of ours."""
        try:
            ids = [uuid.UUID(each) for each in signing.Signer(salt=self.salt).unsign(token).split(".")]
        except (signing.BadSignature, ValueError):
            return None
        return ids if len(ids) == self.length else None


UNSUBSCRIBE = Purpose("launchhub.notifications.unsubscribe", 1)
"""Stops a member's e-mails (RFC 8058), for ever."""

ANSWER = Purpose("launchhub.notifications.answer", 2)
"""Answers, for a member, what an event asks of them. `answering` says for how long."""


def member_with(pk: uuid.UUID) -> Member | None:
    """Return the member whom a link was sent to, with workspace and user, or None when they have left."""
    with every_workspace():
        rows = Member.objects.alive().select_related("workspace", "user").filter(pk=pk, user__is_active=True)
        member: Member | None = rows.first()
    return member
