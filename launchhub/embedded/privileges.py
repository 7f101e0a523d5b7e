"""Run a server with no more rights than it needs, and never longer than its supervisor.

PostgreSQL refuses to run as root. When LaunchHub is started by root, its servers run as `nobody`, who owns their
data folders. Both this and "end when the supervisor ends" are `setpriv` of util-linux, present on every Linux.
"""

import os
import pwd
import shutil
import signal
from collections.abc import Sequence
from pathlib import Path

UNPRIVILEGED_USER = "nobody"


def dying_with_parent(
    command: list[str], stop: signal.Signals = signal.SIGTERM, options: Sequence[str] = ()
) -> list[str]:
    """Return `command` so that the kernel sends it `stop` when its parent ends, even by SIGKILL.

    Where the system has no such thing (macOS), the command stays as it is. `options` are further ones of `setpriv`.
    """
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", stop.name, *options, *command] if setpriv else command


def unprivileged(command: list[str], folder: Path, stop: signal.Signals = signal.SIGTERM) -> list[str]:
    """Return `command` so that it runs as an ordinary user who can reach the program and `folder`, its data.

    Raises:
        RuntimeError: root has no `setpriv` to step down with.
    """
    if os.geteuid() != 0:
        return dying_with_parent(command, stop)
    if not shutil.which("setpriv"):
        raise RuntimeError("PostgreSQL does not run as root. Start LaunchHub as an ordinary user.")
    user = pwd.getpwnam(UNPRIVILEGED_USER)
    options = [f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
    if not all(_passable(path) for path in (Path(command[0]), folder)):
        # The program or the data lie below a folder closed to others, such as /root: let it pass all the same,
        # also where it asks with access(2), which heeds the capability only with this security bit.
        options += ["--inh-caps=+dac_override", "--ambient-caps=+dac_override", "--securebits=+no_setuid_fixup"]
    return dying_with_parent(command, stop, options)


def give(path: Path) -> None:
    """Make `path` the servers' own: readable by their user and nobody else."""
    path.chmod(0o700 if path.is_dir() else 0o600)
    if os.geteuid() == 0:
        user = pwd.getpwnam(UNPRIVILEGED_USER)
        os.chown(path, user.pw_uid, user.pw_gid)


def _passable(path: Path) -> bool:
    """Say whether every folder above `path` lets any user through."""
    return all(parent.stat().st_mode & 0o001 for parent in path.resolve().parents)
