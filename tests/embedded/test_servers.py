"""The built-in PostgreSQL and Valkey: on the loopback address, behind passwords, side by side."""

import json
import os
import stat
import subprocess
import sys
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import psycopg2
import pytest
import redis
from django.conf import settings
from django.db import connection
from redis.backoff import NoBackoff
from redis.retry import Retry

from launchhub.embedded import addresses
from tests.conftest import ROOT, wait_for_line


@contextmanager
def servers(data_dir: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run the servers of `data_dir` for a while."""
    log = data_dir.with_suffix(".log")
    with log.open("w") as output:
        command = [sys.executable, "-m", "launchhub.embedded", str(data_dir)]
        process = subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=output)
    try:
        wait_for_line(process, log, "launchhub | ready")
        yield process
    finally:
        process.terminate()
        process.wait(timeout=30)


def ask(data_dir: Path, statement: str) -> object:
    database = psycopg2.connect(addresses.database_url(data_dir))
    try:
        with database, database.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchone()[0] if cursor.description else None
    finally:
        database.close()


def test_two_instances_run_side_by_side_and_a_crashed_one_recovers(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    with servers(first), servers(second) as crashing:
        ask(first, "CREATE TABLE mark AS SELECT 'first' AS name")
        ask(second, "CREATE TABLE mark AS SELECT 'second' AS name")
        assert (ask(first, "SELECT name FROM mark"), ask(second, "SELECT name FROM mark")) == ("first", "second")
        children = psutil.Process(crashing.pid).children(recursive=True)
        for process in [psutil.Process(crashing.pid), *children]:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(children, timeout=10)

    # The number in the lock of the crashed server may by now be another process's: ours, for one.
    lock = second / "postgres" / "postmaster.pid"
    lock.write_text(lock.read_text().replace(lock.read_text().splitlines()[0], str(os.getpid()), 1))
    with servers(second):
        assert ask(second, "SELECT name FROM mark") == "second"


@pytest.mark.django_db
def test_the_application_is_neither_superuser_nor_above_row_level_security() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False, False, False)
        cursor.execute("SELECT pg_get_userbyid(datdba) = current_user FROM pg_database WHERE datname = 'launchhub'")
        assert cursor.fetchone() == (True,)


def test_nobody_gets_in_without_the_password() -> None:
    at = addresses.load(settings.DATA_DIR)
    with pytest.raises(psycopg2.OperationalError, match="password"):
        psycopg2.connect(f"postgres://launchhub:wrong@127.0.0.1:{at.postgres_port}/launchhub")
    never = Retry(NoBackoff(), 0)
    with redis.Redis("127.0.0.1", at.valkey_port, retry=never) as stranger, pytest.raises(redis.AuthenticationError):
        stranger.ping()


def test_servers_listen_on_the_loopback_address_alone() -> None:
    at = addresses.load(settings.DATA_DIR)
    listening = [c.laddr for c in psutil.net_connections("tcp") if c.status == psutil.CONN_LISTEN]

    assert {ip for ip, port in listening if port in (at.postgres_port, at.valkey_port)} == {"127.0.0.1"}


def test_passwords_and_secret_key_are_the_owners_alone_and_stay(tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    key, url = addresses.secret_key(data_dir), addresses.database_url(data_dir)

    assert (addresses.secret_key(data_dir), addresses.database_url(data_dir)) == (key, url)
    assert len(key) >= 50
    for name in ("secret_key", "servers.json"):
        assert stat.S_IMODE((data_dir / name).stat().st_mode) == 0o600
    assert (
        urllib.parse.urlsplit(url).password == json.loads((data_dir / "servers.json").read_text())["postgres_password"]
    )


def test_a_port_taken_by_another_program_is_replaced(tmp_path: Path) -> None:
    taken = addresses.load(settings.DATA_DIR)  # the servers of these tests listen there
    (tmp_path / "servers.json").write_text((settings.DATA_DIR / "servers.json").read_text())

    assert addresses.with_free_ports(tmp_path)
    fresh = addresses.load(tmp_path)
    assert not {fresh.postgres_port, fresh.valkey_port} & {taken.postgres_port, taken.valkey_port}
    assert fresh.postgres_password == taken.postgres_password
    assert not addresses.with_free_ports(tmp_path)
