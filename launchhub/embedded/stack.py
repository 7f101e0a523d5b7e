"""What one LaunchHub consists of: two servers, then web, worker and relay."""

import os
import sys
import urllib.request
from collections.abc import Callable
from pathlib import Path

from launchhub.embedded import addresses, postgres, privileges, valkey
from launchhub.embedded.processes import Process

ROOT = Path(__file__).resolve().parents[2]


def built_in_servers(data_dir: Path, *, scratch: bool = False) -> list[Process]:
    """Return PostgreSQL and Valkey, each unless the environment names one to be used in its place."""
    servers = []
    if not addresses.is_replaced_by("DATABASE_URL"):
        servers.append(postgres.process(data_dir, scratch=scratch))
    if not addresses.is_replaced_by("REDIS_URL"):
        servers.append(valkey.process(data_dir))
    return servers


def web(port: int) -> Process:
    """Return the web server: pages, API and streams on `port` of the loopback address."""
    options = [
        *("--interface", "asginl", "--host", addresses.LOOPBACK, "--port", str(port), "--http", "1", "--no-ws"),
        *("--workers", "2", "--respawn-failed-workers", "--workers-kill-timeout", "2"),  # streams never end
        *("--backpressure", "4096"),  # connections of each worker: who has a page open has a stream
    ]
    return _python(
        "web",
        *("-m", "granian", *options, "launchhub.asgi:asgi"),
        is_ready=lambda: _answers(f"http://{addresses.LOOPBACK}:{port}/healthz"),
    )


def worker() -> Process:
    """Return the Celery worker: handlers, deliveries, recurring jobs."""
    options = ["--concurrency", "4", "--without-gossip", "--without-mingle"]
    return _python("worker", "-m", "celery", "--quiet", "--app", "launchhub", "worker", *options)


def relay() -> Process:
    """Return the relay, which leads events from the outbox to the worker."""
    return _python("relay", "manage.py", "relay")


def command(*words: str) -> Process:
    """Return a management command that runs once while LaunchHub is set up."""
    return _python("setup", "manage.py", *words)


def _python(name: str, *arguments: str, is_ready: Callable[[], bool] = lambda: True) -> Process:
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    return Process(
        name,
        privileges.dying_with_parent([sys.executable, *arguments]),
        environment=environment,
        folder=ROOT,
        is_ready=is_ready,
    )


def _answers(url: str) -> bool:
    """Say whether `url` answers with success within five seconds."""
    try:
        with urllib.request.urlopen(url, timeout=5) as response:  # noqa: S310
            return bool(response.status == 200)
    except OSError:
        return False
