"""The history of an object in words: who changed what, when, from which value to which."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models

from launchhub.accounts.models import Member
from launchhub.events.models import Event
from launchhub.lib.dates import show_date
from launchhub.lib.text import human_list
from launchhub.pages.activity import ShownEvent, shown_events
from roadmap.models import MoveReason

NOTHING = "nothing"
UNSEEN = "something that you do not see"
"""What was deleted since, or is not shared with the guest who reads."""

LONG = 120
"""Characters of a value from which on it is a text, which is shown apart."""

LABELS = {"external_url": "link", "parent": "part of", "ui_revision": "look", "position": "place in its list"}
SILENT = ("position",)
"""Fields that nobody reads about."""


@dataclass(frozen=True, slots=True)
class Change:
    """One field before and after, in words. Of a long text `is_long` is true."""

    label: str
    old: str
    new: str

    @property
    def is_long(self) -> bool:
        """Whether either is a text rather than a value."""
        return max(len(self.old), len(self.new)) > LONG or "\n" in self.old + self.new


@dataclass(frozen=True, slots=True)
class Line:
    """An event with the reason given for it and the fields that it changed, besides the one that its sentence tells."""

    shown: ShownEvent
    reason: str
    changes: tuple[Change, ...]


def lines(events: Iterable[Event], model: type[models.Model], member: Member) -> list[Line]:
    """Return what happened to rows of a model as the member may read it; `actor__user` must be loaded.

    Links are shown by the names that they have now, with one query for each model that is linked to.
    """
    events = list(events)
    names = _names(events, model, member)
    return [
        Line(shown, _reason(shown.event), tuple(_changes(shown.event, model, names)))
        for shown in shown_events(events, to_guest=member.is_guest)
    ]


def _reason(event: Event) -> str:
    given = str(event.data.get("reason") or "")
    return str(dict(MoveReason.choices).get(given, given))


def _changed(event: Event, model: type[models.Model]) -> Iterator[tuple[Any, Any, Any]]:
    """Yield each field that an event changed, with its old and new value; not those that the model has no more."""
    fields = {field.name: field for field in model._meta.get_fields()}
    for name, (old, new) in event.data.get("changes", {}).items():
        if name in fields and name not in SILENT:
            yield fields[name], old, new


def _changes(event: Event, model: type[models.Model], names: dict[str, str]) -> Iterator[Change]:
    told = (event.data.get("old"), event.data.get("new"))
    for field, old, new in _changed(event, model):
        if (old, new) != told and field.name != "reason":
            label = LABELS.get(field.name, str(field.verbose_name)).capitalize()
            yield Change(label, _in_words(field, old, names), _in_words(field, new, names))


def _in_words(field: Any, value: Any, names: dict[str, str]) -> str:
    if value in (None, "", []):
        return NOTHING
    if isinstance(value, list):
        return human_list([_in_words(field, each, names) for each in value])
    if field.is_relation:
        return names.get(str(value), UNSEEN)
    if isinstance(field, models.DateField):
        return show_date(dt.date.fromisoformat(str(value)))
    return str(dict(getattr(field, "flatchoices", ())).get(value, value))


def _names(events: Iterable[Event], model: type[models.Model], member: Member) -> dict[str, str]:
    """Return the names of everything that the changes link to and the member may see, by id."""
    wanted: dict[Any, set[uuid.UUID]] = defaultdict(set)
    for event in events:
        for field, *values in _changed(event, model):
            if field.is_relation:
                flat = [each for value in values for each in (value if isinstance(value, list) else [value])]
                wanted[field.related_model].update(uuid.UUID(str(each)) for each in flat if each)
    names: dict[str, str] = {}
    for linked, ids in wanted.items():
        rows = linked.objects.visible_to(member).filter(pk__in=ids)
        names |= {str(row.pk): str(row) for row in (rows.select_related("user") if linked is Member else rows)}
    return names
