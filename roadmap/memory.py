"""What follows from the state of a workspace and today's date alone: computed once for each of them.

It is kept in Valkey with both, and whoever finds another state or another day there computes it anew; so nothing has to
be thrown away when something changes. Nobody relies on what is kept: without Valkey it is computed. Only for showing:
an action, which may have written already, asks the rows.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import cache
from inspect import getfile
from pathlib import Path
from typing import Any, TypeVar

import orjson
import redis
from django.db.models import Count, QuerySet

from launchhub.accounts.models import Workspace
from launchhub.events.state import settled_state
from launchhub.lib.limits import valkey
from roadmap.readiness import checks

PATIENCE = 0.25
"""Seconds that a request waits for Valkey before it computes."""

KEPT_FOR = 24 * 60 * 60
"""Seconds; the next day asks for another one in any case."""


Key = TypeVar("Key")


def remembered(
    workspace: Workspace, names: Mapping[Key, str], compute: Callable[[Sequence[Key]], Mapping[Key, bytes]]
) -> dict[Key, bytes]:
    """Return what was asked for, from memory where the state is still the same; `compute` is called for the rest.

    `names`: what each is kept under, unique in the whole installation. What `compute` leaves out is left out.
    """
    # The state before anything else: what is read after it is at least as new.
    state = settled_state(workspace.pk)
    if state is None:
        return dict(compute(list(names)))
    stamp = state + workspace.today().isoformat().encode()
    keys = {key: f"launchhub:{name}:{_code()}" for key, name in names.items()}
    try:
        found = _recalled(keys, stamp)
    except redis.RedisError:
        return dict(compute(list(names)))
    if missing := [key for key in names if key not in found]:
        computed = compute(missing)
        found |= computed
        if settled_state(workspace.pk) == state:  # else some of it may be of a later state
            _keep({keys[key]: stamp + value for key, value in computed.items()})
    return found


def counts(workspace: Workspace, **counting: Callable[[], Mapping[Any, int]]) -> list[dict[uuid.UUID, int]]:
    """Return each count, by the id of what is counted for; from memory where the state is still the same."""

    def compute(missing: Sequence[str]) -> dict[str, bytes]:
        return {name: orjson.dumps(dict(counting[name]()), option=orjson.OPT_NON_STR_KEYS) for name in missing}

    kept = remembered(workspace, {name: f"{name}:{workspace.pk}" for name in counting}, compute)
    return [{uuid.UUID(key): number for key, number in orjson.loads(kept[name]).items()} for name in counting]


def number_by(holder: str, rows: QuerySet[Any]) -> dict[uuid.UUID, int]:
    """Return how many of the rows each has to which the field `holder` leads, by id. One query."""
    return dict(rows.order_by().values_list(holder).annotate(number=Count("*")))


def _recalled(keys: Mapping[Key, str], stamp: bytes) -> dict[Key, bytes]:
    kept = valkey(PATIENCE).mget(keys.values()) if keys else []
    found = zip(keys, kept, strict=True)
    return {key: value.removeprefix(stamp) for key, value in found if value and value.startswith(stamp)}


def _keep(values: Mapping[str, bytes]) -> None:
    pipe = valkey(PATIENCE).pipeline(transaction=False)
    for key, value in values.items():
        pipe.set(key, value, ex=KEPT_FOR)
    with suppress(redis.RedisError):
        pipe.execute()


@cache
def _code() -> str:
    """Return what names the code that judges: an earlier version of it, beside this one, remembers for itself."""
    packages = sorted({Path(getfile(check)).parent for check in checks()})
    sources = [path.read_bytes() for package in packages for path in sorted(package.rglob("*.py"))]
    return hashlib.sha256(b"\0".join(sources)).hexdigest()[:16]
