"""The Celery application: a worker runs handlers, sends deliveries and does recurring jobs.

The delivery promise (architecture.md) rests on PostgreSQL alone. The broker only carries ids, so a task
may be lost or run twice: tasks take ids, claim rows and are idempotent.
"""

import os
import warnings
from typing import Any

from celery import Celery, signals
from celery.platforms import SecurityWarning  # type: ignore[attr-defined]  # missing in the stubs

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "launchhub.settings")

# It warns of root because of pickle; tasks here are JSON and nothing else (CELERY_ACCEPT_CONTENT).
warnings.filterwarnings("ignore", category=SecurityWarning)

app = Celery("launchhub")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@signals.setup_logging.connect
def _leave_logging_alone(**options: Any) -> None:
    """Do nothing: where somebody listens, Celery keeps its hands off what the settings say about logs."""
