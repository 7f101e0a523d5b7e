"""The registry of event kinds: wording and recipients stand beside the kind.

Each app declares what it speaks in its `events.py`. Another app that knows of more people whom a kind
concerns adds them with `also_tell`, so that nobody imports upwards.
"""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from launchhub.lib.dates import show_date

if TYPE_CHECKING:
    from launchhub.events.models import Event

Recipients = QuerySet[Any, Any] | Iterable[tuple[uuid.UUID, str]]
Source = Callable[["Event"], Recipients]
"""Whom an event concerns and why: a queryset of values_list("member_id", "because"), or a list of such pairs.

"Because" completes "You get this because …", for example "you own the asset “Launch blog post”".
"""


@dataclass(frozen=True, slots=True)
class EventKind:
    """One kind of fact.

    `sentence` tells it with `{actor}`, `{subject}` and any key of the event's data.
    `urgent` kinds are sent at once by e-mail and chat; the others wait in the inbox.
    `to_guests`: what is said to a guest in person. Of all else guests are not told, whoever names them.
    """

    kind: str
    sentence: str
    recipients: tuple[Source, ...] = ()
    urgent: bool = False
    to_guests: bool = False

    def __str__(self) -> str:
        return self.kind


DAY = re.compile(r"\d{4}-\d\d-\d\d")

KINDS: dict[str, EventKind] = {}
_MORE: dict[str, list[Source]] = {}


def register(*kinds: EventKind) -> None:
    """Add kinds to the registry. Raises `ValueError` when one is registered twice."""
    for kind in kinds:
        if kind.kind in KINDS:
            raise ValueError(f"The event kind {kind.kind} is registered twice.")
        KINDS[kind.kind] = kind


def crud(noun: str, **words: str) -> None:
    """Register the four plain kinds of an editable noun. They go into the record; nobody is told.

    `words` say what was done where another word is plainer: `crud("dependency", created="linked")`.
    """
    verbs = {"created": "created", "updated": "edited", "deleted": "deleted", "restored": "restored"} | words
    register(*(EventKind(f"{noun}.{end}", f"{{actor}} {verb} {{subject}}") for end, verb in verbs.items()))


def also_tell(kind: str, source: Source) -> None:
    """Let an app add recipients to a kind that another app speaks."""
    _MORE.setdefault(kind, []).append(source)


def sources(kind: str) -> list[Source]:
    """Return everything that says whom an event of this kind concerns."""
    return [*KINDS[kind].recipients, *_MORE.get(kind, [])]


def is_told_to_guests(kind: str) -> bool:
    """Say whether guests whom an event of this kind concerns are told of it."""
    return KINDS[kind].to_guests


def extended() -> Iterable[str]:
    """Return the kinds that `also_tell` was called for (a test proves that each is spoken by someone)."""
    return _MORE.keys()


class _Words(dict[str, Any]):
    """What a sentence is filled from: dates as people write them, a dash for what an old event does not say."""

    def __missing__(self, key: str) -> str:
        return "…"

    def __getitem__(self, key: str) -> Any:
        value = super().__getitem__(key)
        try:
            return show_date(dt.date.fromisoformat(value)) if DAY.fullmatch(str(value)) else value
        except ValueError:  # it only looks like a date
            return value


def sentence(event: Event, actor: str = "") -> str:
    """Tell the event in one plain sentence, with the names as they were frozen in it."""
    kind = KINDS.get(event.kind)
    words = _Words(event.data | {"actor": actor or "LaunchHub", "subject": event.subject_title})
    return (kind.sentence if kind else f"{event.kind}: {{subject}}").format_map(words)
