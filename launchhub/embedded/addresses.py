"""Where the built-in servers listen, and their passwords: one small file in the data folder.

The first question creates the file, so that settings, the supervisor and every command agree without talking to
each other. It can be read by its owner alone; so can the secret key beside it.
"""

import json
import os
import random
import secrets
import socket
import tempfile
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import environ

LOOPBACK = "127.0.0.1"
# Below the ports that systems hand out to outgoing connections: what is free today should be free tomorrow.
PORTS = range(20_000, 32_000)


@dataclass(frozen=True)
class Addresses:
    """Ports and passwords of the built-in servers of one data folder."""

    postgres_port: int
    postgres_password: str
    postgres_admin_password: str
    valkey_port: int
    valkey_password: str

    def database_url(self) -> str:
        """Return the URL of the database for the application's own role, which is no superuser."""
        return f"postgres://launchhub:{self.postgres_password}@{LOOPBACK}:{self.postgres_port}/launchhub"

    def admin_url(self) -> str:
        """Return the URL for PostgreSQL's superuser, used to set the application's role up and for nothing else."""
        return f"postgres://postgres:{self.postgres_admin_password}@{LOOPBACK}:{self.postgres_port}/postgres"

    def redis_url(self, number: int = 0) -> str:
        """Return the URL of Valkey's database `number`."""
        return f"redis://:{self.valkey_password}@{LOOPBACK}:{self.valkey_port}/{number}"


def load(data_dir: Path) -> Addresses:
    """Return the addresses remembered in `data_dir`; choose and remember them when there are none yet."""
    path = data_dir / "servers.json"
    if not path.exists():
        postgres_port, valkey_port = free_ports(2)
        chosen = Addresses(
            postgres_port, secrets.token_urlsafe(24), secrets.token_urlsafe(24), valkey_port, secrets.token_urlsafe(24)
        )
        _write_once(path, json.dumps(asdict(chosen), indent=2))
    return Addresses(**json.loads(path.read_text()))


def with_free_ports(data_dir: Path) -> bool:
    """Choose other ports where a remembered one has been taken by another program; call it before a start.

    Returns True when anything changed: settings that were read earlier are out of date then.
    """
    old = load(data_dir)
    spare = free_ports(2)
    new = replace(
        old,
        postgres_port=old.postgres_port if is_free(old.postgres_port) else spare[0],
        valkey_port=old.valkey_port if is_free(old.valkey_port) else spare[1],
    )
    if new != old:
        _write(data_dir / "servers.json", json.dumps(asdict(new), indent=2))
    return new != old


def database_url(data_dir: Path) -> str:
    """Return the URL of the built-in PostgreSQL of `data_dir` for the application's role."""
    return load(data_dir).database_url()


def redis_url(data_dir: Path, number: int = 0) -> str:
    """Return the URL of database `number` of the built-in Valkey of `data_dir`."""
    return load(data_dir).redis_url(number)


def is_replaced_by(variable: str) -> bool:
    """Say whether the environment names a server, in `variable` or in a file, to be used in place of a built-in one."""
    return bool(environ.FileAwareEnv().str(variable, default=""))


def secret_key(data_dir: Path) -> str:
    """Return the secret key of `data_dir`, made when it is first asked for."""
    path = data_dir / "secret_key"
    if not path.exists():
        _write_once(path, secrets.token_urlsafe(50))
    return path.read_text()


def is_free(port: int) -> bool:
    """Say whether a server could listen on `port` of the loopback address now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
        return True


def free_ports(count: int) -> list[int]:
    """Return `count` different ports that are free now."""
    candidates = random.SystemRandom().sample(PORTS, len(PORTS))
    free = (port for port in candidates if is_free(port))
    return [next(free) for _ in range(count)]


def make_data_dir(data_dir: Path) -> None:
    """Create the data folder: its owner's alone, or only passable where root's servers run as another user."""
    if not data_dir.exists():
        data_dir.mkdir(parents=True)
        data_dir.chmod(0o711 if os.geteuid() == 0 else 0o700)


def _write_once(path: Path, text: str) -> None:
    """Write `text` unless another process was faster: then its file stays."""
    temporary = _temporary(path, text)
    try:
        os.link(temporary, path)
    except FileExistsError:
        pass
    finally:
        temporary.unlink()


def _write(path: Path, text: str) -> None:
    _temporary(path, text).rename(path)


def _temporary(path: Path, text: str) -> Path:
    """Write `text` to a new file beside `path` that only its owner can read."""
    make_data_dir(path.parent)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(handle, "w") as file:
        file.write(text)
    return Path(name)
