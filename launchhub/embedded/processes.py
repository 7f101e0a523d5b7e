"""One child process: start it, pass its lines on, stop it with all its descendants."""

import asyncio
import os
import signal
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

GRACE = 15  # seconds to end in peace: a worker may be in the middle of a delivery

Say = Callable[[str, str], None]  # (name of the process, line)


@dataclass
class Process:
    """What to run, how to see that it is ready and how to ask it to stop.

    Args:
        name: the prefix of its lines in the log.
        command: program and arguments.
        environment: its whole environment; None inherits ours.
        folder: where it runs. The root by default: our own may be closed to the user that it runs as.
        stdin: written to its standard input.
        stop_signal: asks it to end.
        is_ready: answers, in a thread of its own, whether it serves.
    """

    name: str
    command: list[str]
    environment: Mapping[str, str] | None = None
    folder: Path = Path("/")
    stdin: str = ""
    stop_signal: signal.Signals = signal.SIGTERM
    is_ready: Callable[[], bool] = lambda: True
    pid: int | None = field(default=None, init=False)

    async def run(self, say: Say) -> int:
        """Run it once, from start to end, and return its exit code; when cancelled, stop it first."""
        child = await asyncio.create_subprocess_exec(
            *self.command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            env=self.environment,
            cwd=self.folder,
            start_new_session=True,  # Ctrl-C reaches the supervisor alone, which stops its children in order
            limit=2**20,
        )
        self.pid = child.pid
        log = asyncio.create_task(self._pass_on(child, say))
        try:
            return await child.wait()
        finally:
            await self._end(child)
            log.cancel()
            self.pid = None

    def kill(self) -> None:
        """End it at once with all its descendants; whoever runs it sees it end."""
        if self.pid:
            os.killpg(self.pid, signal.SIGKILL)

    async def _pass_on(self, child: asyncio.subprocess.Process, say: Say) -> None:
        assert child.stdin
        assert child.stdout
        child.stdin.write(self.stdin.encode())
        child.stdin.close()
        while line := await self._line(child.stdout):
            say(self.name, line.decode(errors="replace").rstrip())

    @staticmethod
    async def _line(stream: asyncio.StreamReader) -> bytes:
        try:
            return await stream.readline()
        except ValueError:  # longer than the limit: what was read of it is dropped
            return b"(a line that is too long to show)"

    async def _end(self, child: asyncio.subprocess.Process) -> None:
        """Stop the child, then whatever it has left behind in its session."""
        if child.returncode is None:
            child.send_signal(self.stop_signal)
            with suppress(TimeoutError):
                await asyncio.wait_for(child.wait(), GRACE)
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        await child.wait()
