"""The objects that people talk about and attach files to."""

from __future__ import annotations

import uuid

from django.core.exceptions import ValidationError

from launchhub.accounts.models import Member
from launchhub.accounts.nouns import find_visible, model_of
from launchhub.accounts.scoping import EditableModel
from launchhub.discussion.models import DISCUSSED
from launchhub.discussion.models.targets import OnObject
from launchhub.lib.errors import Forbidden


def discussed(noun: str, pk: uuid.UUID, member: Member) -> EditableModel:
    """Return the object that is talked about. Raises `ValidationError` by field when there is none for the member."""
    if noun not in DISCUSSED:
        raise ValidationError({"noun": f"Choose one of {', '.join(DISCUSSED)}."})
    return find_visible(noun, pk, member)


def target_of(row: OnObject) -> EditableModel:
    """Return the object that a comment or an attachment is on."""
    target: EditableModel = model_of(row.target_noun).objects.get(pk=row.target_id)
    return target


def require_author_or_admin(row: OnObject, member: Member, verb: str) -> None:
    """Raise `Forbidden` ("You may not delete this comment: …") unless the member added it or is an admin."""
    if row.author_id != member.pk and not member.is_admin:
        raise Forbidden(f"You may not {verb} this {row.noun}: that needs its author or the admin role.")
