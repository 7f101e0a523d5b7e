"""Members: who is in the workspace, with which role and hats."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from launchhub.accounts.events import HATS_CHANGED, MEMBER_JOINED
from launchhub.accounts.models import Member, Role, User, Workspace
from launchhub.accounts.rights import Right, require
from launchhub.events import changes


def add(
    user: User,
    *,
    workspace: Workspace,
    role: str = Role.MEMBER,
    hats: Sequence[str] = (),
    skills: Sequence[str] = (),
    by: Member | None,
) -> Member:
    """Make the user a member and record `member.joined`. A former member comes back as they were, with new hats."""
    require(by, Right.ADMINISTER)
    with transaction.atomic():
        former = Member.objects.in_workspace(workspace).filter(user=user, deleted_at__isnull=False).first()
        if former:
            changes.restore(former, by=by)
            return update(former, by=by, role=role, hats=list(hats))
        return changes.create(
            Member,
            by=by,
            workspace=workspace,
            event_kind=MEMBER_JOINED,
            user=user,
            role=role,
            hats=list(dict.fromkeys(hats)),
            skills=list(skills),
        )


def update(member: Member, *, by: Member | None, expected_version: int | None = None, **fields: Any) -> Member:
    """Change role, hats or skills. The last admin stays one."""
    require(by, Right.ADMINISTER)
    with transaction.atomic():
        if fields.get("role", Role.ADMIN) != Role.ADMIN:
            _keep_one_admin(member, "role")
        return changes.change(member, by=by, event_kind=HATS_CHANGED, expected_version=expected_version, **fields)


def delete(member: Member, *, by: Member | None, expected_version: int | None = None) -> Member:
    """Take somebody out of the workspace; what they did stays in the record. The last admin stays."""
    require(by, Right.ADMINISTER)
    with transaction.atomic():
        _keep_one_admin(member, "member")
        return changes.remove(member, by=by, expected_version=expected_version)


def restore(member: Member, *, by: Member | None) -> Member:
    """Let somebody back in."""
    require(by, Right.ADMINISTER)
    return changes.restore(member, by=by)


def _keep_one_admin(member: Member, field: str) -> None:
    admins = Member.objects.in_workspace(member.workspace_id).alive().filter(role=Role.ADMIN)
    # Locked, so that the last two admins cannot remove each other at the same moment.
    if [row.pk for row in admins.order_by("pk").select_for_update()] == [member.pk]:
        raise ValidationError({field: "A workspace needs at least one admin: make somebody else an admin first."})
