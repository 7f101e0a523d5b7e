"""Open a workspace with its first admin."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from launchhub.accounts.actions import workspaces
from launchhub.accounts.management.people import user_with


class Command(BaseCommand):
    help = "Open a workspace with its first admin."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name")
        parser.add_argument("--slug", required=True, help="its part of the address: a-z, 0-9, hyphens")
        parser.add_argument("--admin", required=True, metavar="EMAIL")
        parser.add_argument("--password", required=True, help="for the admin, when they are new here")
        parser.add_argument("--timezone", default="UTC")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            admin = user_with(options["admin"], options["password"])
            member = workspaces.create(
                name=options["name"], slug=options["slug"], admin=admin, timezone=options["timezone"]
            )
        except ValidationError as error:
            raise CommandError("; ".join(error.messages)) from error
        self.stdout.write(f"{member.workspace.name} is open at /{member.workspace.slug}/ for {admin.email}.")
