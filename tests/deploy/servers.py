"""The built-in PostgreSQL and Valkey, for proofs that run everything else themselves."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from launchhub.embedded import addresses, privileges
from tests.conftest import ROOT, wait_for_line

OURS = ("DATA_DIR", "DATABASE_URL", "REDIS_URL", "SECRET_KEY", "DJANGO_SETTINGS_MODULE", "PYTHONPATH", "VIRTUAL_ENV")


def surroundings() -> dict[str, str]:
    """Return what processes have of this machine: its programs and its ways to packages, nothing of LaunchHub's."""
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    return {key: value for key, value in os.environ.items() if key not in OURS} | {"PATH": path}


@contextmanager
def built_in_servers(data_dir: Path) -> Iterator[addresses.Addresses]:
    """Run both on new data and yield where they listen."""
    data_dir.mkdir(mode=0o711)
    log = data_dir / "servers.log"
    command = privileges.dying_with_parent([sys.executable, "-m", "launchhub.embedded", str(data_dir)])
    with log.open("w") as output:
        process = subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=output, env=surroundings())
    try:
        wait_for_line(process, log, "launchhub | ready")
        yield addresses.load(data_dir)
    finally:
        process.terminate()
        process.wait(timeout=60)
