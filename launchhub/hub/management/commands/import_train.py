"""Load a release train into a workspace."""

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from launchhub.accounts.management.people import member_with, workspace_with
from launchhub.accounts.models import Member, Role, Workspace
from launchhub.hub.train import loading, report
from launchhub.hub.train.context import Refused
from launchhub.hub.train.reading import Unreadable
from launchhub.lib.errors import Conflict, Forbidden
from launchhub.lib.wall import workspace_context
from launchhub.search import index


class Command(BaseCommand):
    help = "Load a release train: launches, milestones, every recorded slip, features, sign-offs, roles and tasks."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="with releases.csv, milestones.csv, date_changes.csv …")
        parser.add_argument("--workspace", required=True, metavar="SLUG")
        parser.add_argument("--by", metavar="EMAIL", help="who loads it; default: the workspace's first admin")
        parser.add_argument(
            "--ops", type=Path, metavar="FOLDER", help="with roster.csv …; default: launch_ops beside it"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        workspace, began = workspace_with(options["workspace"]), time.monotonic()
        try:
            with workspace_context(workspace):
                by = member_with(options["by"], workspace) if options["by"] else first_admin(workspace)
                reports = loading.load(options["folder"], by=by, ops=options["ops"])
            index.catch_up(workspace)
        except (Unreadable, Refused, Forbidden, Conflict) as error:
            raise CommandError(f"Nothing was loaded.\n{error}") from error
        except ValidationError as error:
            raise CommandError(f"Nothing was loaded.\n{' '.join(error.messages)}") from error
        for line in report.lines(reports):
            self.stdout.write(line)
        self.stdout.write(f"Loaded into {workspace.name} in {time.monotonic() - began:.0f} seconds; nobody was told.")


def first_admin(workspace: Workspace) -> Member:
    """Return who has administered the workspace the longest. Raises `CommandError` when nobody does."""
    rows = Member.objects.in_workspace(workspace).alive().filter(role=Role.ADMIN).select_related("user", "workspace")
    found: Member | None = rows.order_by("joined_at", "pk").first()
    if found is None:
        raise CommandError(f"{workspace.name} has no admin; name a member with --by.")
    return found
