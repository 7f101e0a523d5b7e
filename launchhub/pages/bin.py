"""The bin: what has been deleted and can be restored. Apps say in their `ready()` what may lie there.

Nothing is ever taken out of it but by whoever restores it (why: `launchhub/operations/README.md`).
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import CharField, F, Q, Value
from django.db.models.functions import Cast, Coalesce

from launchhub.accounts.models import Member
from launchhub.accounts.nouns import model_of
from launchhub.accounts.rights import Right, may, require
from launchhub.events.models import Event
from launchhub.lib.migrations import first_id
from launchhub.lib.text import human_list, plural

Effect = Callable[[Any, Member], str]
"""Takes a row and who would delete it. Says in a sentence what goes with it or what becomes of others, or ""."""


@dataclass(frozen=True)
class Binnable:
    """A noun that may be put into the bin.

    `actions` has its `delete` and `restore`, which take the `right`, or that the row is one's `own` (the field with its
    author). `title` is a field or an expression, `within` the field with the name of what it belongs to. Who was on its
    page is led to the page `back`: a list, or the page of what it belongs to, whose id is in the field `back_to`.
    """

    noun: str
    plural: str
    actions: Any
    right: Right
    title: Any
    back: str
    within: str = ""
    back_to: str = ""
    own: str = ""
    singular: str = ""

    @property
    def word(self) -> str:
        """The noun in a sentence: "scoring model"."""
        return self.singular or self.noun.replace("_", " ")

    @property
    def model(self) -> Any:
        """The rows' model."""
        return model_of(self.noun)

    def way_back(self, row: Any) -> dict[str, Any]:
        """Return what the address of the page `back` needs for the row."""
        return {"pk": getattr(row, self.back_to)} if self.back_to else {}

    def is_for(self, member: Member) -> bool:
        """Say whether the member may delete and restore any row, be it one of their own."""
        return may(member, self.right) or (bool(self.own) and may(member, Right.SHARE))

    def require(self, member: Member, row: Any) -> None:
        """Raise `Forbidden` unless the member may delete the row: what the action says, before one is asked."""
        is_own = bool(self.own) and getattr(row, f"{self.own}_id") == member.pk
        require(member, Right.SHARE if is_own else self.right)

    def deleted_for(self, member: Member) -> Any:
        """Return the rows in the bin that the member may restore."""
        rows = self.model.objects.deleted_for(member).filter(deleted_at__isnull=False)
        return rows if may(member, self.right) else rows.filter(**{self.own: member})


class Binned(NamedTuple):
    """Something in the bin."""

    noun: str
    id: uuid.UUID
    title: str
    within: str
    deleted_at: dt.datetime


_binnable: dict[str, Binnable] = {}
_effects: dict[str, list[Effect]] = {}


def register(*nouns: Binnable) -> None:
    """Let nouns be put into the bin."""
    _binnable.update({each.noun: each for each in nouns})


def effect(noun: str) -> Callable[[Effect], Effect]:
    """Decorate a function that says what else changes when a row of the noun is deleted. Any app may know something."""

    def add(found: Effect) -> Effect:
        _effects.setdefault(noun, []).append(found)
        return found

    return add


def binnable(noun: str) -> Binnable | None:
    """Return what is known of a noun, or None when it is not put into the bin."""
    return _binnable.get(noun)


def binnable_for(member: Member) -> list[Binnable]:
    """Return the nouns of which the member may restore any."""
    return [each for each in _binnable.values() if each.is_for(member)]


def effects_of(noun: str, row: Any, member: Member) -> list[str]:
    """Return what else changes when a row is deleted, in sentences: first what its own app knows."""
    known = sorted(_effects.get(noun, ()), key=lambda each: not each.__module__.startswith(f"{row._meta.app_label}."))
    return [said for each in known if (said := each(row, member))]


def counted(counts: Mapping[str, int]) -> str:
    """Put numbers by noun into words: "3 tasks and 1 gate"; "" when there is nothing."""
    known = {noun: _binnable[noun] for noun in counts}
    return human_list([plural(count, known[noun].word, known[noun].plural) for noun, count in counts.items() if count])


class Pile:
    """What lies in the bin, of each noun apart until some are taken: one query for all (fields of `Binned`)."""

    def __init__(self, parts: Sequence[Any]) -> None:
        self._parts = parts

    def filter(self, condition: Q) -> Pile:
        """Narrow each part by a condition on columns that all have."""
        return Pile([part.filter(condition) for part in self._parts])

    def order_by(self, *terms: Any) -> Pile:
        """Put each part in order."""
        return Pile([part.order_by(*terms) for part in self._parts])

    def __getitem__(self, span: slice) -> Any:
        """Return the first rows of all parts in their order; an empty list of no parts.

        No part gives more than are asked for in all, so that its index leads to them.
        """
        if not self._parts:
            return []
        first, *rest = [part[: span.stop] for part in self._parts]
        return (first.union(*rest, all=True).order_by(*first.query.order_by) if rest else first)[span]


def rows(member: Member, nouns: Sequence[Binnable], words: str = "") -> Pile:
    """Return what lies in the bin."""
    return Pile([_rows(each, member, words) for each in nouns])


def who_deleted(found: Iterable[Binned], member: Member) -> dict[uuid.UUID, str]:
    """Return by whom things were deleted, as the spine knows it. One query, into the months since the first of them."""
    found = list(found)
    if not found:
        return {}
    events = Event.objects.filter(
        workspace=member.workspace_id,
        pk__gte=first_id(min(row.deleted_at for row in found)),
        subject_id__in=[row.id for row in found],
        kind__in={f"{row.noun}.deleted" for row in found},
    )
    events = events.select_related("actor__user").order_by("id")
    return {event.subject_id: str(event.actor) if event.actor else "LaunchHub" for event in events}


def _rows(noun: Binnable, member: Member, words: str) -> Any:
    title = F(noun.title) if isinstance(noun.title, str) else noun.title
    within = F(noun.within) if noun.within else Value("")
    found = noun.deleted_for(member).annotate(
        binned_as=Value(noun.noun, CharField()),
        called=Cast(title, CharField()),
        called_within=Coalesce(Cast(within, CharField()), Value("")),
    )
    if words:
        found = found.filter(Q(called__icontains=words) | Q(called_within__icontains=words))
    return found.order_by().values_list("binned_as", "id", "called", "called_within", "deleted_at")
