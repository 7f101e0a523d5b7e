"""The fixed cast, with stated rights.

Alice administers the workspace Harbour, Petra wears the product hat there, Mark marketing, Quentin qa; Vera is a
guest who should see only what is shared with her. Mallory administers the workspace Rival and should see
nothing of Harbour.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.client import ClientHandler

from launchhub.accounts.actions import members, shares, tokens, workspaces
from launchhub.accounts.models import Member, User, Workspace
from launchhub.accounts.models.tokens import Scope
from launchhub.lib.wall import enter, workspace_context

PASSWORD = "correct horse battery staple"


HANDLERS = {is_checked: ClientHandler(enforce_csrf_checks=is_checked) for is_checked in (True, False)}
"""What answers all clients, as one server does: to set it up, WhiteNoise looks at every static file."""


class WalledClient(Client):
    """A client that leaves the wall as it found it, and no file open.

    A request opens the wall of its own workspace until its transaction ends; a test's transaction goes on.
    """

    def __init__(self, enforce_csrf_checks: bool = False, **more: Any) -> None:
        super().__init__(enforce_csrf_checks, **more)
        self.handler = HANDLERS[enforce_csrf_checks]

    def request(self, **request: Any) -> Any:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('launchhub.workspace', true)")
            (workspace,) = cursor.fetchone()
        try:
            answer: Any = super().request(**request)
            if answer.streaming:
                answer.streaming_content = [b"".join(answer)]  # the file is closed when it has been read
            return answer
        finally:
            enter(workspace or "")


@pytest.fixture
def client() -> Client:
    """A browser-like client in which nobody is signed in."""
    return WalledClient()


def new_user(name: str) -> User:
    """Return a new user `name@example.com` with the cast's password."""
    return User.objects.create_user(f"{name.lower()}@example.com", PASSWORD, name=name)


@pytest.fixture
def harbour(db: None) -> Iterator[Workspace]:
    """The workspace of the cast; the test runs inside its wall."""
    alice = workspaces.create(name="Harbour", slug="harbour", admin=new_user("Alice"))
    with workspace_context(alice.workspace):
        yield alice.workspace


def join(harbour: Workspace, name: str, role: str, *hats: str) -> Member:
    """Return a new member of the workspace."""
    return members.add(new_user(name), workspace=harbour, role=role, hats=hats, by=None)


@pytest.fixture
def alice(harbour: Workspace) -> Member:
    """Admin."""
    return Member.objects.select_related("user", "workspace").get(user__name="Alice")


@pytest.fixture
def petra(harbour: Workspace) -> Member:
    """Wears the product hat."""
    return join(harbour, "Petra", "member", "product")


@pytest.fixture
def mark(harbour: Workspace) -> Member:
    """Wears the marketing hat."""
    return join(harbour, "Mark", "member", "marketing")


@pytest.fixture
def quentin(harbour: Workspace) -> Member:
    """Wears the qa hat."""
    return join(harbour, "Quentin", "member", "qa")


@pytest.fixture
def vera(harbour: Workspace) -> Member:
    """Guest: sees what is shared with her, and nothing else."""
    return join(harbour, "Vera", "guest")


def share(obj: Any, guest: Member) -> None:
    """Share an object with a guest, as the admin Alice does."""
    alice = Member.objects.get(workspace=obj.workspace_id, user__name="Alice")
    shares.create(by=alice, noun=obj.noun, target_id=obj.pk, member=guest)


@pytest.fixture
def mallory(harbour: Workspace) -> Member:
    """Admin of Rival: should have no access to anything in Harbour."""
    return workspaces.create(name="Rival", slug="rival", admin=new_user("Mallory"))


def browser(member: Member) -> Client:
    """Return a browser-like client in which the member is signed in."""
    client = WalledClient()
    client.force_login(member.user)
    return client


def program(member: Member, *scopes: str) -> Client:
    """Return a client that sends an API token of the member (all scopes unless named)."""
    every = [scope for scope in Scope.values if scope != Scope.ADMIN or member.is_admin]
    with workspace_context(member.workspace):
        _, token = tokens.create(by=None, member=member, name="Test", scopes=scopes or every)
    return WalledClient(headers={"authorization": f"Bearer {token}"})


@pytest.fixture
def signed_in() -> Callable[[Member], Client]:
    """Return a function that gives a browser-like client in which the member is signed in."""
    return browser


@pytest.fixture
def api() -> Callable[..., Client]:
    """Return a function that gives a client which sends an API token of the member (all scopes unless named)."""
    return program
