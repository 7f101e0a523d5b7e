"""Make an API token for a member and print it: the token alone on the last line."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from launchhub.accounts.actions import tokens
from launchhub.accounts.management.people import member_with, workspace_with
from launchhub.accounts.models.tokens import Scope
from launchhub.lib.wall import workspace_context


class Command(BaseCommand):
    help = "Make an API token for a member; the token stands alone on the last line."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--workspace", required=True, metavar="SLUG")
        parser.add_argument("--scopes", nargs="+", default=[], help="separated by spaces or commas; default: all")
        parser.add_argument("--name", default="Command line")

    def handle(self, *args: Any, **options: Any) -> None:
        workspace = workspace_with(options["workspace"])
        with workspace_context(workspace):
            member = member_with(options["email"], workspace)
            named = [scope for part in options["scopes"] for scope in part.split(",") if scope]
            mine = [scope for scope in Scope.values if scope != Scope.ADMIN or member.is_admin]
            try:
                _, token = tokens.create(by=None, member=member, name=options["name"], scopes=named or mine)
            except ValidationError as error:
                raise CommandError("; ".join(error.messages)) from error
        self.stdout.write(f"A token for {member.email} in {workspace.name}; it is not shown again.")
        self.stdout.write(token)
