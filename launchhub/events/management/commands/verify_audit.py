"""`manage.py verify_audit`"""

from argparse import ArgumentParser
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError

from launchhub.events import seal


class Command(BaseCommand):
    """Check that nobody has changed the record."""

    help = (
        "Recompute the chain of digests over every event. Ends with 1 at the first event that differs. Keep what it"
        " prints somewhere else: a chain whose last events were cut off still holds, and only shows by a count that is"
        " lower than before, or by another digest at the same count."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take `--workspace`."""
        parser.add_argument("--workspace", metavar="SLUG", help="only this workspace")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print how many events were verified and the digest of the last, or raise with the first that is broken."""
        workspaces = apps.get_model("accounts", "Workspace").objects.order_by("slug")
        if slug := options["workspace"]:
            workspaces = workspaces.filter(slug=slug)
            if not workspaces:
                raise CommandError(f"There is no workspace {slug}.")
        for workspace in workspaces:
            try:
                count, last = seal.verify(workspace.pk)
            except seal.Broken as broken:
                raise CommandError(f"{workspace.slug}: {broken}") from broken
            self.stdout.write(f"{workspace.slug}: {count} events verified, the last digest is {last.hex() or 'none'}")
