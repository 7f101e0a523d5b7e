"""The database as one stream: dumped from one snapshot, loaded in one transaction.

Row-level security is forced on the owner too, and `pg_dump` refuses such tables or leaves their rows out. So both
ways go through the wall with `launchhub.workspace` open, and the number of rows is counted in the same snapshot and
checked in the same transaction.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from psycopg2 import sql

from launchhub.embedded.postgres import PROGRAMS
from launchhub.lib.connections import direct

FORGIVING = 17
"""From this version on, a server takes what newer client programs send: they set `transaction_timeout`."""

VARIABLES = {
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
}
"""How libpq's programs hear of a connection: in the environment, which others can't read, unlike arguments."""

TABLES = """
SELECT format('%I.%I', nspname, relname)
FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
WHERE relkind IN ('r', 'p') AND NOT relispartition AND nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema'
    AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_class.oid AND deptype = 'e')
ORDER BY 1
"""

COUNT = """
SET row_security = on;
SELECT set_config('launchhub.workspace', '*', true);
DO $count$
DECLARE expected record; found bigint;
BEGIN
    FOR expected IN SELECT * FROM json_each_text({rows}) LOOP
        EXECUTE 'SELECT count(*) FROM ' || expected.key INTO found;
        IF found <> expected.value::bigint THEN
            RAISE EXCEPTION '% has % rows, the backup was made of %', expected.key, found, expected.value;
        END IF;
    END LOOP;
END $count$;
COMMIT;
"""
"""Ends the transaction of a load; after an error there is no COMMIT, so nothing of it stays."""


class Failed(Exception):
    """PostgreSQL or one of its programs could not do it; the message has what it said."""


@dataclass(frozen=True)
class Snapshot:
    """One state of the database, held as long as its transaction lasts."""

    id: str
    server: int
    rows: dict[str, int]
    environment: Mapping[str, str]


@contextmanager
def snapshot() -> Iterator[Snapshot]:
    """Hold one state of all workspaces for a dump, in a transaction that keeps nobody waiting."""
    with closing(direct()) as database:
        database.set_session(isolation_level="REPEATABLE READ", readonly=True)
        with database, database.cursor() as cursor:
            cursor.execute("SELECT set_config('launchhub.workspace', '*', true), pg_export_snapshot()")
            (_, pk) = cursor.fetchone()
            yield Snapshot(pk, server_of(database), _rows(cursor), _environment(database))


def dump(held: Snapshot, path: Path) -> int:
    """Write a snapshot to `path` in the custom format of `pg_dump`; return the program's major version."""
    program, version = program_for("pg_dump", held.server)
    options = ["--format=custom", "--enable-row-security", "--no-owner", "--no-privileges"]
    command = [program, *options, f"--snapshot={held.id}", f"--file={path}"]
    done = subprocess.run(command, env=held.environment, capture_output=True, text=True)
    if done.returncode:
        raise Failed(f"pg_dump ended with {done.returncode}:\n{done.stderr}")
    return version


def tables() -> list[str]:
    """Return the names of all tables in the database."""
    with closing(direct()) as database, database.cursor() as cursor:
        return _tables(cursor)


def load(source: IO[bytes], rows: Mapping[str, int], client: int, server: int) -> None:
    """Load a dump into an empty database and count its rows, all in one transaction.

    Args:
        source: the dump.
        rows: how many rows each table has to have.
        client: the major version of the program that made it.
        server: the major version of the server that it was made from.

    Raises:
        Failed: nothing was loaded.
    """
    with closing(direct()) as database:
        here, environment = server_of(database), _environment(database)
        count = sql.SQL(COUNT).format(rows=sql.Literal(json.dumps(rows))).as_string(database)
    if here < server:
        raise Failed(f"The backup comes from PostgreSQL {server}; this is {here}. Restore into {server} or later.")
    pg_restore, version = program_for("pg_restore", here)
    if version < client:
        raise Failed(f"The backup needs the client programs of PostgreSQL {client}; those found are of {version}.")
    psql, _ = program_for("psql", here)
    with tempfile.TemporaryFile("w+") as complaints:
        write = [psql, "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--file=-"]
        with subprocess.Popen(
            write, bufsize=0, env=environment, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=complaints
        ) as writer:
            read = [pg_restore, "--no-owner", "--no-privileges", "--file=-"]
            is_sent = _send(writer, read, source, count, complaints)
        if writer.returncode or not is_sent:
            complaints.seek(0)
            raise Failed(f"The database could not be loaded, and nothing of it stays:\n{complaints.read()[-2000:]}")


def _send(
    writer: subprocess.Popen[bytes], read: Sequence[str], source: IO[bytes], count: str, complaints: IO[str]
) -> bool:
    """Send psql a whole transaction. Returns False when something broke off before its COMMIT was sent."""
    assert writer.stdin
    with suppress(BrokenPipeError):  # psql has ended at an error, and says which
        writer.stdin.write(b"BEGIN;\n")
        with subprocess.Popen(read, stdin=subprocess.PIPE, stdout=writer.stdin, stderr=complaints) as reader:
            assert reader.stdin
            shutil.copyfileobj(source, reader.stdin)
        if reader.returncode == 0:
            writer.stdin.write(count.encode())
            return True
    return False


def program_for(name: str, server: int) -> tuple[str, int]:
    """Return the path and major version of a client program that fits a server, its own version before a newer one.

    Raises:
        Failed: there is none; the message says what to install.
    """
    found: dict[int, str] = {}
    for path in (str(PROGRAMS / name), shutil.which(name)):
        if path:
            found.setdefault(_version(path), path)
    for version in sorted(found):
        if version == server or version > server >= FORGIVING:
            return found[version], version
    raise Failed(
        f"The server is PostgreSQL {server}, and no {name} at hand fits it (found: {', '.join(map(str, found))}). "
        f"Install the client programs of PostgreSQL {server} and have them on PATH: postgresql-client-{server}."
    )


def _version(path: str) -> int:
    """Return the major version that a program of PostgreSQL tells."""
    said = subprocess.run([path, "--version"], capture_output=True, text=True, check=True).stdout
    return int(re.findall(r"\d+", said)[0])


def server_of(database: Any) -> int:
    """Return the major version of the server behind a connection."""
    return int(database.server_version) // 10_000


def _tables(cursor: Any) -> list[str]:
    cursor.execute(TABLES)
    return [name for (name,) in cursor.fetchall()]


def _rows(cursor: Any) -> dict[str, int]:
    """Count the rows of each table."""
    rows = {}
    for table in _tables(cursor):
        cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608 - quoted by PostgreSQL
        (rows[table],) = cursor.fetchone()
    return rows


def _environment(database: Any) -> dict[str, str]:
    """Return the environment in which a program of PostgreSQL connects as `database` does, and sees every row."""
    at = database.info.dsn_parameters | {"password": database.info.password}
    known = {variable: at[name] for name, variable in VARIABLES.items() if at.get(name)}
    return os.environ | known | {"PGOPTIONS": "-c launchhub.workspace=*"}
