"""`manage.py backup`"""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import psycopg2
from django.core.management.base import BaseCommand, CommandError
from django.db import Error as DatabaseError

from launchhub.embedded.supervisor import NotReady
from launchhub.embedded.visit import with_postgres
from launchhub.operations.backup import backup
from launchhub.operations.database import Failed


class Command(BaseCommand):
    """Write everything that LaunchHub knows to one file."""

    help = (
        "Write everything to one file that `restore` reads: the database with all workspaces, uploaded files, e-mails "
        "kept as files, and the secret key. LaunchHub may run on meanwhile, and need not run. Whoever has the file has "
        "everything: it can be read by its owner alone; keep it so."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file."""
        parser.add_argument("file", metavar="FILE", type=Path, help="where to; an older file is replaced at the end")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the backup and say what is in it."""
        path: Path = options["file"].absolute()
        os.umask(0o077)
        try:
            with_postgres(lambda: self._write(path))
        except OSError as error:
            raise CommandError(f"{path} can't be written: {error.strerror or error}") from error
        except (DatabaseError, psycopg2.Error, NotReady, Failed, RuntimeError) as error:
            raise CommandError(str(error)) from error

    def _write(self, path: Path) -> None:
        manifest = backup(path)
        size = path.stat().st_size / 2**20
        self.stdout.write(f"{path}: {sum(manifest.rows.values())} rows of {len(manifest.rows)} tables, {size:.1f} MiB")
