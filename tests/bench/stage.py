"""What the rows measure on: workspaces of some size, each in a database of its own, and somebody who asks."""

from __future__ import annotations

import hashlib
import io
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg2
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.test import Client
from psycopg2 import sql

from launchhub.accounts.actions import tokens
from launchhub.accounts.models import Member
from launchhub.accounts.models.tokens import Scope
from launchhub.embedded import addresses
from launchhub.events.seal import seal
from launchhub.lib.wall import workspace_context
from launchhub.wsgi import application
from roadmap.actions import launches
from roadmap.models import Launch
from tests.bench import generator
from tests.bench.baselines import bare_application

BUILT_FROM = (
    Path(generator.__file__),
    *sorted(Path(generator.__file__).parent.glob("generated/*.sql")),
    *sorted(settings.BASE_DIR.glob("*/migrations/0*.py")),
    *sorted(settings.BASE_DIR.glob("launchhub/*/migrations/0*.py")),
)

FILLING = """
SET session_replication_role = replica;
SET work_mem = '128MB';
SET maintenance_work_mem = '256MB';
"""


@dataclass(frozen=True, slots=True)
class Answer:
    """What an application answered."""

    status: int
    headers: dict[str, str]
    body: bytes


def ask(wsgi: Any, address: str, **headers: str) -> Answer:
    """GET an address from a WSGI application in this process: all of Django, nothing of a socket."""
    url, got = urlsplit(address), {}
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": url.path,
        "QUERY_STRING": url.query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "localhost",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(),
        **{f"HTTP_{name.upper()}": value for name, value in headers.items()},
    }
    chunks = wsgi(environ, lambda status, headers: got.update(status=int(status[:3]), headers=dict(headers)))
    try:
        body = b"".join(chunks)
    finally:
        chunks.close()
    return Answer(**got, body=body)


class Workspace:
    """A generated workspace called `bench` in a database of its own, with others in the same tables."""

    def __init__(self, features: int) -> None:
        self.features = features
        self.connection = connections["default"].copy()
        self.connection.settings_dict["NAME"] = database(features)

    @contextmanager
    def open(self) -> Iterator[None]:
        """Make its database the default one."""
        before = connections["default"]
        connections["default"] = self.connection
        try:
            yield
        finally:
            connections["default"] = before

    @contextmanager
    def filled(self) -> Iterator[None]:
        """Open it to fill it: with memory to sort in, and no foreign keys to wait for; what comes is right anyway."""
        with self.open(), self.connection.cursor() as cursor:
            cursor.execute(FILLING)
            try:
                yield
            finally:
                self.connection.close()

    @contextmanager
    def inside(self) -> Iterator[Member]:
        """Open it, in a transaction inside its wall, and yield its admin."""
        with self.open(), workspace_context(generator.WORKSPACE):
            yield Member.objects.select_related("user", "workspace").get(pk=generator.ADMIN)

    @cached_property
    def session(self) -> str:
        """The cookie of a browser in which the admin is signed in."""
        with self.open():
            with workspace_context(generator.WORKSPACE):
                user = Member.objects.get(pk=generator.ADMIN).user
            client = Client()
            client.force_login(user)
        return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"

    @cached_property
    def token(self) -> str:
        """An API token of the admin, for everything."""
        with self.inside() as admin:
            _, token = tokens.create(by=None, member=admin, name="Bench", scopes=Scope.values)
        return token

    def settle(self) -> None:
        """Seal what has happened, as the relay does: what was remembered before that counts no more."""
        with self.open():
            while seal(generator.WORKSPACE):
                pass

    def change(self) -> None:
        """Change a launch, and seal that."""
        with self.inside() as admin:
            launches.update(Launch.objects.visible_to(admin).earliest("pk"), summary=str(uuid.uuid4()), by=admin)
        self.settle()

    def get(self, address: str) -> Answer:
        """Ask LaunchHub for an address below the workspace: pages with a session, REST with a token."""
        path = f"/api/v1/{generator.SLUG}/{address.removeprefix('api/')}"
        with self.open():
            if address.startswith("api/"):
                return ask(application, path, authorization=f"Bearer {self.token}")
            return ask(application, f"/{generator.SLUG}/{address}", cookie=self.session)

    def get_bare(self, name: str) -> Answer:
        """Ask the empty view for a baseline."""
        with self.open():
            return ask(self.bare, f"/bare/{name}/")

    @cached_property
    def bare(self) -> Any:
        """Django with nothing but that view."""
        return bare_application()

    @cached_property
    def cursor(self) -> Any:
        """A cursor that is inside the wall for good: what a baseline reads with costs nothing beside its query."""
        connection = psycopg2.connect(url(database(self.features)))
        connection.autocommit = True
        cursor = connection.cursor()
        cursor.execute("SELECT set_config('launchhub.workspace', %s, false)", [str(generator.WORKSPACE)])
        return cursor


class Stage:
    """The workspaces of a run, each made when it is first asked for and kept for the next run."""

    def __init__(self, small: int, large: int) -> None:
        self._sizes = small, large

    @cached_property
    def small(self) -> Workspace:
        """The workspace of an ordinary size."""
        return prepared(self._sizes[0])

    @cached_property
    def large(self) -> Workspace:
        """The one with many times the data."""
        return prepared(self._sizes[1])


def database(features: int) -> str:
    """Return the name of the database: another one when the generator or a migration has changed."""
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in BUILT_FROM)).hexdigest()
    return f"bench_{features}_{digest[:8]}"


def url(name: str, *, admin: bool = False) -> str:
    """Return the address of a database for LaunchHub's role, or for the one that may make databases."""
    at = addresses.load(settings.DATA_DIR)
    return f"{(at.admin_url() if admin else at.database_url()).rpartition('/')[0]}/{name}"


def prepared(features: int) -> Workspace:
    """Return a workspace with so many features, migrated, generated and analysed."""
    _make_database(features)
    workspace = Workspace(features)
    with workspace.open():
        call_command("migrate", verbosity=0)
        if not generator.is_generated():
            start = time.perf_counter()
            with Workspace(features).filled():
                generator.generate(features, lambda: Workspace(features).filled())
            print(f"{features:,} features generated in {time.perf_counter() - start:.1f} s")  # noqa: T201
    return workspace


def _make_database(features: int) -> None:
    """Create the database unless it is there, and drop those that earlier generators filled."""
    connection = psycopg2.connect(url("postgres", admin=True))
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"bench\\_{features}\\_%"])
        found = {name for (name,) in cursor.fetchall()}
        for name in found - {database(features)}:
            cursor.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
        if database(features) not in found:
            name = sql.Identifier(database(features))
            cursor.execute(sql.SQL("CREATE DATABASE {} OWNER launchhub").format(name))
        # So that the generator need not wait for the foreign keys of rows that are right by construction.
        cursor.execute("GRANT SET ON PARAMETER session_replication_role TO launchhub")
    connection.close()
