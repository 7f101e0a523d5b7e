"""A whole LaunchHub that runs for a test: `make up` on a port and a data folder of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from launchhub.embedded import privileges
from tests.conftest import ROOT, wait_for_line

START = 300  # seconds
SHELL = """
import json, sys
for line in sys.stdin:
    exec(json.loads(line), {})
    print("done", flush=True)
"""


@dataclass
class RunningLaunchHub:
    """One LaunchHub that runs for the tests."""

    port: int
    data_dir: Path
    options: dict[str, str] = field(default_factory=dict)
    _shell: subprocess.Popen[str] | None = None

    @property
    def url(self) -> str:
        """Return the address of the home page, without a slash at its end."""
        return f"http://localhost:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """Return what `make up` and its commands read: nothing of the tests' own settings."""
        ours = {"PORT": str(self.port), "DATA_DIR": str(self.data_dir), "DEMO": "0"} | self.options
        return {key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"} | ours

    def manage(self, *words: str) -> str:
        """Run a management command on its data and return what it prints; fail with what it complains about."""
        done = subprocess.run(
            [sys.executable, "manage.py", *words], cwd=ROOT, env=self.environment, capture_output=True, text=True
        )
        assert done.returncode == 0, f"manage.py {' '.join(words)}:\n{done.stdout}{done.stderr}"
        return done.stdout

    def run(self, script: str) -> list[str]:
        """Run Python on its data and return the lines that it prints; fail when it does, having said why.

        All scripts share one process: each start takes longer than what most of them do.
        """
        if not self._shell:
            command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", SHELL]
            pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
            self._shell = subprocess.Popen(command, cwd=ROOT, env=self.environment, text=True, **pipes)
        assert self._shell.stdin
        assert self._shell.stdout
        print(json.dumps(script), file=self._shell.stdin, flush=True)
        printed = []
        for line in self._shell.stdout:
            if line == "done\n":
                return printed
            printed.append(line.strip())
        raise AssertionError("the script failed")

    @contextmanager
    def up(self) -> Iterator[subprocess.Popen[bytes]]:
        """Run all its processes under their supervisor, which is yielded once they serve; stop them at the end."""
        self.data_dir.mkdir(parents=True, exist_ok=True)
        log = self.data_dir / "up.log"
        command = privileges.dying_with_parent([sys.executable, "manage.py", "up"])
        with log.open("w") as output:
            process = subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=output, stderr=output)
        try:
            wait_for_line(process, log, "LaunchHub is ready", seconds=START)
            yield process
        finally:
            if self._shell:
                self._shell.kill()
                self._shell.communicate()  # waits, and closes its pipes
            process.terminate()
            process.wait(timeout=60)
