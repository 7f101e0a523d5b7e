"""`manage.py outbox`"""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand

from launchhub.events.outbox import OUTBOXES
from launchhub.lib.wall import every_workspace


class Command(BaseCommand):
    """Show what waits to be handled or delivered."""

    help = "Show what waits to be handled or delivered: how much, the age of the oldest, and what was given up."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take `--json`."""
        parser.add_argument("--json", action="store_true", help="as JSON, for monitoring")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one line for each outbox, in columns."""
        with every_workspace():
            lines = [line for outbox in OUTBOXES for line in outbox.backlog()]
        if options["json"]:
            self.stdout.write(json.dumps([asdict(line) for line in lines]))
            return
        self.stdout.write(f"{'':<12}{'pending':>10}{'oldest':>12}{'dead':>8}")
        for line in lines:
            self.stdout.write(f"{line.name:<12}{line.pending:>10}{line.oldest:>10.0f} s{line.dead:>8}")
