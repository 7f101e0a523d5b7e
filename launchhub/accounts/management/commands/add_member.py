"""Make somebody a member of a workspace."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from launchhub.accounts.actions import members
from launchhub.accounts.management.people import user_with, workspace_with
from launchhub.accounts.models import Role
from launchhub.lib.wall import workspace_context


class Command(BaseCommand):
    help = "Make somebody a member of a workspace."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--workspace", required=True, metavar="SLUG")
        parser.add_argument("--hats", default="", help="comma-separated: product,marketing,qa,…")
        parser.add_argument("--role", default=Role.MEMBER, choices=Role.values)
        parser.add_argument("--name", default="")
        parser.add_argument("--password", required=True, help="when they are new here")

    def handle(self, *args: Any, **options: Any) -> None:
        workspace = workspace_with(options["workspace"])
        hats = [hat.strip() for hat in options["hats"].split(",") if hat.strip()]
        try:
            user = user_with(options["email"], options["password"], options["name"])
            with workspace_context(workspace):
                members.add(user, workspace=workspace, role=options["role"], hats=hats, by=None)
        except ValidationError as error:
            raise CommandError("; ".join(error.messages)) from error
        self.stdout.write(f"{user.email} is a {options['role']} of {workspace.name}.")
