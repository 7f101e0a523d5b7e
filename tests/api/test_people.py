"""Members, invitations and tokens over REST."""

from __future__ import annotations

from typing import Any

from launchhub.accounts.actions import members
from launchhub.accounts.models import Workspace
from tests.api.contract import Changes, Creates, Deletes, Reads, Restores
from tests.cast import new_user


class TestMembers(Reads, Changes, Deletes, Restores):
    collection = "members"
    editor, reader = "alice", "petra"
    change = {"hats": ["qa", "legal"]}
    guest_sees = any_token_reads = True

    def make(self, number: int) -> str:
        workspace = Workspace.objects.get(slug="harbour")
        return str(members.add(new_user(f"Extra{number}"), workspace=workspace, by=None).pk)


class TestInvitations(Reads, Creates, Deletes):
    collection = "invitations"
    editor, reader = "alice", "petra"

    def fields(self, number: int) -> dict[str, Any]:
        return {"email": f"someone{number}@example.com", "role": "member", "hats": ["qa"]}


class TestTokens(Reads, Creates, Deletes):
    collection = "tokens"
    editor = "alice"

    def fields(self, number: int) -> dict[str, Any]:
        return {"name": f"CI {number}", "scopes": ["roadmap:read"]}
