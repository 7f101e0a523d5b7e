"""Alive, ready and degraded: a web process whose servers are really stopped, and come back."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import requests

from launchhub.embedded import addresses, privileges
from tests.conftest import ROOT, wait_for_line
from tests.processes import wait_for

SOON = 120  # seconds
BEARER = {"Authorization": "Bearer operator"}


@contextmanager
def running(log: Path, command: list[str], line: str, **environment: str) -> Iterator[None]:
    """Run a process of LaunchHub, from the moment at which it has written `line`."""
    ours = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    with log.open("w") as output:
        process = subprocess.Popen(
            privileges.dying_with_parent([sys.executable, *command]),
            cwd=ROOT,
            env=ours | environment,
            stdout=output,
            stderr=output,
        )
    try:
        wait_for_line(process, log, line, seconds=SOON)
        yield
    finally:
        process.terminate()
        process.wait(timeout=SOON)


def server(folder: Path, **other: str) -> AbstractContextManager[None]:
    """Run one of the built-in servers: the other one is said to be elsewhere."""
    return running(folder.with_suffix(".log"), ["-m", "launchhub.embedded", str(folder)], "launchhub | ready", **other)


def web(tmp_path: Path, port: int, **environment: str) -> AbstractContextManager[None]:
    """Run a web process, which says when it answers."""
    options = ["--interface", "asginl", "--host", "127.0.0.1", "--port", str(port), "--no-ws"]
    command = ["-m", "granian", *options, "launchhub.asgi:asgi"]
    return running(tmp_path / "web.log", command, "Started worker-1", **environment)


def test_postgresql_decides_and_valkey_only_degrades(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    [port] = addresses.free_ports(1)
    environment = {
        "DATA_DIR": str(tmp_path / "data"),
        "DATABASE_URL": addresses.database_url(first),
        "REDIS_URL": addresses.redis_url(second),
        "METRICS_TOKEN": "operator",
        "STATIC_ROOT": str(tmp_path),
    }

    def answer(path: str) -> requests.Response:
        return requests.get(f"http://127.0.0.1:{port}/{path}", headers=BEARER, timeout=SOON)

    def state() -> tuple[int, str]:
        ready = answer("readyz")
        return ready.status_code, ready.json()["status"]

    with web(tmp_path, port, **environment):
        with server(first, REDIS_URL="elsewhere"):
            with server(second, DATABASE_URL="elsewhere"):
                assert state() == (200, "ok")
            assert state() == (200, "degraded")
            assert answer("readyz").json() == {"status": "degraded", "postgresql": True, "valkey": False}
            assert answer("metrics").status_code == 200, "figures do not need Valkey"
        assert state() == (503, "unavailable")
        assert answer("healthz").json() == {"status": "ok"}, "the process is not to blame"
        assert "launchhub_database_up 0.0" in answer("metrics").text
        with server(first, REDIS_URL="elsewhere"), server(second, DATABASE_URL="elsewhere"):
            wait_for(lambda: state() == (200, "ok"), SOON)
