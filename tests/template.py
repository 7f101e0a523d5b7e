"""The database that every test process copies: it is migrated once, not by each, and stays for the next run."""

import datetime as dt
import hashlib
import os
import subprocess
import sys
from pathlib import Path

import psycopg2
from psycopg2 import sql

from launchhub.embedded import addresses

ROOT = Path(__file__).resolve().parent.parent
MADE_FROM = (
    *("requirements.txt", "launchhub/lib/*.py", "launchhub/events/partitions.py"),
    *("launchhub/*/migrations/*.py", "*/migrations/*.py"),
)


def name() -> str:
    """Return the name of the database: it changes with the migrations, and daily with the partitions."""
    made_from = hashlib.sha256(f"{dt.datetime.now(dt.UTC):%Y-%m-%d}".encode())
    for path in sorted(path for pattern in MADE_FROM for path in ROOT.glob(pattern)):
        made_from.update(path.read_bytes())
    return f"template_{made_from.hexdigest()[:16]}"


def make(data_dir: Path, wanted: str) -> None:
    """Make the `wanted` database on the servers of `data_dir` where it is missing; earlier ones go.

    Raises:
        subprocess.CalledProcessError: the migrations failed; they have printed why.
    """
    url, unfinished = addresses.database_url(data_dir), "template_unfinished"
    connection = psycopg2.connect(url)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'template\\_%'")
            found = {row[0] for row in cursor}
            if wanted in found:
                return
            for old in found:
                cursor.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(old)))
            cursor.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(unfinished)))
            environment = os.environ | {
                "DATABASE_URL": f"{url.rpartition('/')[0]}/{unfinished}",
                "DJANGO_SETTINGS_MODULE": "tests.settings",
            }
            command = [sys.executable, "manage.py", "migrate", "--no-input", "--verbosity", "0"]
            subprocess.run(command, cwd=ROOT, env=environment, check=True)
            renamed = sql.SQL("ALTER DATABASE {} RENAME TO {}")
            cursor.execute(renamed.format(sql.Identifier(unfinished), sql.Identifier(wanted)))
    finally:
        connection.close()


def copy(data_dir: Path, wanted: str, name: str) -> str:
    """Copy the `wanted` database to one of this `name`, in place of an earlier copy, and return its URL."""
    url = addresses.database_url(data_dir)
    connection = psycopg2.connect(url)
    connection.autocommit = True
    names = {"name": sql.Identifier(name), "wanted": sql.Identifier(wanted)}
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {name} WITH (FORCE)").format(**names))
            cursor.execute(sql.SQL("CREATE DATABASE {name} TEMPLATE {wanted}").format(**names))
    finally:
        connection.close()
    return f"{url.rpartition('/')[0]}/{name}"
