"""Whose a launch is, part by part: its owner, who answers for a track, and whose open things and features it has."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from typing import NamedTuple

from roadmap.dated import unfinished_things
from roadmap.models import Feature, Launch, RaciLine


class Holder(NamedTuple):
    """A member who owns a part of a launch; `because` completes "You get this because …"."""

    launch_id: uuid.UUID
    member_id: uuid.UUID
    because: str


def holders(launch_ids: Collection[uuid.UUID]) -> list[Holder]:
    """Return who owns what of launches that is not finished; one line for each reason. A constant number of queries."""
    owners = Launch.objects.filter(pk__in=launch_ids).values_list("pk", "owner")
    answering = RaciLine.objects.answered_for().filter(launch__in=launch_ids)
    features = Feature.objects.alive().open().filter(launch__in=launch_ids, owner__isnull=False)
    return [
        *(Holder(pk, owner, "you own the launch") for pk, owner in owners),
        *_told("you are accountable for", answering.values_list("launch", "accountable", "what")),
        *_told("you own the feature", features.values_list("launch", "owner", "title")),
        *(
            Holder(thing.launch_id, member, because_of(thing.noun, thing.title))
            for thing in unfinished_things(launch_ids)
            for member in thing.holder_ids
        ),
    ]


def because_of(noun: str, title: str) -> str:
    """Say why a dated thing concerns whoever holds it."""
    return f"the task “{title}” is yours" if noun == "task" else f"you own the {noun} “{title}”"


def _told(words: str, rows: Iterable[tuple[uuid.UUID, uuid.UUID, str]]) -> list[Holder]:
    return [Holder(launch, member, f"{words} “{title}”") for launch, member, title in rows]
