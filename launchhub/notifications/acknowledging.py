"""Acknowledgements, read: who was asked for one, who gave it, who is silent, and what a later event has replaced."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Subquery

from launchhub.accounts.models import Member, Role
from launchhub.events.kinds import sentence
from launchhub.events.models import Event
from launchhub.notifications.models import Acknowledgement, Notification
from launchhub.notifications.questions import Choice, Question, Standing, Standings, register_question
from launchhub.web.filters import ago

NEVER = dt.datetime.max.replace(tzinfo=dt.UTC)
WORDS = "Have you seen that it moved?"
SEEN = Choice("seen", "I have seen it", "primary")


def asks_to_acknowledge(
    kind: str,
    asked: Callable[[Event], Collection[uuid.UUID]],
    *,
    of: Callable[[Event], uuid.UUID] = lambda event: event.pk,
) -> None:
    """Let events of a kind ask some whom they tell to acknowledge them.

    `of` returns the id of the event that is acknowledged, where a kind reminds of an earlier one.
    """

    def standing(member: Member, events: Sequence[Event]) -> Standings:
        about = {event.pk: of(event) for event in events}
        stand = _standing(member, Event.objects.filter(workspace=member.workspace_id, pk__in=about.values()))
        return {pk: stand[target] for pk, target in about.items() if target in stand}

    def answer(event: Event, choice: str, note: str, *, by: Member) -> Acknowledgement:
        from launchhub.notifications.actions import acknowledgements  # actions read from here

        target = Event.objects.get(workspace=by.workspace_id, pk=of(event))
        return acknowledgements.create(target, by=by)

    register_question(Question(kind, WORDS, (SEEN,), asked, standing, answer))


def _standing(member: Member, events: Iterable[Event]) -> dict[uuid.UUID, Standing]:
    found = list(events)
    given = Acknowledgement.objects.filter(member=member, event__in=[event.pk for event in found])
    over = {pk: Standing("It has moved again since.", is_open=False) for pk in replaced(found)}
    return over | {row.event_id: Standing(f"You have seen it, {ago(row.at)}.", is_open=False) for row in given}


def replaced(events: Iterable[Event]) -> set[uuid.UUID]:
    """Return the ids of those events after which another one of its kind asked about the same object. One query."""
    rows = list(events)
    asking = Notification.objects.asking().filter(workspace=OuterRef("workspace"), event=OuterRef("pk"))
    newest = Event.objects.filter(
        Exists(asking),
        workspace__in={event.workspace_id for event in rows},
        subject_id__in={event.subject_id for event in rows},
        kind__in={event.kind for event in rows},
    )
    columns = newest.order_by("id").values_list("subject_id", "kind", "pk")
    last = {(subject, kind): pk for subject, kind, pk in columns}
    return {event.pk for event in rows if event.pk < last.get((event.subject_id, event.kind), event.pk)}


@dataclass(frozen=True, slots=True)
class Answerer:
    """Somebody who was asked, and when they acknowledged it; None while they are silent."""

    member_id: uuid.UUID
    name: str
    at: dt.datetime | None

    def as_dict(self) -> dict[str, Any]:
        """Return it as the API shows it."""
        return {"member": self.member_id, "name": self.name, "at": self.at}


def asked_of(events: Collection[uuid.UUID]) -> dict[uuid.UUID, list[Answerer]]:
    """Return who was asked to acknowledge each event: those who have, the first first, then the silent by name.

    Who has left or become a guest is asked no more. One query, however many events.
    """
    given = Acknowledgement.objects.filter(
        workspace=OuterRef("workspace"), event=OuterRef("event"), member=OuterRef("member")
    )
    rows = Notification.objects.asking().filter(event__in=events, member__deleted_at=None, member__user__is_active=True)
    rows = (
        rows.exclude(member__role=Role.GUEST).annotate(at=Subquery(given.values("at"))).select_related("member__user")
    )
    found: dict[uuid.UUID, list[Answerer]] = defaultdict(list)
    for row in rows:
        found[row.event_id].append(Answerer(row.member_id, row.member.name, row.at))
    for asked in found.values():
        asked.sort(key=lambda each: (each.at is None, each.at or NEVER, each.name))
    return found


def told_by(event: Event) -> str:
    """Return the event in one sentence, with its actor."""
    return sentence(event, str(event.actor) if event.actor else "")
