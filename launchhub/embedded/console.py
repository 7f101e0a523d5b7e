"""The merged log: one line at a time, each after the name of the process that said it."""

import os
import sys

WIDTH = 9
COLOURS = {"launchhub": 1, "postgres": 34, "valkey": 31, "setup": 35, "web": 32, "worker": 33, "relay": 36}


def say(name: str, line: str) -> None:
    """Print `line` under `name`, in colour when a person is looking on."""
    prefix = f"{name:<{WIDTH}}"
    if sys.stdout.isatty() and "NO_COLOR" not in os.environ:
        prefix = f"\033[{COLOURS.get(name, 0)}m{prefix}\033[0m"
    print(f"{prefix} | {line}", flush=True)  # noqa: T201
