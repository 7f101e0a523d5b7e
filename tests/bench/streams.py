"""Event streams that nothing happens on: what they hold, and whether pages are as quick beside them."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psutil
import urllib3

from launchhub.embedded import addresses, privileges
from launchhub.lib import open_files
from tests.bench import generator
from tests.bench.harness import Comparison, Figure, Goal, Row, rows, timed
from tests.bench.stage import Stage, Workspace, database, url

ROOT = Path(__file__).resolve().parents[2]
FIRST = 50
"""Streams that are opened before memory is looked at: what the first ones need once is not held by each."""

STREAMS = 1_000
KIBIBYTE = 1024


@rows("streams")
def streams(stage: Stage) -> Iterator[Row]:
    """Yield the memory of an idle stream, then a page beside 1,000 of them and without."""
    workspace = stage.small
    open_files.ask_for(4 * STREAMS)
    with ExitStack() as running:
        beside, alone = (running.enter_context(served(workspace)) for _ in range(2))
        for server in (beside, alone):
            server.get("launches/")
        loop = running.enter_context(asyncio.Runner())
        writers = loop.run(open_streams(beside.port, workspace.token, FIRST))
        before = server_memory(beside)
        writers += loop.run(open_streams(beside.port, workspace.token, STREAMS))
        each = (server_memory(beside) - before) / STREAMS / KIBIBYTE
        yield Figure(f"memory of one of {STREAMS:,} idle event streams", f"{each:.1f} KiB", "<= 15", each <= 15)
        yield Comparison(
            f"a page beside {STREAMS:,} idle event streams / without them",
            Goal(at_least=0.9),
            timed(lambda: beside.get("launches/")),
            timed(lambda: alone.get("launches/")),
        )
        for writer in writers:
            writer.close()


class Served:
    """A LaunchHub that answers over a socket, with one web process."""

    def __init__(self, process: subprocess.Popen[bytes], port: int, workspace: Workspace) -> None:
        self.process, self.port = process, port
        self._session = workspace.session
        self._pool = urllib3.HTTPConnectionPool("127.0.0.1", port, retries=False)

    def get(self, address: str) -> None:
        """Get a page as the admin. Raises when it is not there."""
        answer = self._pool.request("GET", f"/{generator.SLUG}/{address}", headers={"Cookie": self._session})
        assert answer.status == 200, answer.status


@contextmanager
def served(workspace: Workspace) -> Iterator[Served]:
    """Run the ASGI server on a workspace's database."""
    port = addresses.free_ports(1)[0]
    options = [
        "--interface",
        "asginl",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        "--no-ws",
        "--http",
        "1",
        "--backpressure",
        "4096",
    ]
    command = [sys.executable, "-m", "granian", *options, "launchhub.asgi:asgi"]
    environment = os.environ | {"DATABASE_URL": url(database(workspace.features)), "LOG_LEVEL": "WARNING"}
    process = subprocess.Popen(
        privileges.dying_with_parent(command), cwd=ROOT, env=environment, stdout=subprocess.DEVNULL
    )
    try:
        server = Served(process, port, workspace)
        deadline = time.monotonic() + 60
        while True:
            try:
                server.get("launches/")
                break
            except urllib3.exceptions.HTTPError:
                assert time.monotonic() < deadline, "the server does not answer"
                time.sleep(0.1)
        yield server
    finally:
        process.terminate()
        process.wait(timeout=60)


def server_memory(server: Served) -> int:
    """Return the bytes that the processes of a server hold for themselves alone."""
    process = psutil.Process(server.process.pid)
    return sum(each.memory_full_info().uss for each in [process, *process.children(recursive=True)])


async def open_streams(port: int, token: str, number: int) -> list[asyncio.StreamWriter]:
    """Open so many streams and read how each begins; they stay open until their writer is closed."""
    few = asyncio.Semaphore(16)

    async def open_one() -> asyncio.StreamWriter:
        async with few:
            reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=4 * KIBIBYTE)
            request = f"GET /api/v1/{generator.SLUG}/stream/ HTTP/1.1\r\nHost: localhost\r\n"
            writer.write(f"{request}Authorization: Bearer {token}\r\n\r\n".encode())
            await reader.readuntil(b"retry: ")
            return writer

    return await asyncio.gather(*(open_one() for _ in range(number)))
