"""Workspaces: opened once, then edited by admins."""

from typing import Any

from django.db import transaction

from launchhub.accounts.actions import members
from launchhub.accounts.models import Hat, Member, Role, User, Workspace
from launchhub.lib.wall import workspace_context


def create(*, name: str, slug: str, admin: User, **fields: Any) -> Member:
    """Open a workspace with its first admin, who wears all three core hats, and return that member.

    Raises `ValidationError` by field when the slug is taken or malformed.
    """
    with transaction.atomic():
        workspace = Workspace(name=name, slug=slug, **fields)
        workspace.full_clean()
        workspace.save(force_insert=True)
        with workspace_context(workspace):
            return members.add(
                admin, workspace=workspace, role=Role.ADMIN, hats=[Hat.PRODUCT, Hat.MARKETING, Hat.QA], by=None
            )
