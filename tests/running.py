"""A whole LaunchHub that runs for a test: `make up` on a port and a data folder of its own."""

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


@dataclass
class RunningLaunchHub:
    """One LaunchHub that runs for the tests."""

    port: int
    data_dir: Path
    options: dict[str, str] = field(default_factory=dict)

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
            process.terminate()
            process.wait(timeout=60)
