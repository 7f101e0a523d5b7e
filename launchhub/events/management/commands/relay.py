"""`manage.py relay`"""

import signal
from typing import Any

from django.core.management.base import BaseCommand

from launchhub.events.relay import Relay


class Command(BaseCommand):
    """Lead events and deliveries from PostgreSQL to the workers."""

    help = "Lead events and deliveries to the workers, until stopped. Any number of relays may run."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until SIGTERM or Ctrl-C, which end the pass under way."""
        relay = Relay()

        def stop(*_: Any) -> None:
            relay.stopped = True

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        self.stdout.write("relay: at work")
        relay.run()
