"""Work that outlives a restart of PostgreSQL."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from django.db import InterfaceError, OperationalError, connection

Answer = TypeVar("Answer")

PATIENCE = 20  # seconds: a restart after a crash takes a few
PAUSE = 0.5  # seconds


def outliving_restart(action: Callable[[], Answer]) -> Answer:
    """Do `action`, a transaction of its own that may be done twice; begin anew while the database is away.

    Raises the database's error after `PATIENCE` seconds, or at once inside a transaction, which is lost.
    """
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return action()
        except (OperationalError, InterfaceError):
            if connection.in_atomic_block or time.monotonic() > deadline:
                raise
            connection.close()  # it may be broken, and would stay so for the rest of the task
            time.sleep(PAUSE)
