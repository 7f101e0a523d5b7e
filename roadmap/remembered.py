"""Readiness, and the confidence in dates, as they are shown: computed once for each state of the workspace.

Readiness follows from the workspace's state and today's date alone. It is kept in Valkey with both, and whoever finds
another state or another day there computes it anew; so nothing has to be thrown away when something changes. Nobody
relies on what is kept: without Valkey it is computed.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from inspect import getfile
from pathlib import Path

import orjson
import redis

from launchhub.accounts.models import Member
from launchhub.events.state import settled_state
from launchhub.lib.limits import valkey
from roadmap.confidence import Confidence
from roadmap.hearing import confidences
from roadmap.models import Launch
from roadmap.readiness import Report, checks, reports_for

PATIENCE = 0.25
"""Seconds that a request waits for Valkey before it computes."""

KEPT_FOR = 24 * 60 * 60
"""Seconds; the next day asks for another one in any case."""


@dataclass(frozen=True, slots=True)
class Shown:
    """The readiness of a launch as lists show it, ready to be sent."""

    verdict: str
    next_title: str
    next_due: dt.date | None
    """What of the launch is due next, and when; None when nothing is."""

    points: int | None
    """How much the date is to be believed, from 0 to 100; None where nothing is said of that."""

    json: bytes
    """The whole of it, as the API shows it."""

    confidence: bytes
    """The confidence in the date with its reasons, as the API shows it: "null" where nothing is said of it."""

    @classmethod
    def of(cls, report: Report, confidence: Confidence | None) -> Shown:
        """Return what is shown of a report, and of the confidence in the date."""
        ahead = [track.next_due for track in report.tracks if track.next_due]
        nearest = min(ahead, key=lambda tick: tick.due or dt.date.max, default=None)
        title, due = (nearest.title, nearest.due) if nearest else ("", None)
        points = confidence.points if confidence else None
        words = orjson.dumps(confidence and confidence.as_dict())
        return cls(report.verdict, title, due, points, orjson.dumps(report.as_dict()), words)

    @classmethod
    def unpacked(cls, kept: bytes) -> Shown:
        """Return what `packed` gave."""
        line, whole, confidence = kept.split(b"\n")  # JSON of orjson has no line breaks
        verdict, title, due, points = orjson.loads(line)
        return cls(verdict, title, due and dt.date.fromisoformat(due), points, whole, confidence)

    def packed(self) -> bytes:
        """Return it as Valkey keeps it."""
        line = orjson.dumps([self.verdict, self.next_title, self.next_due, self.points])
        return b"\n".join([line, self.json, self.confidence])


def readiness_for(member: Member, launch_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Shown]:
    """Return the readiness of launches that the member sees, in words that are for them.

    Only for showing: an action, which may have written already, asks `readiness.report`.
    """
    # The state before anything else: what is read after it is at least as new.
    state = settled_state(member.workspace_id)
    if state is None:
        return _computed(member, launch_ids)
    stamp = state + member.workspace.today().isoformat().encode()
    keys = {pk: f"launchhub:readiness:{_code()}:{'guest' if member.is_guest else 'member'}:{pk}" for pk in launch_ids}
    try:
        found = _recalled(keys, stamp)
    except redis.RedisError:
        return _computed(member, launch_ids)
    if missing := [pk for pk in launch_ids if pk not in found]:
        computed = _computed(member, missing)
        found |= computed
        if settled_state(member.workspace_id) == state:  # else some of it may be of a later state
            _keep({keys[pk]: stamp + shown.packed() for pk, shown in computed.items()})
    return found


def _recalled(keys: Mapping[uuid.UUID, str], stamp: bytes) -> dict[uuid.UUID, Shown]:
    kept = valkey(PATIENCE).mget(keys.values()) if keys else []
    return {
        pk: Shown.unpacked(value.removeprefix(stamp))
        for pk, value in zip(keys, kept, strict=True)
        if value and value.startswith(stamp)
    }


def _keep(values: Mapping[str, bytes]) -> None:
    pipe = valkey(PATIENCE).pipeline(transaction=False)
    for key, value in values.items():
        pipe.set(key, value, ex=KEPT_FOR)
    with suppress(redis.RedisError):
        pipe.execute()


def _computed(member: Member, launch_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Shown]:
    launches = list(Launch.objects.in_workspace(member.workspace_id).filter(pk__in=launch_ids))
    for launch in launches:
        launch.workspace = member.workspace
    found = reports_for(member, launches)
    believed = {} if member.is_guest else confidences(launches, found)
    return {pk: Shown.of(report, believed.get(pk)) for pk, report in found.items()}


@cache
def _code() -> str:
    """Return what names the code that judges: an earlier version of it, beside this one, remembers for itself."""
    packages = sorted({Path(getfile(check)).parent for check in checks()})
    sources = [path.read_bytes() for package in packages for path in sorted(package.rglob("*.py"))]
    return hashlib.sha256(b"\0".join(sources)).hexdigest()[:16]
