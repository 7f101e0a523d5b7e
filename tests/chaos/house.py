"""The processes of one LaunchHub, or of two side by side on the same servers, to be killed one by one."""

from __future__ import annotations

import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import psutil
import psycopg2
import redis
from psycopg2.extras import RealDictCursor

from launchhub.embedded import addresses
from tests.running import RunningLaunchHub

AWAY = 10  # seconds
PATIENCE = 60  # seconds
ROLES = {"web": "granian", "worker": "celery", "relay": "relay", "postgres": "postgres", "valkey": "valkey"}
"""A process's role → a word of its command line."""


@dataclass
class House:
    """One database and one broker; `homes[0]` runs them, and each home its own web, worker and relay."""

    homes: list[RunningLaunchHub]
    supervisors: list[psutil.Process]
    random: Random

    @property
    def at(self) -> addresses.Addresses:
        """Where the servers listen."""
        return addresses.load(self.homes[0].data_dir)

    def ask(self, statement: str, **values: Any) -> list[dict[str, Any]]:
        """Ask the database as its superuser, past every wall and all of LaunchHub's code."""
        url = self.at.admin_url().removesuffix("postgres") + "launchhub"
        database = psycopg2.connect(url, cursor_factory=RealDictCursor)
        try:
            with database, database.cursor() as cursor:
                cursor.execute(statement, values)
                return [dict(row) for row in cursor] if cursor.description else []
        finally:
            database.close()

    def kill(self, role: str, number: signal.Signals = signal.SIGKILL) -> None:
        """End one process of a role, by SIGKILL with all that it has started, and see that it has ended."""
        for process in self._pick(role):
            for member in [process, *_children(process)] if number == signal.SIGKILL else [process]:
                with suppress(psutil.NoSuchProcess):
                    member.send_signal(number)
            process.wait(PATIENCE)

    def kill_child(self, role: str) -> None:
        """End a process that one of a role has started: of the pool of a worker, one that answers of web."""
        for process in self._pick(role):
            if children := _children(process):
                with suppress(psutil.NoSuchProcess):
                    self.random.choice(children).kill()

    def crash_postgres(self, number: signal.Signals) -> None:
        """Stop PostgreSQL hard and return when it is back."""
        self.kill("postgres", number)
        wait_for(lambda: self._answers(self.ask, "SELECT 1"))

    def crash_valkey(self, away: float = 0) -> None:
        """Kill Valkey and return when it is back. For `away` seconds its port is taken, so that it can't be."""
        self.kill("valkey")
        if away:
            with socket.socket() as taken:
                taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                taken.bind((addresses.LOOPBACK, self.at.valkey_port))
                time.sleep(away)
        wait_for(lambda: self._answers(self._valkey().ping))

    def flush(self) -> None:
        """Let Valkey forget everything, unless it is away."""
        self._answers(self._valkey().flushall)

    def _valkey(self) -> Any:
        return redis.Redis.from_url(self.at.redis_url(), socket_timeout=2)

    def _answers(self, question: Callable[..., Any], *words: Any) -> bool:
        try:
            question(*words)
        except (psycopg2.Error, redis.RedisError):
            return False
        return True

    def _pick(self, role: str) -> list[psutil.Process]:
        """Return a process of the role: none while it is being started again."""
        found = [
            child
            for supervisor in self.supervisors
            for child in supervisor.children()
            if any(ROLES[role] in Path(word).name for word in _command(child))
        ]
        return [self.random.choice(found)] if found else []


def _children(process: psutil.Process) -> list[psutil.Process]:
    try:
        return process.children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def _command(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.NoSuchProcess:
        return []


def wait_for(what: Callable[[], Any], seconds: float = PATIENCE, pause: float = 0.05) -> Any:
    """Return the first true answer. Raises `TimeoutError` when there is none in time."""
    end = time.monotonic() + seconds
    while not (answer := what()):
        if time.monotonic() > end:
            raise TimeoutError(f"it did not happen within {seconds:g} s")
        time.sleep(pause)
    return answer


@contextmanager
def running(data_dir: Path, ports: list[int], options: dict[str, str], random: Random) -> Iterator[House]:
    """Run LaunchHub once for each port; those after the first use its database, its broker and its secret key."""
    first = RunningLaunchHub(ports[0], data_dir, options)
    with ExitStack() as stack:
        supervisors = [psutil.Process(stack.enter_context(first.up()).pid)]
        at = addresses.load(data_dir)
        shared = {
            "DATABASE_URL": at.database_url(),
            "REDIS_URL": at.redis_url(),
            "SECRET_KEY": addresses.secret_key(data_dir),
            "BASE_URL": first.url,
        }
        others = [RunningLaunchHub(port, data_dir / str(port), options | shared) for port in ports[1:]]
        supervisors += [psutil.Process(stack.enter_context(other.up()).pid) for other in others]
        yield House([first, *others], supervisors, random)
