"""The table of features: which columns it has, in which order its rows stand, and what they are grouped by."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    Case,
    CharField,
    Count,
    DateField,
    F,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import NullIf
from django.http import QueryDict

from launchhub.accounts.models import Member
from launchhub.accounts.models.members import name_at
from roadmap.models import Feature, FeatureStatus, Goal, Launch

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
    is_extra: bool = False
    """Whether it is shown only where somebody chose it, as all would not fit; a file has it."""
    is_read: bool = False
    """Whether it is only read here, and changed in the feature itself."""

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
        Column("external_url", "Link", "external_url", ("external_url",), is_extra=True),
        Column("parent", "Part of", "parent_title", ("parent_title", "parent_id"), True, is_extra=True, is_read=True),
        Column("goals", "Goals", "goal_titles", ("goal_titles",), is_extra=True, is_read=True),
    )
}
JOINED = ("parent", "goals")
"""Columns that cost something, and are read where they are asked for alone."""

VALUES = (
    *("id", "version", "stage", "launch_day"),
    *(column.value for column in COLUMNS.values() if column.key not in JOINED),
)
NOTHING = {"owner": "Nobody", "launch": "No launch", "parent": "Part of nothing"}
"""The heading of the rows that have no value in the column by which they are grouped."""


@dataclass(frozen=True)
class Layout:
    """What somebody chose to see of the table, as it stands in the address."""

    columns: tuple[Column, ...]
    sorted_by: tuple[str, ...]
    """Keys of columns, with "-" for the descending order."""
    group: Column | None

    @classmethod
    def of(cls, asked: QueryDict, *, whole: bool = False) -> Layout:
        """Read it: `?column=status&column=target&sort=-target&sort=title&group=launch`. The title is always there.

        Where no columns are named, those are there that fit, or (`whole`) all.
        """
        chosen = [COLUMNS[key] for key in dict.fromkeys(asked.getlist("column")) if key in COLUMNS and key != "title"]
        usual = tuple(column for column in COLUMNS.values() if whole or not column.is_extra)
        columns = (COLUMNS["title"], *chosen) if chosen else usual
        wanted = {key.removeprefix("-"): key for key in reversed(asked.getlist("sort"))}
        sorted_by = [key for key in dict.fromkeys(asked.getlist("sort")) if wanted.get(key.removeprefix("-")) == key]
        group = COLUMNS.get(asked.get("group", ""))
        return cls(
            columns,
            tuple(key for key in sorted_by if key.removeprefix("-") in COLUMNS)[:DEEPEST],
            group if group and group.groups else None,
        )

    @property
    def joined(self) -> set[str]:
        """Which of `JOINED` are shown, or put rows in order."""
        sorted_by = {key.removeprefix("-") for key in self.sorted_by}
        used = {column.key for column in self.columns} | sorted_by | ({self.group.key} if self.group else set())
        return used & {*JOINED}

    def group_of(self, row: Row) -> tuple[Any, ...]:
        """Return what a row has in common with those of its group; the same for all where rows are not grouped."""
        return tuple(row[name] for name in self.group.order) if self.group else ()

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
    joined = _joined(layout, member)
    named = features.annotate(
        product_name=F("product__name"),
        owner_name=NullIf(name_at("owner"), Value(""), output_field=TextField()),
        launch_name=Case(When(seen, then=F("launch__name")), output_field=CharField()) if seen else F("launch__name"),
        launch_day=Case(When(seen, then=F("launch__date")), output_field=DateField()) if seen else F("launch__date"),
        stage=Case(*stages, output_field=IntegerField()),
        **joined,
    )
    keys = ["parent_id"] if "parent_title" in joined else []
    return named.order_by(*layout.order()).values(*VALUES, *joined, *keys)


def _joined(layout: Layout, member: Member) -> dict[str, Any]:
    """Return what is read besides of each row, as far as the member sees it."""
    found: dict[str, Any] = {}
    if "parent" in layout.joined:
        parents = Feature.objects.visible_to(member).filter(pk=OuterRef("parent"))
        found["parent_title"] = Subquery(parents.values("title"))
    if "goals" in layout.joined:
        goals = Goal.objects.visible_to(member).filter(features=OuterRef("pk")).order_by("title", "pk")
        found["goal_titles"] = ArraySubquery(goals.values("title"))
    return found


@dataclass(frozen=True)
class Group:
    """Rows that have a value in common, in chunks."""

    title: str | None
    """None where rows are not grouped, and where the heading has come with an earlier piece."""
    count: int
    """How many there are of it, on other pages too."""
    chunks: Sequence[Sequence[Row]]


class Piece(NamedTuple):
    """Some of the rows in their groups, and the number of the row with which the next piece begins; None at the end."""

    groups: list[Group]
    next: int | None


def piece(page: Any, first: int, last: int, layout: Layout, counts: Mapping[tuple[Any, ...], int]) -> Piece:
    """Return the rows of a page (a queryset) from number `first` to before `last`. One query.

    `counts` says how many rows a group has (`counted`). A heading stands above the first row of its group alone.
    """
    before = min(first, 1)
    read = list(page[first - before : last + 1])
    found = read[before : before + last - first]
    begun = layout.group_of(read[0]) if before and read else None
    groups = []
    for key, together in groupby(found, layout.group_of):
        rows_of_it = list(together)
        title = _title(layout.group, rows_of_it[0]) if layout.group and key != begun else None
        groups.append(Group(title, counts.get(key, 0), list(_chunks(rows_of_it))))
    return Piece(groups, last if len(read) > before + last - first else None)


def counted(found: Any, layout: Layout) -> dict[tuple[Any, ...], int]:
    """Return how many rows (a queryset) each group has; nothing where rows are not grouped. One query, or none."""
    if layout.group is None:
        return {}
    names = layout.group.order
    lines = found.order_by().values_list(*names).annotate(count=Count("pk"))
    return {tuple(key): count for *key, count in lines}


def _title(column: Column, row: Row) -> str:
    return column.cell(row) or NOTHING.get(column.key, "")


def sheet(found: Iterable[Row], layout: Layout) -> Iterator[list[str | dt.date]]:
    """Yield the cells of each row, for a spreadsheet."""
    for row in found:
        yield [column.cell(row) for column in layout.columns]


def _chunks(found: Sequence[Row]) -> Iterator[Sequence[Row]]:
    for start in range(0, len(found), CHUNK):
        yield found[start : start + CHUNK]
