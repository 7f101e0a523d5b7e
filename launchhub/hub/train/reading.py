"""The files of a train: rows with their numbers, and the tables that the import service takes in."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ValidationError

from launchhub.imports import tables
from launchhub.imports.actions import Note
from launchhub.imports.tables import Table
from launchhub.lib.text import plural

EXAMPLES = 5


class Unreadable(Exception):
    """A file of the train is missing or lacks a column; the text says which."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a file, with its number as the file's owner counts."""

    number: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def several(self, column: str) -> list[str]:
        """Return the parts of a cell that holds a list."""
        return [part.strip() for part in self[column].split(";") if part.strip()]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a field comes from: the column that errors name, and how its text is made if not as it stands."""

    column: str
    make: Callable[[Row], str] | None = None

    def text(self, row: Row) -> str:
        """Return what the import service is given."""
        return self.make(row) if self.make else row[self.column]

    def where(self, column: str, among: Collection[str]) -> Source:
        """Return the same for rows whose `column` is one of these; for others it says nothing."""
        return Source(self.column, lambda row: self.text(row) if row[column] in among else "")


def rows_of(folder: Path, name: str, columns: Collection[str]) -> list[Row]:
    """Return the rows of a file. Raises `Unreadable` when it is not there, is no table, or lacks one of `columns`."""
    try:
        table = tables.read((folder / name).read_bytes(), name, header_row=1)
    except OSError as error:
        raise Unreadable(f"{folder / name} cannot be read: {error.strerror}.") from error
    except ValidationError as error:
        raise Unreadable(f"{name}: {' '.join(error.messages)}") from error
    if missing := sorted(set(columns) - set(table.columns)):
        raise Unreadable(f"{name} has no column {', '.join(missing)}; it has {', '.join(table.columns)}.")
    return [Row(number, dict(zip(table.columns, cells, strict=True))) for number, cells in table.rows]


def table_of(rows: Sequence[Row], fields: Mapping[str, Source]) -> tuple[Table, dict[str, str]]:
    """Return rows as the import service takes them, with the mapping of columns to fields."""
    columns = [source.column for source in fields.values()]
    cells = [(row.number, [source.text(row) for source in fields.values()]) for row in rows]
    return Table(columns, cells), dict(zip(columns, fields, strict=True))


def note(detail: str, row: Row | None = None, column: str | None = None) -> Note:
    """Return one line of a report."""
    return {"row": row.number if row else None, "column": column, "detail": detail}


def counted(rows: Sequence[Row], column: str, what: str, key: str = "") -> list[Note]:
    """Return one line for all rows of a sort, with the first few of them as examples; none for none.

    `what` completes "12 rows …"; `key` is the column that names a row, when its number alone says too little.
    """
    if not rows:
        return []
    shown = [f"{row.number} ({row[key]})" if key else str(row.number) for row in rows[:EXAMPLES]]
    rest = f" and {len(rows) - EXAMPLES:,} more" if rows[EXAMPLES:] else ""
    detail = f"{plural(len(rows), 'row')} {what}: {', '.join(shown)}{rest}."
    return [note(detail, rows[0] if len(rows) == 1 else None, column)]
