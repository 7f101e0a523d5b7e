"""Backup and restore: everything that LaunchHub knows, in one file and back.

What is in the file, and why the secret key is, stands in `README.md` beside this.
"""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from launchhub.operations import archive, database
from launchhub.operations.archive import Manifest, Unusable


class NotEmpty(Exception):
    """There is something where the backup should go; the message says what."""


def backup(path: Path) -> Manifest:
    """Write everything to `path` while LaunchHub runs on, and return what the backup says of itself.

    The database is one snapshot of all workspaces. Files come after it, so each that a row names is there.

    Raises:
        Failed: the database could not be dumped; nothing was written.
        OSError: `path` can't be written.
    """
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name}.") as folder:
        dump = Path(folder) / archive.DUMP
        with database.snapshot() as held:
            client = database.dump(held, dump)
        manifest = Manifest(
            made_at=timezone.now().isoformat(timespec="seconds"),
            server=held.server,
            client=client,
            migrations=_applied(),
            rows=held.rows,
        )
        archive.write(path, manifest, settings.SECRET_KEY, dump, _folders())
    return manifest


def restore(path: Path) -> Manifest:
    """Put everything of a backup where there is nothing yet, all or nothing, and return what it says of itself.

    Raises:
        Unusable: the file is damaged, no backup, or one of a newer LaunchHub.
        NotEmpty: the database or a folder already holds something, or secrets would be unreadable.
        Failed: the database could not be loaded.
        OSError: the file can't be read, or a folder not be written.
    """
    with archive.opened(path) as backup, ExitStack() as undo:
        _refuse_newer(backup.manifest)
        _require_empty()
        _place_key(backup.secret_key, undo)
        for name, folder in _folders().items():
            undo.callback(_empty, folder)
            folder.mkdir(parents=True, exist_ok=True)
            backup.unpack(name, folder)
        said = backup.manifest
        database.load(backup.dump, said.rows, said.client, said.server)
        undo.pop_all()
    return said


def is_behind(manifest: Manifest) -> bool:
    """Say whether a restored database still has to be migrated."""
    return not _known() <= {*manifest.migrations}


def _folders() -> dict[str, Path]:
    return {"files": Path(settings.MEDIA_ROOT), "mail": Path(settings.MAIL_DIR)}


def _applied() -> list[str]:
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def _known() -> set[str]:
    disk = MigrationLoader(None).disk_migrations
    replaced = {pair for migration in disk.values() for pair in migration.replaces}
    return {f"{app}.{name}" for app, name in {*disk, *replaced}}


def _refuse_newer(manifest: Manifest) -> None:
    if unknown := sorted({*manifest.migrations} - _known()):
        raise Unusable(
            f"The backup was made by a newer LaunchHub: {', '.join(unknown[:3])} is unknown here. Update first."
        )


def _require_empty() -> None:
    if found := database.tables():
        raise NotEmpty(f"The database is not empty: it has {len(found)} tables, {found[0]} for one.")
    for folder in _folders().values():
        if folder.exists() and any(folder.iterdir()):
            raise NotEmpty(f"{folder} is not empty.")


def _place_key(key: str, undo: ExitStack) -> None:
    """Let the backup's secret key be this place's own, unless the operator gives the same one in the environment."""
    if key == settings.SECRET_KEY:
        return
    path = Path(settings.DATA_DIR) / archive.SECRET_KEY
    if not path.exists() or path.read_text() != settings.SECRET_KEY:
        raise NotEmpty(
            "SECRET_KEY is another one than the backup's, so webhook secrets could not be read. Unset it, or set it "
            f"to the backup's: tar -xzOf FILE {archive.SECRET_KEY}"
        )
    undo.callback(path.write_text, settings.SECRET_KEY)
    path.write_text(key)


def _empty(folder: Path) -> None:
    """Take back what was unpacked; the folder itself may be a volume and stays."""
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir():
            path.rmdir()
        else:
            path.unlink()
