"""Ways into a workspace: a browser session, an API token, the link of an invitation.

The first two cost each request two queries: one opens the wall of the workspace that the address names, one looks
inside it for the member with everything that is known of them.
"""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.core.signing import BadSignature
from django.db.models import Q
from django.utils import timezone

from launchhub.accounts.models import ApiToken, Invitation, Member, User
from launchhub.accounts.models.invitations import SIGNER
from launchhub.accounts.models.tokens import digest, is_well_formed
from launchhub.accounts.scoping import WorkspaceQuerySet
from launchhub.lib.prepared import planned, planned_after
from launchhub.lib.wall import enter, every_workspace

USED_EVERY = timedelta(minutes=1)
"""`last_used_at` is as exact as this: a write for each request would make every read a write."""


ENTER = """SELECT set_config(
    'launchhub.workspace', coalesce((SELECT id::text FROM accounts_workspace WHERE slug = %s), ''), true
)"""
"""Opens the wall of the workspace with this slug; of none when there is none."""


def member_of(user: User, slug: str) -> Member | None:
    """Return the user's membership in the workspace with this slug and open the wall for it, or None.

    Must run in a transaction, which the opened wall lasts for.
    """
    found = _members(user=user.pk, slug=slug)
    if not found:
        enter("")
        return None
    member: Member = found[0]
    member.user = user
    return member


def member_by_token(token: str, slug: str) -> Member | None:
    """Return the member whom a token stands for in the workspace with this slug, with `acting_token` set, or None.

    Opens the wall of the workspace. Must run in a transaction, which the opened wall lasts for.
    """
    if not is_well_formed(token):
        return None
    found = _keys(digest=digest(token), now=timezone.now(), slug=slug)
    if not found:
        enter("")
        return None
    key: ApiToken = found[0]
    _remember_use(key)
    member: Member = key.member
    member.acting_token = key
    return member


def is_of_another_workspace(token: str) -> bool:
    """Say whether a token that opens nothing here would open another workspace."""
    if not is_well_formed(token):
        return False
    with every_workspace():
        return bool(_valid(digest(token), timezone.now()).exists())


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
        return _memberships(user=user.pk)


@planned
def _memberships(user: Any) -> Any:
    return Member.objects.alive().filter(user=user).select_related("workspace").order_by("workspace__name")


@planned_after(ENTER, "slug")
def _members(user: Any, slug: Any) -> Any:
    return Member.objects.alive().select_related("workspace").filter(user=user, workspace__slug=slug)


@planned_after(ENTER, "slug")
def _keys(digest: Any, now: Any, slug: Any) -> Any:
    return _valid(digest, now).select_related("member__workspace", "member__user").filter(member__workspace__slug=slug)


def _valid(digest: Any, now: Any) -> WorkspaceQuerySet:
    rows: WorkspaceQuerySet = ApiToken.objects.alive()
    unexpired = Q(expires_at=None) | Q(expires_at__gt=now)
    return rows.filter(unexpired, digest=digest, member__deleted_at=None, member__user__is_active=True)


def _remember_use(key: ApiToken) -> None:
    """Write when the token was used, if that is news; requests with the same token do not wait for each other."""
    now = timezone.now()
    if key.last_used_at is None or now - key.last_used_at > USED_EVERY:
        rows = ApiToken.objects.filter(pk=key.pk)
        rows.filter(pk__in=rows.select_for_update(skip_locked=True, no_key=True)).update(last_used_at=now)
