"""Services of the compose file as ordinary processes, as far from the rest of the machine as a process can be kept.

Each runs by the image's user number, without capabilities and without a way to new ones. The image belongs to somebody
else, so nothing there can be written, as with a read-only file system.
"""

import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.deploy.compose import Service
from tests.deploy.image import Stage

PATIENCE = 90  # seconds


@dataclass(frozen=True)
class Containers:
    """Where services run: the image, the port that stands for 8000, and the service files' variables."""

    image: Stage
    port: int

    def prepare(self, secrets: Path) -> None:
        """Lay out what compose mounts: secrets to read; /data and /tmp to write."""
        shutil.copytree(secrets, self.image.at("/run/secrets"))
        user, group = map(int, self.image.user.split(":"))
        for place in ("/data", "/tmp"):  # noqa: S108 - the image's
            self.image.at(place).mkdir(exist_ok=True)
            if os.geteuid() == 0:
                os.chown(self.image.at(place), user, group)

    @contextmanager
    def up(self, service: Service) -> Iterator[subprocess.Popen[bytes]]:
        """Run a service that stays."""
        process = subprocess.Popen(self._command(service.command), **self._surroundings(service))
        try:
            yield process
        finally:
            process.terminate()
            process.wait(timeout=60)

    def run(self, service: Service, *command: str) -> str:
        """Run a service, or another command in its place, to its end and return what it prints."""
        words = self._command(list(command) or service.command)
        done = subprocess.run(words, stdout=subprocess.PIPE, text=True, check=True, **self._surroundings(service))
        return done.stdout

    def wait_until_healthy(self, service: Service, process: subprocess.Popen[bytes]) -> None:
        """Ask as the compose file asks, until the answer is good."""
        deadline = time.monotonic() + PATIENCE
        while subprocess.run(
            self._command(service.check), capture_output=True, **self._surroundings(service)
        ).returncode:
            assert process.poll() is None, f"{service.name} ended with {process.returncode}"
            assert time.monotonic() < deadline, f"{service.name} is not healthy after {PATIENCE} s"
            time.sleep(0.2)

    def _command(self, words: list[str]) -> list[str]:
        return [*self._stepping_down(), *(re.sub(r"\b8000\b", str(self.port), self.image.here(word)) for word in words)]

    def _surroundings(self, service: Service) -> dict[str, Any]:
        own = {key: self.image.here(value) for key, value in service.environment.items()}
        return {"cwd": self.image.at("."), "env": self.image.environment | own | {"TMPDIR": str(self.image.at("/tmp"))}}  # noqa: S108

    def _stepping_down(self) -> list[str]:
        """Return how root becomes the image's user; the interpreter may lie in a folder that only root may read."""
        if os.geteuid() != 0:
            return []
        user, group = self.image.user.split(":")
        reading = "-all,+dac_read_search"
        return [
            *("setpriv", f"--reuid={user}", f"--regid={group}", "--clear-groups", "--no-new-privs"),
            *(f"--inh-caps={reading}", f"--ambient-caps={reading}", f"--bounding-set={reading}"),
            *("--securebits", "+no_setuid_fixup", "--"),
        ]


def snapshot(image: Stage) -> dict[str, tuple[int, int]]:
    """Return sizes and times of everything in the image, besides the places that are written to."""
    written = (image.at("/data"), image.at("/tmp"))  # noqa: S108 - the image's
    return {
        str(path): (path.lstat().st_size, path.lstat().st_mtime_ns)
        for path in image.root.rglob("*")
        if not any(path.is_relative_to(place) for place in written)
    }
