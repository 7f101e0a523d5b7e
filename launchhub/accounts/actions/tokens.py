"""API tokens: made and shown once, revoked for good."""

import datetime as dt
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from launchhub.accounts.events import TOKEN_CREATED, TOKEN_REVOKED
from launchhub.accounts.models import ApiToken, Member
from launchhub.accounts.models.tokens import SHOWN, Scope, digest, new_token
from launchhub.accounts.rights import Right, require
from launchhub.events import changes
from launchhub.events.record import record


def create(
    *,
    by: Member | None,
    name: str,
    scopes: Sequence[str],
    member: Member | None = None,
    expires_at: dt.datetime | None = None,
) -> tuple[ApiToken, str]:
    """Make a token for oneself, or as an admin for another member. Returns the row and the token, known only now.

    A token can grant no more than its maker's: a request made with a token cannot make wider ones. "qa:*" stands for
    all scopes of an area.
    """
    owner = member or by
    if owner is None:
        raise ValueError("A token belongs to a member.")
    if by != owner:
        require(by, Right.ADMINISTER)
    scopes = _every(scopes)
    _check(scopes, owner, expires_at, by)
    token = new_token()
    row = changes.create(
        ApiToken,
        by=by,
        workspace=owner.workspace,
        event_kind=TOKEN_CREATED,
        member=owner,
        name=name,
        scopes=sorted(set(scopes)),
        expires_at=expires_at,
        prefix=token[:SHOWN],
        digest=digest(token),
    )
    return row, token


def delete(token: ApiToken, *, by: Member, expected_version: int | None = None) -> ApiToken:
    """Revoke a token of one's own, or as an admin anybody's, and record `token.revoked`. There is no way back."""
    if token.member_id != by.pk:
        require(by, Right.ADMINISTER)
    with transaction.atomic():
        row = changes.lock(token, expected_version)
        if row.deleted_at is None:
            row.deleted_at = timezone.now()
            changes.touch(row, "deleted_at")
            record(TOKEN_REVOKED, row, by=by)
    return row


def _every(scopes: Sequence[str]) -> list[str]:
    """Return the scopes with what stands for several in their place: "qa:*" is qa:read and qa:write."""
    found: list[str] = []
    for scope in scopes:
        area, star, _ = scope.partition("*")
        found += [each for each in Scope.values if star and area.endswith(":") and each.startswith(area)] or [scope]
    return found


def _check(scopes: Sequence[str], owner: Member, expires_at: dt.datetime | None, by: Member | None) -> None:
    if not scopes:
        raise ValidationError({"scopes": f"Name at least one scope: {', '.join(Scope.values)}."})
    if unknown := sorted(set(scopes) - set(Scope.values)):
        raise ValidationError({"scopes": f"There is no scope {', '.join(unknown)}; choose {', '.join(Scope.values)}."})
    if Scope.ADMIN in scopes and not owner.is_admin:
        raise ValidationError({"scopes": "Only an admin's token can have the admin scope."})
    if by and by.acting_token and (wider := sorted(set(scopes) - set(by.acting_token.scopes))):
        raise ValidationError({"scopes": f"This token cannot grant what it does not have: {', '.join(wider)}."})
    if by and by.acting_token and (end := by.acting_token.expires_at) and (expires_at is None or expires_at > end):
        raise ValidationError({"expires_at": f"This token ends on {end:%Y-%m-%d}; what it makes cannot last longer."})
    if expires_at and expires_at <= timezone.now():
        raise ValidationError({"expires_at": "Choose an instant in the future."})
