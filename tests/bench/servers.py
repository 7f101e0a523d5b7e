"""The servers that are measured: those of `make up`, with a data folder of their own. `python -m tests.bench.servers`.

Unlike the servers of the tests they keep what they are told: a commit waits for the disk, and autovacuum runs.
"""

import asyncio
import sys
from pathlib import Path

from launchhub.embedded import addresses, stack
from launchhub.embedded.console import say
from launchhub.embedded.instance import only_one
from launchhub.embedded.supervisor import Supervisor, run_until_signalled

READY = "launchhub | ready"


async def serve(data_dir: Path) -> None:
    """Run PostgreSQL and Valkey of `data_dir` until cancelled."""
    async with Supervisor(say) as supervisor:
        await supervisor.start(*stack.built_in_servers(data_dir))
        say("launchhub", "ready")
        await asyncio.Event().wait()


if __name__ == "__main__":
    folder = Path(sys.argv[1]).resolve()
    with only_one(folder):
        addresses.with_free_ports(folder)
        run_until_signalled(serve(folder))
