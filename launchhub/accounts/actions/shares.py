"""Sharing an object with a guest, and taking it back."""

from __future__ import annotations

import uuid

from django.core.exceptions import ValidationError
from django.db import transaction

from launchhub.accounts.events import SHARED, TAKEN_BACK
from launchhub.accounts.models import Member, Share
from launchhub.accounts.nouns import find_visible, model_of
from launchhub.accounts.rights import require
from launchhub.accounts.scoping import EditableModel
from launchhub.accounts.sharing import shareable
from launchhub.events.record import record


def create(*, by: Member, noun: str, target_id: uuid.UUID, member: Member) -> Share:
    """Share the object of this noun and id with a guest, who is told. Again changes nothing, and nobody is told.

    Takes the right to edit the object. Raises `ValidationError` on `noun`, on `target` when `by` can't see it, and on
    `member` for somebody who is no guest of this workspace.
    """
    target = find(noun, target_id, by=by)
    if member.workspace_id != by.workspace_id or member.deleted_at:
        raise ValidationError({"member": "There is no such guest here."})
    if not member.is_guest:
        raise ValidationError({"member": f"{member} is no guest: members see everything here as it is."})
    with transaction.atomic():
        share, is_new = Share.objects.get_or_create(
            workspace_id=by.workspace_id,
            target_id=target.pk,
            member=member,
            defaults={"target_noun": noun, "author": by},
        )
        if is_new:
            record(SHARED, target, by=by, member=member, guest=str(member))
    return share


def find(noun: str, target_id: uuid.UUID | None, *, by: Member) -> EditableModel:
    """Return the object of this noun and id that `by` may share. Raises as `create` does."""
    if noun not in shareable():
        raise ValidationError({"noun": f"Choose one of {', '.join(shareable())}."})
    require(by, shareable()[noun].right)
    if target_id is None:
        raise ValidationError({"target": f"Say which {noun}, by its id."})
    return find_visible(noun, target_id, by)


def delete(share: Share, *, by: Member, expected_version: int | None = None) -> None:
    """Take back from a guest what was shared with them. They still see it when what it belongs to is shared, too.

    Takes the right to edit the object. Done twice, or by two at once, it is recorded once.
    """
    require(by, shareable()[share.target_noun].right)
    with transaction.atomic():
        gone, _ = Share.objects.in_workspace(by.workspace_id).filter(pk=share.pk).delete()
        target = model_of(share.target_noun).objects.filter(pk=share.target_id).first()
        if gone and target:
            record(TAKEN_BACK, target, by=by, member=share.member_id, guest=str(share.member))
