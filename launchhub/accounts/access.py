"""Ways into a workspace: a browser session, an API token, the link of an invitation."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.core.signing import BadSignature
from django.utils import timezone

from launchhub.accounts.models import ApiToken, Invitation, Member, User
from launchhub.accounts.models.invitations import SIGNER
from launchhub.accounts.models.tokens import digest, is_well_formed
from launchhub.lib.wall import enter, every_workspace

USED_EVERY = timedelta(minutes=1)
"""`last_used_at` is as exact as this: a write for each request would make every read a write."""


def member_of(user: User, slug: str) -> Member | None:
    """Return the user's membership in the workspace with this slug and open the wall for it, or None.

    Must run in a transaction, which the opened wall lasts for.
    """
    with every_workspace():
        member: Member | None = (
            Member.objects.alive().select_related("workspace", "user").filter(user=user, workspace__slug=slug).first()
        )
    if member:
        enter(member.workspace_id)
    return member


def member_by_token(token: str) -> Member | None:
    """Return the member whom a valid token stands for, with `acting_token` set, or None. Opens no wall yet."""
    if not is_well_formed(token):
        return None
    with every_workspace():
        key = (
            ApiToken.objects.alive()
            .select_related("member__workspace", "member__user")
            .filter(digest=digest(token), member__deleted_at=None, member__user__is_active=True)
            .first()
        )
        if key is None or not key.is_valid:
            return None
        now = timezone.now()
        if key.last_used_at is None or now - key.last_used_at > USED_EVERY:
            ApiToken.objects.filter(pk=key.pk).update(last_used_at=now)
    member: Member = key.member
    member.acting_token = key
    return member


def invitation_by_secret(secret: str) -> Invitation | None:
    """Return the open invitation that a link stands for, with its workspace, or None. Opens no wall."""
    try:
        pk, version = SIGNER.unsign_object(secret)
    except BadSignature:
        return None
    with every_workspace():
        rows = Invitation.objects.alive().select_related("workspace", "invited_by__user")
        found: Invitation | None = rows.filter(pk=uuid.UUID(pk), version=version).first()
    return found if found and found.is_open else None


def workspaces_of(user: User) -> list[Member]:
    """Return the user's memberships with their workspaces, by workspace name."""
    with every_workspace():
        rows = Member.objects.alive().filter(user=user).select_related("workspace")
        return list(rows.order_by("workspace__name"))
