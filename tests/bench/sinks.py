"""Receivers that swallow everything as fast as they can: `python -m tests.bench.sinks` prints their two ports."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from asyncio import IncompleteReadError, StreamReader, StreamWriter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

CODES = {b"EHLO": b"250-sink\r\n250-PIPELINING\r\n250 8BITMIME\r\n", b"DATA": b"354 go on\r\n", b"QUIT": b"221 bye\r\n"}


@dataclass(frozen=True)
class Sinks:
    """The ports of a web server and a mail server."""

    http: int
    smtp: int


@contextmanager
def swallowing() -> Iterator[Sinks]:
    """Run the sinks in a process of their own."""
    with subprocess.Popen([sys.executable, "-m", "tests.bench.sinks"], stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            yield Sinks(*map(int, process.stdout.readline().split()))
        finally:
            process.terminate()


async def swallow_requests(reader: StreamReader, writer: StreamWriter) -> None:
    """Answer every request of a connection with 200."""
    with suppress(IncompleteReadError, ConnectionError):
        while head := await reader.readuntil(b"\r\n\r\n"):
            length = head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]
            await reader.readexactly(int(length or 0))
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
    writer.close()


async def swallow_mails(reader: StreamReader, writer: StreamWriter) -> None:
    """Take every e-mail of a connection."""
    writer.write(b"220 sink\r\n")
    with suppress(IncompleteReadError, ConnectionError):
        while command := (await reader.readline())[:4].upper():
            writer.write(CODES.get(command, b"250 ok\r\n"))
            if command == b"DATA":
                await reader.readuntil(b"\r\n.\r\n")
                writer.write(b"250 taken\r\n")
    writer.close()


async def main() -> None:
    """Serve both until the process ends."""
    servers = [await asyncio.start_server(each, "127.0.0.1", 0) for each in (swallow_requests, swallow_mails)]
    print(*(server.sockets[0].getsockname()[1] for server in servers), flush=True)  # noqa: T201
    await asyncio.gather(*(server.serve_forever() for server in servers))


if __name__ == "__main__":
    asyncio.run(main())
