"""Files on an object."""

from __future__ import annotations

from uuid import uuid4

from django.db import models

from launchhub.discussion.models.targets import OnObject

LONGEST_NAME = 255
"""Characters of the name of a file."""


def file_path(attachment: Attachment, _name: str) -> str:
    """Return where a file is kept: by workspace, then under a name that nobody chose and nobody can guess."""
    return f"attachments/{attachment.workspace_id}/{uuid4().hex}"


class Attachment(OnObject):
    """A file on an object. `size` is in bytes, `kind` the media type that its content shows, whatever it is called."""

    noun = "attachment"

    name = models.CharField(max_length=LONGEST_NAME, editable=False)
    file = models.FileField(upload_to=file_path, max_length=200, editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    size = models.PositiveBigIntegerField(editable=False)
    kind = models.CharField(max_length=100, editable=False)

    class Meta(OnObject.Meta):
        db_table = "attachments"
