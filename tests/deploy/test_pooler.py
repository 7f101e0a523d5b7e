"""PgBouncer in transaction mode in front of PostgreSQL: web, worker and relay share one connection and miss nothing.

Only those who listen go straight to PostgreSQL (`RELAY_DATABASE_URL`).
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.db import connection

from launchhub.accounts.actions import members, tokens, workspaces
from launchhub.accounts.models.tokens import Scope
from launchhub.embedded import addresses, privileges
from launchhub.lib.wall import workspace_context
from launchhub.notifications.actions import webhooks
from tests.cast import new_user
from tests.deploy.flow import HATS, SLUG, Visitors, is_ready
from tests.notifications.receivers import Receiver, receiving
from tests.processes import RELAY, WORKER, Start, wait_for

PGBOUNCER = shutil.which("pgbouncer", path="/usr/sbin:/usr/bin:/usr/local/bin:/opt/homebrew/bin")
SHARED = 1
"""Connections to PostgreSQL for all of them together: whoever keeps something in a session is found out."""

pytestmark = [
    pytest.mark.skipif(
        PGBOUNCER is None, reason="PgBouncer is not on this machine (Debian: apt-get install pgbouncer)"
    ),
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("processes"),
]

SETTINGS = """
[databases]
{name} = host={host} port={port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {listen}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = {users}
admin_users = {user}
pool_mode = transaction
default_pool_size = {shared}
max_client_conn = 100
"""


@pytest.fixture
def pooler(tmp_path: Path) -> Iterator[str]:
    """PgBouncer in front of the test's database; returns its address without the database's name."""
    at, [listen] = connection.settings_dict, addresses.free_ports(1)
    users, settings = tmp_path / "users.txt", tmp_path / "pgbouncer.ini"
    users.write_text(f'"{at["USER"]}" "{at["PASSWORD"]}"\n')
    settings.write_text(
        SETTINGS.format(
            name=at["NAME"],
            host=at["HOST"],
            port=at["PORT"],
            user=at["USER"],
            listen=listen,
            users=users,
            shared=SHARED,
        )
    )
    for path in (tmp_path, users, settings):
        privileges.give(path)
    url = f"postgres://{at['USER']}:{at['PASSWORD']}@127.0.0.1:{listen}"
    process = subprocess.Popen(privileges.unprivileged([str(PGBOUNCER), "--quiet", str(settings)], tmp_path))
    try:
        wait_for(lambda: _answers(url))
        yield url
    finally:
        process.terminate()
        process.wait()


def _answers(url: str) -> bool:
    try:
        return bool(shown(url, "SHOW VERSION"))
    except psycopg2.OperationalError:
        return False


def shown(url: str, question: str) -> list[dict[str, object]]:
    """Ask PgBouncer itself."""
    with closing(psycopg2.connect(f"{url}/pgbouncer")) as console:
        console.autocommit = True
        with console.cursor() as cursor:
            cursor.execute(question)
            names = [column.name for column in cursor.description or ()]
            return [dict(zip(names, row, strict=True)) for row in cursor]


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    """A system outside that listens for webhooks."""
    settings.OUTBOUND_ALLOW = ["127.0.0.0/8"]
    with receiving() as listening:
        yield listening


@pytest.fixture
def people(receiver: Receiver) -> dict[str, str]:
    """Alice, Petra and Mark with their tokens, committed, and a webhook."""
    alice = workspaces.create(name="Harbour", slug=SLUG, admin=new_user("Alice"))
    with workspace_context(alice.workspace_id):
        webhooks.create(by=alice, url=receiver.url)
        named = {"Alice": alice} | {
            name: members.add(new_user(name), workspace=alice.workspace, hats=[hat], by=None)
            for name, hat in HATS.items()
        }
        scopes = [scope for scope in Scope.values if scope != Scope.ADMIN]
        return {
            name: tokens.create(by=None, member=member, name="Test", scopes=scopes)[1] for name, member in named.items()
        }


def test_everything_goes_through_a_pool_in_transaction_mode(
    start: Start, pooler: str, people: dict[str, str], receiver: Receiver, tmp_path: Path
) -> None:
    at, [port] = connection.settings_dict, addresses.free_ports(1)
    direct = f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}/{at['NAME']}"
    through = {"DATABASE_URL": f"{pooler}/{at['NAME']}", "RELAY_DATABASE_URL": direct}
    start(["-m", "granian", "--interface", "asginl", "--port", str(port), "launchhub.asgi:asgi"], **through)
    start(WORKER, **through)
    start([*RELAY, "--heartbeat", str(tmp_path / "relay")], **through)
    visitors = Visitors(f"http://localhost:{port}", people)
    wait_for(lambda: is_ready(visitors.url), seconds=90)

    home = visitors.signed_in("Petra").get(f"{visitors.url}/{SLUG}/", timeout=30)
    assert home.ok
    names = [visitors.slip() for _ in range(5)]
    for name in names:
        visitors.wait_until_told(name)
    wait_for(lambda: all(any(name.encode() in body for _, body in receiver.requests) for name in names), seconds=90)
    assert (tmp_path / "relay").exists(), "the relay shows no sign of life"

    [pool] = [pool for pool in shown(pooler, "SHOW POOLS") if pool["database"] == at["NAME"]]
    assert pool["pool_mode"] == "transaction"
    servers = [server for server in shown(pooler, "SHOW SERVERS") if server["database"] == at["NAME"]]
    assert len(servers) == SHARED
