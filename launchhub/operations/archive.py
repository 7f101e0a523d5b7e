"""The file of a backup: a compressed tar of a manifest, the secret key, the database's dump and the folders.

It can be opened without LaunchHub: `tar -xzf FILE`. Its checksums are gzip's, over all of it.
"""

from __future__ import annotations

import gzip
import io
import json
import os
import tarfile
import tempfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

FORMAT = 1
MANIFEST, SECRET_KEY, DUMP = "manifest.json", "secret_key", "database.dump"
GZIP = b"\x1f\x8b"
CHUNK = 2**20


class Unusable(Exception):
    """The file can't be restored here; the message says why and what would help."""


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself.

    `server` and `client` are PostgreSQL's major versions, the server's and that of the program that dumped;
    `migrations` those that were applied (`app.name`); `rows` the number of rows of each table.
    """

    made_at: str
    server: int
    client: int
    migrations: list[str]
    rows: dict[str, int]
    format: int = FORMAT


class Backup:
    """A backup that has been read to its end once and is whole."""

    def __init__(self, tar: tarfile.TarFile, manifest: Manifest) -> None:
        self._tar = tar
        self.manifest = manifest

    @property
    def secret_key(self) -> str:
        """The key that secrets in the database are encrypted with."""
        return _member(self._tar, SECRET_KEY).read().decode()

    @property
    def dump(self) -> IO[bytes]:
        """The database in `pg_dump`'s custom format."""
        return _member(self._tar, DUMP)

    def unpack(self, name: str, folder: Path) -> None:
        """Write the files of the folder `name` below `folder`."""
        for member in self._tar:
            if member.name.startswith(f"{name}/"):
                self._tar.extract(member.replace(name=member.name.removeprefix(f"{name}/")), folder, filter="data")


def write(path: Path, manifest: Manifest, secret_key: str, dump: Path, folders: Mapping[str, Path]) -> None:
    """Write a backup for its owner's eyes alone. What stood at `path` is replaced once the new one is whole.

    Args:
        path: the file.
        manifest: what it says of itself.
        secret_key: the key that secrets in the database are encrypted with.
        dump: the database, dumped *before* this call: files are written before the rows that name them.
        folders: what else is kept, by the name that it gets in the backup.

    Raises:
        OSError: there is no such folder, no permission or no room.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            with tarfile.open(fileobj=file, mode="w:gz", compresslevel=1) as tar:
                _add(tar, MANIFEST, json.dumps(asdict(manifest), indent=1))
                _add(tar, SECRET_KEY, secret_key)
                tar.add(dump, DUMP)
                for name, folder in folders.items():
                    _add_folder(tar, name, folder)
            os.fsync(file.fileno())
        part.rename(path)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def opened(path: Path) -> Iterator[Backup]:
    """Open a backup after reading all of it once. Raises `Unusable`, or `OSError` when it can't be read at all."""
    _require_whole(path)
    try:
        with tarfile.open(path, "r:gz") as tar:
            manifest = _manifest(tar)
    except (tarfile.TarError, KeyError, TypeError, ValueError) as error:
        raise _stranger(path) from error
    with tarfile.open(path, "r:gz") as tar:
        yield Backup(tar, manifest)


def _stranger(path: Path) -> Unusable:
    return Unusable(f"{path} is not a backup of LaunchHub.")


def _require_whole(path: Path) -> None:
    with path.open("rb") as file:
        if file.read(len(GZIP)) != GZIP:
            raise _stranger(path)
        file.seek(0)
        try:
            with gzip.open(file) as content:
                while content.read(CHUNK):
                    pass
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise Unusable(f"{path} is damaged or was cut off: {error}. Take another backup.") from error


def _manifest(tar: tarfile.TarFile) -> Manifest:
    said = json.load(_member(tar, MANIFEST))
    if said["format"] > FORMAT:
        raise Unusable("The backup was made by a newer LaunchHub, in a format unknown here. Update LaunchHub first.")
    return Manifest(**said)


def _member(tar: tarfile.TarFile, name: str) -> IO[bytes]:
    file = tar.extractfile(name)
    if file is None:
        raise KeyError(name)
    return file


def _add(tar: tarfile.TarFile, name: str, text: str) -> None:
    content = text.encode()
    member = tarfile.TarInfo(name)
    member.size, member.mode = len(content), 0o600
    tar.addfile(member, io.BytesIO(content))


def _add_folder(tar: tarfile.TarFile, name: str, folder: Path) -> None:
    """Add the files of a folder in use: what is still being written is left out, what goes meanwhile is gone."""
    for path in sorted(folder.rglob("*")):
        if path.name.startswith(".") or path.is_symlink() or not path.is_file():
            continue
        try:
            tar.add(path, f"{name}/{path.relative_to(folder)}")
        except FileNotFoundError:
            continue
