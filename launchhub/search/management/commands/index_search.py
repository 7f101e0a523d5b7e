"""Fill the index of words."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from launchhub.accounts.models import Workspace
from launchhub.lib.text import plural
from launchhub.lib.wall import every_workspace
from launchhub.search import index


class Command(BaseCommand):
    help = "Let everything be found: index what is missing, in all workspaces. The hourly job does the same."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--anew", action="store_true", help="index everything again, not only what is missing")

    def handle(self, *args: Any, **options: Any) -> None:
        with every_workspace():
            workspaces = list(Workspace.objects.order_by("slug"))
        for workspace in workspaces:
            count = index.catch_up(workspace, anew=options["anew"])
            self.stdout.write(f"{workspace.name}: {plural(count, 'object')} indexed.")
