"""The link in every e-mail that stops e-mails, without signing in (RFC 8058)."""

from __future__ import annotations

import uuid

from django.core import signing

from launchhub.accounts.models import Member
from launchhub.lib.wall import every_workspace

SALT = "launchhub.notifications.unsubscribe"


def token_of(member: uuid.UUID) -> str:
    """Return what stands for a member in their unsubscribe link. It is good for this alone, and for ever."""
    return signing.Signer(salt=SALT).sign(str(member))


def member_of(token: str) -> Member | None:
    """Return the member whom a link stands for, or None when it is not one of ours or they have left."""
    try:
        pk = signing.Signer(salt=SALT).unsign(token)
    except signing.BadSignature:
        return None
    with every_workspace():
        member: Member | None = Member.objects.alive().select_related("workspace", "user").filter(pk=pk).first()
    return member
