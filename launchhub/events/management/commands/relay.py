"""`manage.py relay`"""

import logging
import signal
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from launchhub.events.relay import Relay

log = logging.getLogger("launchhub.events.relay")


class Command(BaseCommand):
    """Lead events and deliveries from PostgreSQL to the workers."""

    help = "Lead events and deliveries to the workers, until stopped. Any number of relays may run."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take `--heartbeat`."""
        parser.add_argument("--heartbeat", type=Path, metavar="FILE", help="touch FILE after each pass that went well")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until SIGTERM or Ctrl-C, which end the pass under way."""
        relay = Relay(options["heartbeat"])

        def stop(*_: Any) -> None:
            relay.stopped = True

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        log.info("at work")
        relay.run()
