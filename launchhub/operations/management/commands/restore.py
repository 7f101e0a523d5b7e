"""`manage.py restore`"""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import psycopg2
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import Error as DatabaseError

from launchhub.embedded.instance import NoRoom
from launchhub.embedded.supervisor import NotReady
from launchhub.embedded.visit import with_postgres
from launchhub.operations.archive import Unusable
from launchhub.operations.backup import NotEmpty, is_behind, restore
from launchhub.operations.database import Failed


class Command(BaseCommand):
    """Put everything of a backup into an empty place."""

    help = (
        "Put everything of a backup into an empty place, all or nothing: a DATA_DIR of which nothing has been made "
        "yet, or the empty database that DATABASE_URL names. It never overwrites: to go back to an older state, move "
        "DATA_DIR away (or create a new database) first. At the end the audit log is verified. Stop the LaunchHub that "
        "the backup comes from before you start the restored one: both would send what was not sent yet."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file."""
        parser.add_argument("file", metavar="FILE", type=Path, help="what `backup` has written")

    def handle(self, *args: Any, **options: Any) -> None:
        """Restore, verify, and say how to go on."""
        path: Path = options["file"].absolute()
        os.umask(0o077)
        try:
            with_postgres(lambda: self._read(path), alone=True)
        except OSError as error:
            raise CommandError(f"{error.filename or path}: {error.strerror or error}") from error
        except (DatabaseError, psycopg2.Error, NoRoom, NotReady, NotEmpty, Unusable, Failed, RuntimeError) as error:
            raise CommandError(str(error)) from error

    def _read(self, path: Path) -> None:
        manifest = restore(path)
        rows = sum(manifest.rows.values())
        self.stdout.write(f"Restored {rows} rows of {len(manifest.rows)} tables, as of {manifest.made_at}.")
        if is_behind(manifest):
            self.stdout.write("It comes from an older LaunchHub: run `migrate`, then `verify_audit`.")
        else:
            call_command("verify_audit", stdout=self.stdout)
