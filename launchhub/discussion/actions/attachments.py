"""Attachments: files put to an object, taken away and put back. Their events are about the object that they are on."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from launchhub.accounts.models import Member
from launchhub.accounts.rights import Right, require
from launchhub.discussion.events import ATTACHMENT_ADDED, ATTACHMENT_DELETED, ATTACHMENT_RESTORED
from launchhub.discussion.models import LONGEST_NAME, Attachment
from launchhub.discussion.targets import discussed, require_author_or_admin, target_of
from launchhub.events import changes
from launchhub.events.kinds import EventKind
from launchhub.events.record import record
from launchhub.lib.files import HEAD, file_name, kind_of
from launchhub.lib.wall import every_workspace

KEPT_FOR = dt.timedelta(days=30)
"""How long a deleted file can be put back."""


def create(*, by: Member, noun: str, target_id: uuid.UUID, file: File[bytes], external_id: str = "") -> Attachment:
    """Attach a file to the object of this noun and id.

    Raises `ValidationError` when the member can't see the object, and on `file` for one that is empty, too large or
    has no name that can be shown; then nothing is kept.
    """
    require(by, Right.COMMENT)
    target = discussed(noun, target_id, by)
    name = _name_of(file)
    check_size(name, file.size)
    kind, sha256 = _read(file)
    attachment = Attachment(
        workspace=by.workspace, target_noun=noun, target_id=target.pk, author=by, external_id=external_id,
        name=name, size=file.size, kind=kind, sha256=sha256,
    )  # fmt: skip
    attachment.file.save("", file, save=False)
    try:
        with transaction.atomic():
            with changes.unique_errors(Attachment):
                attachment.save(force_insert=True)
            _record(ATTACHMENT_ADDED, attachment, by)
    except BaseException:
        default_storage.delete(str(attachment.file))  # a file without its row would be found by nobody
        raise
    return attachment


def delete(attachment: Attachment, *, by: Member, expected_version: int | None = None) -> Attachment:
    """Take away one's own file. An admin may delete anybody's. It can be put back for `KEPT_FOR`."""
    return _put(attachment, by, "delete", timezone.now(), expected_version)


def restore(attachment: Attachment, *, by: Member) -> Attachment:
    """Put back a file that was taken away, as its author or an admin."""
    return _put(attachment, by, "restore", None)


def forget_deleted() -> None:
    """Remove the files, with their rows, that were deleted longer ago than `KEPT_FOR` (a recurring job)."""
    with every_workspace():
        gone = Attachment.objects.filter(deleted_at__lt=timezone.now() - KEPT_FOR)
        for attachment in gone.only("file"):
            attachment.delete()
            default_storage.delete(str(attachment.file))


def check_size(name: str, size: int) -> None:
    """Raise `ValidationError` on `file` for an empty file and for one that is larger than we keep."""
    if size == 0:
        raise ValidationError({"file": f"“{name}” is empty: it has 0 bytes."})
    if size > settings.ATTACHMENT_MAX_MB * 2**20:
        most = f"{settings.ATTACHMENT_MAX_MB} MB is the most"
        raise ValidationError({"file": f"“{name}” has {size / 2**20:.1f} MB; {most}. Link to it in a comment instead."})


def _name_of(file: File[bytes]) -> str:
    try:
        return file_name(file.name or "", LONGEST_NAME)
    except ValidationError as error:
        raise ValidationError({"file": f"The name of the file can't be kept: {error.message}"}) from error


def _read(file: File[bytes]) -> tuple[str, str]:
    """Return the media type that the content shows, and its SHA-256 in hexadecimal digits."""
    file.seek(0)
    kind, digest = kind_of(file.read(HEAD)), hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    return kind, digest.hexdigest()


def _put(
    attachment: Attachment, by: Member, verb: str, deleted_at: dt.datetime | None, expected_version: int | None = None
) -> Attachment:
    """Move an attachment into the bin, or out of it."""
    require_author_or_admin(attachment, by, verb)
    with transaction.atomic():
        attachment = changes.lock(attachment, expected_version)
        if (attachment.deleted_at is None) != (deleted_at is None):
            attachment.deleted_at = deleted_at
            changes.touch(attachment, "deleted_at")
            _record(ATTACHMENT_DELETED if deleted_at else ATTACHMENT_RESTORED, attachment, by)
    return attachment


def _record(kind: EventKind, attachment: Attachment, by: Member) -> None:
    about: dict[str, Any] = {"attachment": attachment.pk, "name": attachment.name, "size": attachment.size}
    record(kind, target_of(attachment), by=by, **about)
