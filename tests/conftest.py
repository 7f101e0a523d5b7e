"""The servers that all tests share: real PostgreSQL and Valkey, started once per run on a data folder that stays."""

import gc
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from xdist.scheduler import LoadScopeScheduling

from launchhub.embedded import addresses, privileges
from tests import template

ROOT = Path(__file__).resolve().parent.parent
pytest_plugins = ["tests.cast", "tests.processes"]

# How fast a machine draws examples and runs them says nothing about the code.
hypothesis.settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("any machine")

SERVERS = pytest.StashKey[subprocess.Popen[bytes]]()


def wait_for_line(process: subprocess.Popen[bytes], log: Path, line: str, seconds: float = 60) -> None:
    """Wait until `process` has written `line` to `log`; fail with all that it wrote when it ends or takes too long."""
    deadline = time.monotonic() + seconds
    while line not in log.read_text(errors="replace"):
        if process.poll() is not None or time.monotonic() > deadline:
            pytest.exit(f"{process.args!r} did not start:\n{log.read_text(errors='replace')}", returncode=3)
        time.sleep(0.02)


TOGETHER = ("tests/matrix/", "tests/e2e/", "tests/hub/test_import_train.py")
"""Where tests share something slow to set up: a world, a LaunchHub that runs, a browser, a loaded release train."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests that share something beside each other and first; else they keep their random order.

    What they share is made once for each process then, and the many small tests fill both processes up at the end.
    """
    places = (*TOGETHER, "")
    items.sort(key=lambda item: next(rank for rank, place in enumerate(places) if item.nodeid.startswith(place)))


class SomeTestsTogether(LoadScopeScheduling):
    """Hand tests out one by one, but files whose tests share something slow as a whole."""

    def _split_scope(self, nodeid: str) -> str:
        return nodeid.partition("::")[0] if nodeid.startswith(TOGETHER) else nodeid


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> SomeTestsTogether:
    """Tell the parallel run how to share the tests out: in their order, not the files with the most tests first."""
    config.option.loadscopereorder = False
    return SomeTestsTogether(config, log)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Start the servers before the parallel test processes, which share them."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        return
    expected = addresses.load(settings.DATA_DIR)
    log = settings.DATA_DIR / "servers.log"
    command = privileges.dying_with_parent([sys.executable, "-m", "launchhub.embedded", str(settings.DATA_DIR)])
    with log.open("w") as output:
        servers = subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=output)
    session.config.stash[SERVERS] = servers
    wait_for_line(servers, log, "launchhub | ready")
    if addresses.load(settings.DATA_DIR) != expected:
        pytest.exit("Another program had taken a test server's port; others are chosen now. Run the tests again.", 3)
    template.make(settings.DATA_DIR, settings.DATABASES["default"]["TEST"]["TEMPLATE"])


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the servers; what they hold is found again by the next run."""
    if servers := config.stash.get(SERVERS, None):
        servers.terminate()
        servers.wait(timeout=60)


@pytest.fixture(scope="session")
def static_root(worker_id: str) -> str:
    """Where a running LaunchHub of this test process has its static files: collected once for many runs."""
    return str(settings.DATA_DIR / f"static-{worker_id}")


def pytest_collection_finish(session: pytest.Session) -> None:
    """Look for garbage as rarely as the running product does: what is imported stays, and is much."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 10, 10)
