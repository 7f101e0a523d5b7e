"""The table of features: which columns it has, in which order its rows stand, and what they are grouped by."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any, NamedTuple

from django.db.models import Case, CharField, DateField, F, IntegerField, Q, TextField, Value, When
from django.db.models.functions import NullIf
from django.http import QueryDict

from launchhub.accounts.models import Member
from launchhub.accounts.models.members import name_at
from roadmap.models import FeatureStatus, Launch

CHUNK = 50
"""Rows of one `<tbody>`: what is far from the window is not laid out."""

AT_MOST = 5000
"""Rows of one page."""

AT_ONCE = 200
"""Rows that come with the page, so that one sees something at once; the others follow in pieces."""

PIECE = 1000
"""Rows of one piece."""

DEEPEST = 3
"""By how many columns rows are sorted."""

LABELS = dict(FeatureStatus.choices)

Row = dict[str, Any]


@dataclass(frozen=True)
class Column:
    """A column: its heading, where its value stands in a row, and what it is put in order by."""

    key: str
    title: str
    value: str
    order: tuple[str, ...]
    groups: bool = False
    """Whether rows may be grouped by it."""

    def cell(self, row: Row) -> Any:
        """Return the value of a row as a spreadsheet takes it: a text, or a date."""
        value = row[self.value]
        if self.key == "status":
            return LABELS[value]
        return ", ".join(value) if isinstance(value, list) else "" if value is None else value


COLUMNS = {
    column.key: column
    for column in (
        Column("title", "Title", "title", ("title",)),
        Column("product", "Product", "product_name", ("product_name",), groups=True),
        Column("status", "Status", "status", ("stage",), groups=True),
        Column("owner", "Owner", "owner_name", ("owner_name",), groups=True),
        Column("start", "Start", "start", ("start",)),
        Column("target", "Target", "target", ("target",)),
        Column("launch", "Launch", "launch_name", ("launch_day", "launch_name"), groups=True),
        Column("labels", "Labels", "labels", ("labels",)),
    )
}
VALUES = ("id", "version", *(column.value for column in COLUMNS.values()))
NOTHING = {"owner": "Nobody", "launch": "No launch"}
"""The heading of the rows that have no value in the column by which they are grouped."""


@dataclass(frozen=True)
class Layout:
    """What somebody chose to see of the table, as it stands in the address."""

    columns: tuple[Column, ...]
    sorted_by: tuple[str, ...]
    """Keys of columns, with "-" for the descending order."""
    group: Column | None

    @classmethod
    def of(cls, asked: QueryDict) -> Layout:
        """Read it: `?column=status&column=target&sort=-target&sort=title&group=launch`. The title is always there."""
        chosen = [COLUMNS[key] for key in dict.fromkeys(asked.getlist("column")) if key in COLUMNS and key != "title"]
        columns = (COLUMNS["title"], *chosen) if chosen else tuple(COLUMNS.values())
        wanted = {key.removeprefix("-"): key for key in reversed(asked.getlist("sort"))}
        sorted_by = [key for key in dict.fromkeys(asked.getlist("sort")) if wanted.get(key.removeprefix("-")) == key]
        group = COLUMNS.get(asked.get("group", ""))
        return cls(
            columns,
            tuple(key for key in sorted_by if key.removeprefix("-") in COLUMNS)[:DEEPEST],
            group if group and group.groups else None,
        )

    def order(self) -> list[Any]:
        """Return what the rows are ordered by: groups first; what has no value comes last."""
        keys = [self.group.key] if self.group else []
        fields: list[Any] = []
        for key in (*keys, *self.sorted_by):
            for name in COLUMNS[key.removeprefix("-")].order:
                field = F(name)
                fields.append(field.desc(nulls_last=True) if key.startswith("-") else field.asc(nulls_last=True))
        return [*fields, "position", "pk"]


def rows(features: Any, layout: Layout, member: Member) -> Any:
    """Return the rows of features (a queryset), in the order of the layout."""
    # A guest may have been shown a feature without its launch.
    seen = Q(launch__in=Launch.objects.visible_to(member).values("pk")) if member.is_guest else Q()
    stages = [When(status=status, then=Value(place)) for place, status in enumerate(FeatureStatus.values)]
    named = features.annotate(
        product_name=F("product__name"),
        owner_name=NullIf(name_at("owner"), Value(""), output_field=TextField()),
        launch_name=Case(When(seen, then=F("launch__name")), output_field=CharField()) if seen else F("launch__name"),
        launch_day=Case(When(seen, then=F("launch__date")), output_field=DateField()) if seen else F("launch__date"),
        stage=Case(*stages, output_field=IntegerField()),
    )
    return named.order_by(*layout.order()).values(*VALUES)


@dataclass(frozen=True)
class Group:
    """Rows that have a value in common, in chunks; without a title where rows are not grouped."""

    title: str | None
    """None where rows are not grouped, and where the heading has come with an earlier piece."""
    count: int
    chunks: Sequence[Sequence[Row]]


def groups(found: Sequence[Row], layout: Layout) -> Iterator[Group]:
    """Yield the rows in their groups, or as one without a title."""
    column = layout.group
    if column is None:
        yield Group(None, len(found), list(_chunks(found)))
        return
    for value, together in groupby(found, column.cell):
        members = list(together)
        yield Group(value or NOTHING.get(column.key, ""), len(members), list(_chunks(members)))


class Piece(NamedTuple):
    """Some of the chunks, and the row with which the next piece begins; None after the last one."""

    groups: list[Group]
    next: int | None


def piece(whole: Iterable[Group], first: int, last: int) -> Piece:
    """Return the chunks that begin with a row from number `first` to before `last`, in their groups."""
    found, number, following = [], 0, None
    for group in whole:
        chunks = []
        for chunk in group.chunks:
            if first <= number < last:
                chunks.append(chunk)
            elif number >= last:
                following = last
            number += len(chunk)
        if chunks:
            found.append(replace(group, chunks=chunks, title=group.title if chunks[0] is group.chunks[0] else None))
    return Piece(found, following)


def sheet(found: Iterable[Row], layout: Layout) -> Iterator[list[str | dt.date]]:
    """Yield the cells of each row, for a spreadsheet."""
    for row in found:
        yield [column.cell(row) for column in layout.columns]


def _chunks(found: Sequence[Row]) -> Iterator[Sequence[Row]]:
    for start in range(0, len(found), CHUNK):
        yield found[start : start + CHUNK]
