"""Backup and restore: everything comes back, or nothing does, and bad input is answered in plain words."""

from __future__ import annotations

import gzip
import os
import stat
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import override_settings
from pytest_django import DjangoDbBlocker
from pytest_django.fixtures import Settings

from launchhub.accounts.actions import workspaces
from launchhub.accounts.models import Member
from launchhub.embedded import addresses
from launchhub.lib.wall import every_workspace
from launchhub.operations import archive
from tests.cast import new_user
from tests.conftest import ROOT
from tests.operations.databases import ask


@pytest.fixture(scope="module")
def small(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    """A backup of a LaunchHub in which nothing is but its tables, and of no files."""
    folder = tmp_path_factory.mktemp("small")
    with (
        django_db_blocker.unblock(),
        override_settings(MEDIA_ROOT=folder / "files", MAIL_DIR=folder / "mail"),
    ):
        call_command("backup", folder / "small.tar.gz")
    yield folder / "small.tar.gz"
    with django_db_blocker.unblock():
        connection.close()


@pytest.fixture
def empty_database(settings: Settings) -> Iterator[str]:
    """The URL of a database without any table, for a while."""
    at = connection.settings_dict
    name = f"{settings.DATABASES['default']['NAME']}_restored"
    server = f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}"
    with closing(psycopg2.connect(f"{server}/launchhub")) as database, database.cursor() as cursor:
        database.autocommit = True
        cursor.execute(f"DROP DATABASE IF EXISTS {name}")
        cursor.execute(f"CREATE DATABASE {name}")
        yield f"{server}/{name}"
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Restore into the test's own database, as if it were an outside one: it is not empty."""
    monkeypatch.setenv("DATABASE_URL", "postgres://the/tests")


def changed(backup: Path, to: Path, **manifest: Any) -> Path:
    """Copy a backup with other words in its manifest, and with an upload."""
    with archive.opened(backup) as before, tarfile.open(backup) as tar:
        tar.extract(archive.DUMP, to.parent, filter="data")
        said = archive.Manifest(**(vars(before.manifest) | manifest))
        archive.write(to, said, before.secret_key, to.parent / archive.DUMP, {"files": backup.parent})
    return to


def test_a_backup_is_its_owners_alone_and_can_be_opened_without_launchhub(small: Path, settings: Settings) -> None:
    assert stat.S_IMODE(small.stat().st_mode) == 0o600
    with tarfile.open(small) as tar:
        key = tar.extractfile("secret_key")
        assert key
        assert key.read().decode() == settings.SECRET_KEY
        assert {"manifest.json", "database.dump"} <= {*tar.getnames()}


@pytest.mark.django_db(transaction=True)
def test_a_backup_says_how_many_rows_of_every_workspace_it_holds(committed_alice: Member, tmp_path: Path) -> None:
    rival = workspaces.create(name="Rival", slug="rival", admin=new_user("Mallory"))
    call_command("backup", tmp_path / "both.tar.gz")

    with archive.opened(tmp_path / "both.tar.gz") as backup:
        rows = backup.manifest.rows
    assert rows["public.accounts_member"] == len({committed_alice.pk, rival.pk})
    assert rows["public.events"] == total("SELECT count(*) FROM events") > 0


def total(question: str) -> int:
    """Count out of all workspaces."""
    with every_workspace(), connection.cursor() as cursor:
        cursor.execute(question)
        return int(cursor.fetchone()[0])


@pytest.mark.parametrize("path", ["missing/backup.tar.gz", "folder"], ids=["no such folder", "a folder"])
@pytest.mark.django_db(transaction=True)
def test_where_nothing_can_be_written_the_backup_says_so(path: str, tmp_path: Path, folders: None) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(CommandError, match="can't be written"):
        call_command("backup", tmp_path / path)
    assert [each.name for each in tmp_path.iterdir()] == ["folder"], "nothing half-made is left"


@pytest.mark.django_db(transaction=True)
def test_where_the_database_does_not_answer_the_backup_says_so(tmp_path: Path, settings: Settings) -> None:
    settings.RELAY_DATABASE_URL = "postgres://launchhub@127.0.0.1:1/launchhub"
    with pytest.raises(CommandError, match="Connection refused"):
        call_command("backup", tmp_path / "backup.tar.gz")
    assert not list(tmp_path.iterdir())


def damaged(content: bytes) -> bytes:
    """Change one byte in the middle."""
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]


@pytest.mark.parametrize(
    ("harm", "complaint"),
    [
        pytest.param(lambda content: content[:-100], "damaged or was cut off", id="cut off"),
        pytest.param(lambda content: content[:40], "damaged or was cut off", id="hardly begun"),
        pytest.param(damaged, "damaged or was cut off", id="one bit changed"),
        pytest.param(lambda content: b"", "is not a backup", id="empty"),
        pytest.param(lambda content: b"%PDF-1.7", "is not a backup", id="something else"),
        pytest.param(lambda content: gzip.compress(b"hello"), "is not a backup", id="something else, compressed"),
    ],
)
def test_what_is_no_whole_backup_is_refused(
    harm: Callable[[bytes], bytes], complaint: str, small: Path, tmp_path: Path, outside: None
) -> None:
    file = tmp_path / "harmed.tar.gz"
    file.write_bytes(harm(small.read_bytes()))
    with pytest.raises(CommandError, match=complaint):
        call_command("restore", file)


def test_a_file_that_is_not_there_is_named(tmp_path: Path, outside: None) -> None:
    with pytest.raises(CommandError, match=r"none\.tar\.gz: No such file"):
        call_command("restore", tmp_path / "none.tar.gz")


@pytest.mark.parametrize(
    "words", [{"format": 2}, {"migrations": ["roadmap.0999_time_travel"]}], ids=["format", "migration"]
)
def test_a_backup_of_a_newer_launchhub_is_refused(
    words: dict[str, Any], small: Path, tmp_path: Path, outside: None
) -> None:
    with pytest.raises(CommandError, match="made by a newer LaunchHub"):
        call_command("restore", changed(small, tmp_path / "newer.tar.gz", **words))


@pytest.mark.django_db(transaction=True)
def test_a_restore_overwrites_nothing(small: Path, folders: None, outside: None) -> None:
    with pytest.raises(CommandError, match=r"The database is not empty: it has \d+ tables"):
        call_command("restore", small)


def test_a_restore_never_goes_where_launchhub_runs(small: Path) -> None:
    with pytest.raises(CommandError, match="already runs on the data"):
        call_command("restore", small)


def test_all_or_nothing(small: Path, tmp_path: Path, empty_database: str) -> None:
    file = changed(small, tmp_path / "incomplete.tar.gz", rows={"public.django_migrations": 1})
    real = {"DATABASE_URL": empty_database, "DATA_DIR": str(tmp_path / "place")}
    environment = os.environ | real | {"DJANGO_SETTINGS_MODULE": "launchhub.settings"}
    before = addresses.secret_key(tmp_path / "place")

    done = subprocess.run(
        [sys.executable, "manage.py", "restore", str(file)], cwd=ROOT, env=environment, capture_output=True, text=True
    )

    assert done.returncode == 1
    assert "django_migrations has" in done.stderr
    assert "the backup was made of 1" in done.stderr
    tables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
    assert ask(empty_database, tables) == [0]
    assert (tmp_path / "place" / "secret_key").read_text() == before
    assert not any((tmp_path / "place" / "files").iterdir())
