"""What docker-compose.yml says, as plain data."""

import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from tests.conftest import ROOT

VARIABLE = re.compile(r"\$(?:\$|\{(?P<name>\w+)(?::[-?](?P<other>[^}]*))?\})")
OURS = ("web", "worker", "relay", "migrate")
"""The services that run our own image."""


@dataclass(frozen=True)
class Service:
    """One service, as far as a process has to do with it."""

    name: str
    command: list[str]
    environment: Mapping[str, str]
    check: list[str]


def document() -> dict[str, Any]:
    """Return the compose file as it is written."""
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    return loaded


def service(name: str, variables: Mapping[str, str]) -> Service:
    """Return one service with `variables` filled in."""
    said = document()["services"][name]
    words = said.get("healthcheck", {}).get("test", ["CMD"])
    check = words[1:] if words[0] == "CMD" else ["sh", "-c", *words[1:]]
    return Service(
        name,
        shlex.split(_filled(said["command"], variables)),
        {key: _filled(value, variables) for key, value in said["environment"].items()},
        [_filled(word, variables) for word in check],
    )


def _filled(text: str, variables: Mapping[str, str]) -> str:
    """Fill variables in as compose does: `${NAME}`, `${NAME:-default}`, `${NAME:?or else}`, and `$$` for a dollar."""

    def value(found: re.Match[str]) -> str:
        if found["name"] is None:
            return "$"
        return variables.get(found["name"], found["other"] or "")

    return VARIABLE.sub(value, text)
