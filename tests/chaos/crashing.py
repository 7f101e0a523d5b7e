"""Relay and worker in one process that dies at its n-th step, for real: it is not asked, and nothing is tidied up.

A step is whatever the world outside can see of a process: a commit, a request, an e-mail. It dies just before; what
came between this step and the last is lost with it. The product knows nothing of all this.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from launchhub.embedded import privileges
from tests.conftest import ROOT

CRASHED = 86
WRITING = re.compile(r"\b(INSERT INTO|(?<!FOR )UPDATE|DELETE FROM) \"?(\w+)\"?", re.IGNORECASE)
SENDING = {"http.client.send": b"POST", "smtplib.send": b"mail"}
"""Python's audit events → how what they send begins, where something arrives by it."""


@dataclass(frozen=True)
class Way:
    """How far a process came: the steps that it passed or died at, and whether it survived."""

    steps: list[str]
    survived: bool


@contextmanager
def mortals(environment: Mapping[str, str]) -> Iterator[Callable[[int], Way]]:
    """Yield a function that lets a process do all that waits, until it dies at its n-th step."""
    command = privileges.dying_with_parent([sys.executable, "-m", "tests.chaos.crashing"])
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdin
        assert process.stdout
        asking, answering = process.stdin, process.stdout

        def live(fatal: int) -> Way:
            print(fatal, file=asking, flush=True)
            return Way(**json.loads(answering.readline()))

        yield live
        asking.close()


class Steps:
    """Counts the steps of this process, tells each to `witness`, and ends the process at the fatal one."""

    def __init__(self, fatal: int, witness: int) -> None:
        self._left, self._witness = fatal, witness
        self._written: list[str] = []

    def watch(self) -> None:
        """Begin to count."""
        from django.db import connections

        database = connections["default"]
        commit = database.commit

        def step_and_commit() -> None:
            if self._written:
                self.step(f"COMMIT of {', '.join(dict.fromkeys(self._written))}")
            self._written.clear()
            commit()

        database.commit = step_and_commit  # type: ignore[method-assign]
        database.execute_wrappers.append(self._execute)
        sys.addaudithook(self._hear)

    def step(self, name: str) -> None:
        """Pass a step, or die at it."""
        os.write(self._witness, f"{name}\n".encode())
        self._left -= 1
        if self._left == 0:
            os._exit(CRASHED)

    def _execute(self, execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        self._written += [f"{verb.upper()} {table}" for verb, table in WRITING.findall(sql)]
        return execute(sql, *rest)

    def _hear(self, event: str, args: tuple[Any, ...]) -> None:
        if event in SENDING and bytes(args[1]).startswith(SENDING[event]):
            self.step(event)


def main() -> None:
    """Read the number of a fatal step a line, and live that life in a child."""
    import django

    django.setup()
    from tests.events.drain import drain

    for line in sys.stdin:
        reading, writing = os.pipe()
        pid = os.fork()
        if pid == 0:
            Steps(int(line), writing).watch()
            drain()
            os._exit(0)
        os.close(writing)
        with os.fdopen(reading) as witness:
            steps = witness.read().splitlines()
        code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        if code not in (0, CRASHED):
            raise RuntimeError(f"the process ended with {code} after {steps[-1:]}")
        print(json.dumps({"steps": steps, "survived": code == 0}), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
