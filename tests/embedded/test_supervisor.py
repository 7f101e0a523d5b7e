"""Processes under the supervisor: restarted when they die, stopped with all that they started."""

import asyncio
import itertools
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from launchhub.embedded.processes import GRACE, Process
from launchhub.embedded.supervisor import Supervisor

# A process with a child, like a web server with its workers: each writes its number, then sleeps.
FAMILY = """
import os, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print(os.getpid(), child.pid, flush=True)
time.sleep(60)
"""
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + FAMILY


class Log:
    """What the supervisor and its processes say, line by line."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, str]] = []

    def __call__(self, name: str, line: str) -> None:
        self.lines.append((name, line))

    def families(self) -> list[list[int]]:
        """Return the numbers of parent and child for each start so far."""
        return [[int(word) for word in line.split()] for name, line in self.lines if name == "family"]


def family(script: str = FAMILY) -> Process:
    return Process("family", [sys.executable, "-c", script])


def is_running(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


async def until(condition: Callable[[], object], seconds: float = 10) -> None:
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.02)


def see_ended(*pids: int) -> None:
    """Wait until none of `pids` runs: a killed process closes its pipe a moment before the kernel calls it ended."""
    asyncio.run(until(lambda: not any(is_running(pid) for pid in pids)))


def test_a_killed_process_is_started_again_and_its_orphans_are_ended() -> None:
    log = Log()

    async def scenario() -> None:
        async with Supervisor(log) as supervisor:
            await supervisor.start(family())
            await until(log.families)
            os.kill(log.families()[0][0], signal.SIGKILL)
            await until(lambda: len(log.families()) == 2)

    asyncio.run(scenario())

    see_ended(*itertools.chain(*log.families()))
    assert ("launchhub", "family ended (signal 9); it starts again in 0.5 s") in log.lines


def test_stopping_leaves_nothing_running() -> None:
    log = Log()

    async def scenario() -> float:
        async with Supervisor(log) as supervisor:
            await supervisor.start(family(), family())
            await until(lambda: len(log.families()) == 2)
            return time.monotonic()

    stopped = asyncio.run(scenario())
    took = time.monotonic() - stopped

    see_ended(*itertools.chain(*log.families()))
    assert took < GRACE, "they were asked to end, and did not have to be killed"


def test_a_process_that_ignores_the_signal_is_ended_after_its_grace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("launchhub.embedded.processes.GRACE", 0.2)
    log = Log()

    async def scenario() -> None:
        async with Supervisor(log) as supervisor:
            await supervisor.start(family(STUBBORN))
            await until(log.families)

    asyncio.run(scenario())

    see_ended(*log.families()[0])


def test_a_process_that_no_longer_answers_is_started_again() -> None:
    log, process = Log(), family()

    async def scenario() -> None:
        async with Supervisor(log) as supervisor:
            await supervisor.start(process)
            await until(log.families)
            first = process.pid
            process.is_ready = lambda: process.pid != first
            watching = asyncio.create_task(supervisor.watch(process, every=0.01, patience=3))
            await until(lambda: len(log.families()) == 2)
            watching.cancel()

    asyncio.run(scenario())

    assert ("launchhub", "family does not answer; it is started again") in log.lines


def test_a_process_that_is_slow_to_start_again_is_left_in_peace() -> None:
    log, process = Log(), family()

    async def scenario() -> None:
        async with Supervisor(log) as supervisor:
            await supervisor.start(process)
            await until(log.families)
            process.is_ready = lambda: False
            watching = asyncio.create_task(supervisor.watch(process, every=0.01, patience=3))
            await until(lambda: len(log.families()) == 2)
            await asyncio.sleep(0.3)
            watching.cancel()

    asyncio.run(scenario())

    assert len(log.families()) == 2


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process that its parent has ended")
def test_processes_end_when_the_supervisor_is_killed(tmp_path: Path) -> None:
    script = """
import asyncio, sys
from launchhub.embedded.privileges import dying_with_parent
from launchhub.embedded.processes import Process
from launchhub.embedded.supervisor import Supervisor

async def main():
    child = "import os, time; print(os.getpid(), flush=True); time.sleep(60)"
    command = dying_with_parent([sys.executable, "-c", child])
    async with Supervisor(lambda name, line: print(line, flush=True)) as supervisor:
        await supervisor.start(Process("child", command))
        await asyncio.sleep(60)

asyncio.run(main())
"""
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as supervisor:
        assert supervisor.stdout
        child = int(supervisor.stdout.readline())
        supervisor.kill()

    see_ended(child)
