"""Readiness, and the confidence in dates, as they are shown: computed once for each state of the workspace."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import orjson

from launchhub.accounts.models import Member
from roadmap.confidence import Confidence
from roadmap.hearing import confidences
from roadmap.memory import remembered
from roadmap.models import Launch
from roadmap.readiness import Report, reports_for


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
    texts = {str(pk): pk for pk in launch_ids}
    return {texts[pk]: Shown.unpacked(kept) for pk, kept in _kept(member, texts).items()}


def readiness_as_json(member: Member, launch_ids: Iterable[str]) -> dict[str, tuple[bytes, bytes]]:
    """Return the same as the API shows it: readiness and confidence by the ids of launches as texts."""
    kept = _kept(member, launch_ids)
    parts = {pk: each.split(b"\n") for pk, each in kept.items()}
    return {pk: (whole, confidence) for pk, (_, whole, confidence) in parts.items()}


def _kept(member: Member, launch_ids: Iterable[str]) -> dict[str, bytes]:
    """Return what `packed` gave for each launch, by ids as texts: to look up a hundred UUIDs takes Python a while."""

    def compute(missing: Sequence[str]) -> dict[str, bytes]:
        return {str(pk): shown.packed() for pk, shown in _computed(member, missing).items()}

    reader = "guest" if member.is_guest else "member"
    return remembered(member.workspace, {pk: f"readiness:{reader}:{pk}" for pk in launch_ids}, compute)


def _computed(member: Member, launch_ids: Sequence[str]) -> dict[uuid.UUID, Shown]:
    launches = list(Launch.objects.in_workspace(member.workspace_id).filter(pk__in=launch_ids))
    for launch in launches:
        launch.workspace = member.workspace
    found = reports_for(member, launches)
    believed = {} if member.is_guest else confidences(launches, found)
    return {pk: Shown.of(report, believed.get(pk)) for pk, report in found.items()}
