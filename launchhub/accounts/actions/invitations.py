"""Invitations: how somebody new gets in."""

from contextlib import suppress
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from launchhub.accounts.actions import members, shares
from launchhub.accounts.models import Invitation, Member, Role, User
from launchhub.accounts.rights import Right, require
from launchhub.events import changes
from launchhub.lib.errors import Forbidden


def create(*, by: Member, **fields: Any) -> tuple[Invitation, str]:
    """Invite an e-mail address with `email`, `role`, `hats`. Returns the invitation and the secret of its link.

    With `shared_noun` and `shared_id` a guest is shown an object as soon as they come. Raises `ValidationError` by
    field.
    """
    require(by, Right.ADMINISTER)
    if fields.get("shared_noun") or fields.get("shared_id"):
        if fields.get("role") != Role.GUEST:
            raise ValidationError({"role": "Something is shared with guests only: members see everything as it is."})
        shares.find(fields.get("shared_noun") or "", fields.get("shared_id"), by=by)
    present = Member.objects.in_workspace(by.workspace).alive().filter(user__email__iexact=fields.get("email", ""))
    if present.exists():
        raise ValidationError({"email": "This person is already a member of the workspace."})
    invitation = changes.create(Invitation, by=by, invited_by=by, **fields)
    return invitation, invitation.secret


def delete(invitation: Invitation, *, by: Member, expected_version: int | None = None) -> Invitation:
    """Withdraw an invitation: its link no longer leads in."""
    require(by, Right.ADMINISTER)
    return changes.remove(invitation, by=by, expected_version=expected_version)


def accept(invitation: Invitation, *, user: User) -> Member:
    """Make the user a member as the invitation says, and share with them what it names.

    Raises `ValidationError` when it is used up or too old, or was sent to somebody else.
    """
    with transaction.atomic():
        row = changes.lock(invitation)
        if not row.is_open:
            raise ValidationError("This invitation has been used, withdrawn or has expired. Ask for a new one.")
        if user.email.casefold() != row.email.casefold():
            raise ValidationError(f"This invitation is for {row.email}, and you are signed in as {user.email}.")
        row.accepted_at = timezone.now()
        changes.touch(row, "accepted_at")
        member = members.add(user, workspace=row.workspace, role=row.role, hats=row.hats, by=None)
        if row.shared_id and not row.invited_by.deleted_at:
            with suppress(ValidationError, Forbidden):  # it is gone, or whoever shared it may no longer
                shares.create(by=row.invited_by, noun=row.shared_noun, target_id=row.shared_id, member=member)
        return member
