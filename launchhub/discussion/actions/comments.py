"""Comments: written, edited and deleted. Their events are about the object that they are on."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone

from launchhub.accounts.models import Member
from launchhub.accounts.rights import Right, require
from launchhub.accounts.scoping import EditableModel
from launchhub.discussion.events import COMMENT_ADDED, COMMENT_DELETED, COMMENT_MENTIONED, COMMENT_UPDATED
from launchhub.discussion.mentions import mentionable, mentioned
from launchhub.discussion.models import Comment
from launchhub.discussion.targets import discussed, require_author_or_admin, target_of
from launchhub.events import changes
from launchhub.events.kinds import EventKind
from launchhub.events.record import record
from launchhub.lib.errors import Forbidden
from launchhub.lib.text import human_list

QUOTED = 280
"""Characters of a comment that its event, and so an e-mail about it, quotes."""


def create(*, by: Member, noun: str, target_id: uuid.UUID, body: str, external_id: str = "") -> Comment:
    """Comment on the object of this noun and id. Raises `ValidationError` when the member can't see it."""
    require(by, Right.COMMENT)
    target = discussed(noun, target_id, by)
    named = mentioned(body, mentionable(by))
    comment = Comment(
        workspace=by.workspace, target_noun=noun, target_id=target.pk, body=body, author=by, external_id=external_id,
        mentions=[member.pk for member in named],
    )  # fmt: skip
    _check(comment)
    with transaction.atomic():
        with changes.unique_errors(Comment):
            comment.save(force_insert=True)
        _record_words(COMMENT_ADDED, comment, target, named, by=by)
    return comment


def update(comment: Comment, *, by: Member, expected_version: int | None = None, **fields: Any) -> Comment:
    """Edit one's own comment. Whoever it names for the first time is told."""
    with transaction.atomic():
        comment = changes.lock(comment, expected_version)
        require_author(comment, by)
        changed = [name for name, value in fields.items() if getattr(comment, name) != value]
        if not changed:
            return comment
        for name in changed:
            setattr(comment, name, fields[name])
        before = set(comment.mentions)
        named = mentioned(comment.body, mentionable(by))
        comment.mentions, comment.edited_at = [member.pk for member in named], timezone.now()
        _check(comment)
        with changes.unique_errors(Comment):
            changes.touch(comment, *changed, "mentions", "edited_at")
        new = [member for member in named if member.pk not in before]
        _record_words(COMMENT_UPDATED, comment, target_of(comment), new, by=by)
    return comment


def delete(comment: Comment, *, by: Member, expected_version: int | None = None) -> Comment:
    """Take back one's own comment. An admin may delete anybody's."""
    require_author_or_admin(comment, by, "delete")
    with transaction.atomic():
        comment = changes.lock(comment, expected_version)
        if comment.deleted_at is None:
            comment.deleted_at = timezone.now()
            changes.touch(comment, "deleted_at")
            record(COMMENT_DELETED, target_of(comment), by=by, comment=comment.pk)
    return comment


def require_author(comment: Comment, member: Member) -> None:
    """Raise `Forbidden` unless the member wrote the comment."""
    if comment.author_id != member.pk:
        raise Forbidden("You may not edit this comment: that needs its author.")


def _check(comment: Comment) -> None:
    comment.body = comment.body.strip()
    comment.clean_fields(exclude=["workspace", "author"])


def _record_words(kind: EventKind, comment: Comment, target: EditableModel, named: list[Member], *, by: Member) -> None:
    """Record what was said, and before that who is named in it.

    Nobody is told again of what follows from what they were told: so the mention comes first, and whoever is named
    hears of that, at once, and not of the comment besides, whatever else makes it theirs.
    """
    body, pks = comment.body, [member.pk for member in named]
    note = body if len(body) <= QUOTED else f"{body[: QUOTED - 1]}…"
    data = {"comment": comment.pk, "note": note, "mentioned": pks}
    mention = None
    if named:
        in_words = human_list([member.name for member in named])
        mention = record(COMMENT_MENTIONED, target, by=by, in_words=in_words, **data)
    record(kind, target, by=by, caused_by=mention, **data)
