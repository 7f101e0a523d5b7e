"""Keep several processes running: merge their lines, restart what dies, stop all in order."""

import asyncio
import signal
import time
from collections.abc import Coroutine

from launchhub.embedded.processes import Process, Say

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0  # seconds before a restart: doubled each time
STEADY = 30.0  # seconds after which a process counts as well again
READY_WITHIN = 60.0
POLL = 0.05


class NotReady(Exception):
    """A process does not serve in time."""


class Supervisor:
    """Holds running processes; `async with` stops them, the youngest first, each before the one it stands on."""

    def __init__(self, say: Say) -> None:
        self._say = say
        self._stages: list[list[asyncio.Task[None]]] = []

    async def __aenter__(self) -> "Supervisor":
        return self

    async def __aexit__(self, *_: object) -> None:
        while self._stages:
            stage = self._stages.pop()
            for task in stage:
                task.cancel()
            await asyncio.gather(*stage, return_exceptions=True)

    async def start(self, *processes: Process) -> None:
        """Start `processes` together, keep them running and return when all are ready.

        Raises:
            NotReady: one of them does not serve within a minute.
        """
        self._stages.append([asyncio.create_task(self._keep_running(process)) for process in processes])
        await asyncio.gather(*(self._until_ready(process) for process in processes))

    async def _keep_running(self, process: Process) -> None:
        pause = FIRST_PAUSE
        while True:
            started = time.monotonic()
            code = await process.run(self._say)
            if time.monotonic() - started > STEADY:
                pause = FIRST_PAUSE
            self._say("launchhub", f"{process.name} ended ({_reason(code)}); it starts again in {pause:g} s")
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    async def _until_ready(self, process: Process) -> None:
        deadline = time.monotonic() + READY_WITHIN
        while not await asyncio.to_thread(process.is_ready):
            if time.monotonic() > deadline:
                raise NotReady(f"{process.name} is not ready after {READY_WITHIN:g} s; its lines above say why.")
            await asyncio.sleep(POLL)

    async def watch(self, process: Process, *, every: float = 10.0, patience: int = 3) -> None:
        """Restart a ready `process` whenever it has failed its readiness check `patience` times in a row.

        One that has been started again gets as long as at first to become ready.
        """
        was_ready, failures = process.pid, 0
        while True:
            await asyncio.sleep(every)
            if await asyncio.to_thread(process.is_ready):
                was_ready, failures = process.pid, 0
                continue
            failures += 1
            if failures >= (patience if process.pid == was_ready else READY_WITHIN / every):
                self._say("launchhub", f"{process.name} does not answer; it is started again")
                process.kill()
                failures = 0


def run_until_signalled(main: Coroutine[None, None, None]) -> None:
    """Run `main` until it returns, or until SIGINT or SIGTERM cancels it, which is the usual end and no error."""

    async def cancellable() -> None:
        task = asyncio.ensure_future(main)
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, task.cancel)
        await asyncio.wait([task])
        if not task.cancelled():
            task.result()

    asyncio.run(cancellable())


def _reason(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit code {code}"
