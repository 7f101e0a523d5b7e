"""`python -m launchhub.embedded FOLDER`: the two servers alone, until SIGINT or SIGTERM. The tests run on them.

Prints `ready` when both serve. Their data is not safe from a crash of the machine.
"""

import asyncio
import sys
from pathlib import Path

from launchhub.embedded import addresses, stack
from launchhub.embedded.console import say
from launchhub.embedded.instance import NoRoom, only_one
from launchhub.embedded.supervisor import NotReady, Supervisor, run_until_signalled


async def serve(data_dir: Path) -> None:
    """Run PostgreSQL and Valkey of `data_dir` until cancelled."""
    async with Supervisor(say) as supervisor:
        await supervisor.start(*stack.built_in_servers(data_dir, scratch=True))
        say("launchhub", "ready")
        await asyncio.Event().wait()


def main(data_dir: Path) -> None:
    """Serve `data_dir`, or say why not."""
    try:
        with only_one(data_dir):
            addresses.with_free_ports(data_dir)
            run_until_signalled(serve(data_dir))
    except (NoRoom, NotReady, RuntimeError) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
