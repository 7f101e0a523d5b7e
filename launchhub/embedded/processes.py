"""One child process: start it, pass its lines on, stop it with all its descendants."""

import asyncio
import os
import signal
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

GRACE = 15  # seconds to end in peace: a worker may be in the middle of a delivery
LONGEST_LINE = 2**20

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
        # Pipes of our own: asyncio's would hide the end of a child as long as a descendant keeps them open.
        stdin, stdout, lines = _filled(self.stdin), *await _readable()
        try:
            child = await asyncio.create_subprocess_exec(
                *self.command,
                stdin=stdin,
                stdout=stdout,
                stderr=asyncio.subprocess.STDOUT,
                env=self.environment,
                cwd=self.folder,
                start_new_session=True,  # Ctrl-C reaches the supervisor alone, which stops its children in order
            )
        finally:
            os.close(stdin)
            os.close(stdout)
        self.pid = child.pid
        log = asyncio.create_task(self._pass_on(lines, say))
        try:
            return await child.wait()
        finally:
            await self._end(child)
            self.pid = None
            await log  # it ends with the last of those who could write

    def kill(self) -> None:
        """End it at once with all its descendants; whoever runs it sees it end."""
        if self.pid:
            os.killpg(self.pid, signal.SIGKILL)

    async def _pass_on(self, lines: asyncio.StreamReader, say: Say) -> None:
        while True:
            try:
                line = await lines.readline()
            except ValueError:  # longer than a reader holds: it has been dropped
                line = b"(a line that is too long to show)"
            if not line:
                return
            say(self.name, line.decode(errors="replace").rstrip())

    async def _end(self, child: asyncio.subprocess.Process) -> None:
        """Stop the child, then whatever it has left behind in its session."""
        if child.returncode is None:
            child.send_signal(self.stop_signal)
            with suppress(TimeoutError):
                await asyncio.wait_for(child.wait(), GRACE)
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        await child.wait()


def _filled(text: str) -> int:
    """Return the reading end of a pipe that holds `text`, which has to be short, and then ends."""
    reading, writing = os.pipe()
    os.write(writing, text.encode())
    os.close(writing)
    return reading


async def _readable() -> tuple[int, asyncio.StreamReader]:
    """Return the writing end of a pipe and a reader of its lines."""
    reading, writing = os.pipe()
    lines = asyncio.StreamReader(limit=LONGEST_LINE)
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(lines), os.fdopen(reading, "rb")
    )
    return writing, lines
