"""A committed Harbour with folders of its own, to be backed up."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from launchhub.accounts.actions import workspaces
from launchhub.accounts.models import Member
from launchhub.lib.wall import workspace_context
from launchhub.notifications.actions import preferences
from tests.cast import new_user


@pytest.fixture
def folders(tmp_path: Path, settings: Settings) -> None:
    """Uploads and e-mails of this test alone, the e-mails as files."""
    settings.EMAIL_BACKEND = "launchhub.notifications.mailbox.EmlBackend"
    settings.MEDIA_ROOT, settings.MAIL_DIR = tmp_path / "own" / "files", tmp_path / "own" / "mail"


@pytest.fixture
def committed_alice(folders: None) -> Member:
    """Admin of Harbour, committed; she wants every e-mail."""
    admin = workspaces.create(name="Harbour", slug="harbour", admin=new_user("Alice"))
    with workspace_context(admin.workspace_id):
        preferences.create(by=admin, email="all")
    return admin
