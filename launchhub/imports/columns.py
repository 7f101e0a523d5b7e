"""What a cell may hold: each function makes a parser that turns text into what an action takes.

A parser gets the text (never empty) and the run's look-up of rows. It raises `ValueError` in words that say
what would be right.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models

from launchhub.accounts.models import Member
from launchhub.accounts.scoping import EditableModel
from launchhub.lib.dates import parse_when
from launchhub.lib.text import clean_text

SEPARATOR = ";"


def plain(name: str) -> str:
    """Return a name without case, spaces and punctuation, so that "Release ID" is "release_id"."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


class Lookup:
    """Rows of a workspace by id, external id or name, each model read once in a run."""

    def __init__(self, by: Member) -> None:
        self.by = by
        self._rows: dict[type[EditableModel], dict[str, set[Any]]] = {}

    def find(self, model: type[EditableModel], text: str) -> Any:
        """Return the one row that `text` names. Raises `ValueError` when there is none, or more than one."""
        found = self._of(model).get(text.casefold(), set())
        if not found:
            raise ValueError(f"There is no {model.noun} “{text}” (by name, id or external id).")
        if len(found) > 1:
            raise ValueError(f"{len(found)} objects are called “{text}”: use the id or the external id.")
        return next(iter(found))

    def _of(self, model: type[EditableModel]) -> dict[str, set[Any]]:
        if model not in self._rows:
            known: dict[str, set[Any]] = {}
            rows = model.objects.visible_to(self.by)
            for row in rows.select_related("user") if model is Member else rows:
                for name in self._names(row):
                    known.setdefault(name.casefold(), set()).add(row)
            self._rows[model] = known
        return self._rows[model]

    @staticmethod
    def _names(row: Any) -> Iterable[str]:
        names = [str(row.pk), row.external_id, str(row), *([row.email] if isinstance(row, Member) else [])]
        return {name for name in names if name}


Parser = Callable[[str, Lookup], Any]


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that a column can be mapped to."""

    name: str
    parse: Parser
    required: bool = False
    aliases: tuple[str, ...] = ()
    help: str = ""


def text(value: str, lookup: Lookup) -> str:
    """Plain text, as typed."""
    return clean_text(value)


def number(value: str, lookup: Lookup) -> int:
    """A whole number."""
    try:
        return int(value)
    except ValueError:
        raise ValueError(f"“{value}” is not a whole number.") from None


def date(value: str, lookup: Lookup) -> Any:
    """A day, or the last day of a week, month or quarter ("2027-05-14", "May 2027", "Q3 2027")."""
    return parse_when(value.removesuffix("T00:00:00"))[0]


def yes_no(value: str, lookup: Lookup) -> bool:
    """Yes or no."""
    if value.casefold() in {"yes", "true", "1", "y"}:
        return True
    if value.casefold() in {"no", "false", "0", "n"}:
        return False
    raise ValueError(f"“{value}” is neither yes nor no.")


def words(value: str, lookup: Lookup) -> list[str]:
    """Several words, separated by semicolons."""
    return [clean_text(part.strip()) for part in value.split(SEPARATOR) if part.strip()]


class choice:  # noqa: N801 - a parser, named like the functions beside it
    """A parser for one of a field's choices, by value or label, whatever the case."""

    def __init__(self, choices: type[models.Choices]) -> None:
        self.choices = choices
        self._known = {plain(str(name)): value for value, label in choices.choices for name in (value, label)}

    def __call__(self, value: str, lookup: Lookup) -> Any:
        if plain(value) not in self._known:
            raise ValueError(f"“{value}” is none of {', '.join(map(str, self.choices.values))}.")
        return self._known[plain(value)]


class reference:  # noqa: N801 - as above
    """A parser for a link to one row, by name, id or external id."""

    def __init__(self, model: type[EditableModel]) -> None:
        self.model = model

    def __call__(self, value: str, lookup: Lookup) -> Any:
        return lookup.find(self.model, value)


class references:  # noqa: N801 - as above
    """A parser for links to several rows, separated by semicolons."""

    def __init__(self, model: type[EditableModel]) -> None:
        self.model = model

    def __call__(self, value: str, lookup: Lookup) -> list[Any]:
        return [lookup.find(self.model, part.strip()) for part in value.split(SEPARATOR) if part.strip()]
