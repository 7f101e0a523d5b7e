"""`make upgrade-test FROM=…`: another version's code runs on, while the new one migrates and starts beside it.

FROM is any commit; without it, the last release, or where there is none the state before the newest migration. Both
versions run with the packages that are installed now.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from launchhub.embedded import addresses
from launchhub.embedded.console import say
from tests.conftest import ROOT
from tests.deploy.flow import PATIENCE, SCRIPT, SLUG, Visitors, is_ready, tokens_in
from tests.deploy.servers import built_in_servers, surroundings
from tests.processes import wait_for

START = 120  # seconds
COMMANDS = """
import json
from launchhub.embedded import stack
print(json.dumps([process.command for process in (stack.web({port}), stack.worker(), stack.relay())]))
"""


@dataclass
class Version:
    """One version of the code, on servers that it shares with the other."""

    name: str
    folder: Path
    port: int
    environment: dict[str, str]

    @property
    def url(self) -> str:
        """Return the address of its web server."""
        return f"http://localhost:{self.port}"

    def python(self, *words: str) -> str:
        """Run Python in its folder and return what it prints."""
        command = [sys.executable, *words]
        return subprocess.run(
            command, cwd=self.folder, env=self.environment, stdout=subprocess.PIPE, text=True, check=True
        ).stdout

    @contextmanager
    def up(self) -> Iterator[None]:
        """Run its web server, worker and relay, as its own `make up` does."""
        self.python("manage.py", "collectstatic", "--no-input")
        with ExitStack() as stack:
            for command in json.loads(self.python("-c", COMMANDS.format(port=self.port))):
                process = subprocess.Popen(command, cwd=self.folder, env=self.environment)
                stack.callback(process.wait, timeout=60)
                stack.callback(process.terminate)
            wait_for(lambda: is_ready(self.url), START)
            yield


def use(version: Version, tokens: dict[str, str]) -> None:
    """Sign in, look at the start page, move a launch, and see that its owner is told."""
    visitors = Visitors(version.url, tokens, domain=f"{SLUG}.example.com")
    assert visitors.signed_in("Petra").get(f"{version.url}/{SLUG}/", timeout=PATIENCE).ok
    visitors.wait_until_told(visitors.slip())


def git(*words: str) -> str:
    """Ask git about this repository; nothing where it does not know."""
    return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True).stdout.strip()


def earlier(named: str) -> str:
    """Return the commit to come from: as named, the last release, or the state before the newest migration."""
    newest = git("log", "-1", "--format=%H", "--", "*/migrations/0*.py")
    wanted = named or git("describe", "--tags", "--abbrev=0") or f"{newest}^"
    return git("rev-parse", "--verify", "--quiet", f"{wanted}^{{commit}}")


def run(commit: str, folder: Path, stack: ExitStack) -> None:
    """Lay the old version out, use it, migrate under it, use both, and go on with the new one alone."""
    (folder / "old").mkdir()
    archive = subprocess.run(["git", "archive", commit], cwd=ROOT, stdout=subprocess.PIPE, check=True)
    subprocess.run(["tar", "-x", "-C", folder / "old"], input=archive.stdout, check=True)
    (folder / "old" / "node_modules").symlink_to(ROOT / "node_modules")

    at = stack.enter_context(built_in_servers(folder / "servers"))
    shared = {"DATABASE_URL": at.database_url(), "REDIS_URL": at.redis_url(), "DATA_DIR": str(folder / "data")}
    old, new = (
        Version(name, place, port, surroundings() | shared | {"STATIC_ROOT": str(folder / f"static-{name}")})
        for name, place, port in zip(("old", "new"), (folder / "old", ROOT), addresses.free_ports(2), strict=True)
    )
    old.python("manage.py", "migrate", "--no-input")
    with ExitStack() as of_old:
        of_old.enter_context(old.up())
        tokens = tokens_in(old.python("manage.py", "shell", "-c", SCRIPT))
        use(old, tokens)
        say("upgrade", f"{commit[:9]} is in use")
        say("upgrade", new.python("manage.py", "migrate", "--no-input").strip())
        use(old, tokens)
        say("upgrade", "it goes on on the new tables")
        stack.enter_context(new.up())
        use(new, tokens)
        use(old, tokens)
        say("upgrade", "old and new run side by side")
    use(new, tokens)
    say("upgrade", "the new one goes on alone")


def main() -> None:
    """Prove it, or say why it cannot be proved here."""
    commit = earlier(os.environ.get("FROM", ""))
    if not commit:
        sys.exit("There is no earlier version to come from: this clone is shallow, or FROM names nothing in it.")
    with tempfile.TemporaryDirectory(prefix="launchhub-") as folder, ExitStack() as stack:
        Path(folder).chmod(0o711)
        run(commit, Path(folder), stack)
