"""Is there room to start: nobody else on the data folder, nobody else on the port?"""

import errno
import fcntl
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from launchhub.embedded.addresses import LOOPBACK, make_data_dir


class NoRoom(Exception):
    """LaunchHub cannot start here; the message says what to do about it."""


@contextmanager
def only_one(data_dir: Path) -> Iterator[None]:
    """Hold the data folder for this process; the lock goes with the process, however it ends.

    Raises:
        NoRoom: another LaunchHub runs on the folder.
    """
    make_data_dir(data_dir)
    with (data_dir / "lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise NoRoom(
                f"LaunchHub already runs on the data in {data_dir}. Stop it first, or start a second one on "
                "data and a port of its own: make up DATA_DIR=var/second PORT=8001"
            ) from None
        yield


def require_port(port: int) -> None:
    """Make sure that the web server can listen on `port`.

    Raises:
        NoRoom: it is taken or needs more rights.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError as error:
            why = "may only be used by root" if error.errno == errno.EACCES else "is taken by another program"
            raise NoRoom(f"Port {port} {why}. Choose another one: make up PORT={max(port, 8000) + 1}") from None
