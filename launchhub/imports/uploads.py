"""Files between being chosen and being taken in.

They are kept in the database, behind the wall, so that any web process can go on with them: one file for each
member, and none for longer than a day.
"""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from launchhub.accounts.models import Member
from launchhub.imports import tables
from launchhub.imports.models import Upload
from launchhub.imports.registry import importable
from launchhub.lib.wall import every_workspace

KEPT_FOR = dt.timedelta(days=1)


def keep(content: bytes, *, kind: str, filename: str, by: Member) -> Upload:
    """Keep a file in place of the member's last one.

    Raises `ValidationError` for `kind`, or for `file` when it cannot be read as a table.
    """
    importable(kind)
    tables.read(content, filename)
    Upload.objects.visible_to(by).delete()
    upload: Upload = Upload.objects.create(
        workspace=by.workspace, member=by, kind=kind, filename=filename[-255:], content=content
    )
    return upload


def forget(upload: Upload) -> None:
    """Delete a file that was taken in."""
    upload.delete()


def forget_old() -> None:
    """Delete the files that nobody went on with (a recurring job)."""
    with every_workspace():
        Upload.objects.filter(created_at__lt=timezone.now() - KEPT_FOR).delete()
