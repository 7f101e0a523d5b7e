"""The built-in PostgreSQL for the length of one command, whether LaunchHub runs or not."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from collections.abc import Callable
from pathlib import Path

from django.conf import settings

from launchhub.embedded import addresses, postgres
from launchhub.embedded.instance import NoRoom, only_one
from launchhub.embedded.supervisor import Supervisor

log = logging.getLogger(__name__)


def with_postgres(work: Callable[[], None], *, alone: bool = False) -> None:
    """Do `work` while PostgreSQL runs: an outside one, that of the running LaunchHub, or one started for it.

    Args:
        work: what to do; it runs in a thread of its own.
        alone: no LaunchHub may run on the data folder meanwhile.

    Raises:
        NoRoom: LaunchHub runs there, and `alone` was asked for.
        NotReady: PostgreSQL does not serve.
    """
    if addresses.is_replaced_by("DATABASE_URL"):
        work()
        return
    data_dir: Path = settings.DATA_DIR
    try:
        with only_one(data_dir):
            if addresses.with_free_ports(data_dir):
                os.execv(sys.executable, [sys.executable, *sys.argv])  # noqa: S606 - read the settings again
            asyncio.run(_started(data_dir, work))
    except NoRoom:
        if alone:
            raise
        work()


async def _started(data_dir: Path, work: Callable[[], None]) -> None:
    async with Supervisor(lambda name, line: log.debug("%s: %s", name, line)) as supervisor:
        await supervisor.start(postgres.process(data_dir))
        await asyncio.to_thread(work)
