"""Real relays, workers and web servers on the test's database: fixtures that start them, and ways to wait for them."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import redis
from django.conf import settings
from django.db import connection

from launchhub.accounts.models import Member
from launchhub.lib.wall import workspace_context

ROOT = Path(__file__).resolve().parents[1]
WORKER = ["-m", "celery", "--app", "launchhub", "worker", "--concurrency", "2", "--without-gossip", "--without-mingle"]
RELAY = ["manage.py", "relay"]
PATIENCE = 30  # seconds

Start = Callable[..., subprocess.Popen[bytes]]


def wait_for(what: Callable[[], Any], seconds: float = PATIENCE) -> Any:
    """Return the first true answer; fail when there is none in time."""
    end = time.monotonic() + seconds
    while not (answer := what()):
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)
    return answer


def kill(process: subprocess.Popen[bytes]) -> None:
    """End a process and its children at once, as a power cut would."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@pytest.fixture
def broker() -> Iterator[Any]:
    """The broker, empty."""
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        client.flushdb()
        yield client
        client.flushdb()


@pytest.fixture
def surroundings() -> dict[str, str]:
    """What the environment of the processes says besides their servers: tests with a mailbox name it here."""
    return {}


@pytest.fixture
def start(broker: Any, surroundings: dict[str, str]) -> Iterator[Start]:
    """Return a function that starts a process of LaunchHub on the test's servers."""
    at = connection.settings_dict
    environment = os.environ | {
        "DATABASE_URL": f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}/{at['NAME']}",
        "DATA_DIR": str(settings.DATA_DIR),
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "OUTBOUND_ALLOW": "127.0.0.0/8",
    }
    started = []

    def launch(command: list[str], **more: str) -> subprocess.Popen[bytes]:
        started.append(
            subprocess.Popen(
                [sys.executable, *command], cwd=ROOT, env=environment | surroundings | more, start_new_session=True
            )
        )
        return started[-1]

    yield launch
    for process in started:
        if process.poll() is None:
            kill(process)


def read(alice: Member, question: Callable[[], Any]) -> Callable[[], Any]:
    """Return the question asked inside Harbour's wall."""

    def ask() -> Any:
        with workspace_context(alice.workspace_id):
            return question()

    return ask
