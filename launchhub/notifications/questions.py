"""Events that want an answer of some whom they tell: "have you seen that it moved?", "still 14 May?".

An app registers a question for a kind of event. Inbox, e-mail and the signed link ask it, each in its way, and hand
the answer to the app's own action. Who was asked is kept with the notification (`asked`).
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from launchhub.accounts.models import Member
from launchhub.events.models import Event
from launchhub.notifications.models import Notification


class Choice(NamedTuple):
    """One possible answer. `kind`: how much its button stands out."""

    value: str
    label: str
    kind: str = ""


class Standing(NamedTuple):
    """What has become of a question for a member: what they said, or why nothing is asked any more."""

    words: str
    is_open: bool


OPEN = Standing("", is_open=True)

Standings = Mapping[uuid.UUID, Standing]
"""By the id of the event. What is not in it waits for an answer."""


@dataclass(frozen=True, slots=True)
class Question:
    """What events of one kind ask.

    `asked` names whom of those who are told, or is None when it is all of them; `standing` takes any number of events
    with a constant number of queries; `answer(event, choice, note, by=member)` is an action: what it raises is shown to
    the member.
    """

    kind: str
    words: str
    choices: tuple[Choice, ...]
    asked: Callable[[Event], Collection[uuid.UUID]] | None
    standing: Callable[[Member, Sequence[Event]], Standings]
    answer: Callable[..., object]
    note_label: str = ""
    """What a note is for; "" where none is wanted."""


QUESTIONS: dict[str, Question] = {}


def register_question(question: Question) -> None:
    """Add a question to those that are asked. Raises `ValueError` when its kind has one already."""
    if question.kind in QUESTIONS:
        raise ValueError(f"The event kind {question.kind} asks something already.")
    QUESTIONS[question.kind] = question


def asked_by(event: Event) -> list[uuid.UUID] | None:
    """Return which members an event asks, if it tells them; None when it is all whom it tells."""
    question = QUESTIONS.get(event.kind)
    if question is None:
        return []
    return list(question.asked(event)) if question.asked else None


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as a member finds it in their inbox."""

    question: Question
    standing: Standing


def standings(member: Member, notifications: Sequence[Notification]) -> dict[uuid.UUID, Asked]:
    """Return what the member's notifications (with events) ask, by notification.

    A constant number of queries for each kind. Of several on one object that ask the same, only the newest asks. Guests
    are asked nothing, not even those who have become one since.
    """
    if member.is_guest:
        return {}
    found: dict[uuid.UUID, Asked] = {}
    seen: set[tuple[uuid.UUID, str]] = set()
    by_kind: dict[str, list[Notification]] = {}
    for each in sorted(notifications, key=lambda each: each.event_id, reverse=True):
        question = QUESTIONS.get(each.event.kind)
        if each.asked and question and (each.event.subject_id, question.words) not in seen:
            seen.add((each.event.subject_id, question.words))
            by_kind.setdefault(question.kind, []).append(each)
    for kind, asking in by_kind.items():
        question = QUESTIONS[kind]
        stand = question.standing(member, [each.event for each in asking])
        found |= {each.pk: Asked(question, stand.get(each.event_id, OPEN)) for each in asking}
    return found
