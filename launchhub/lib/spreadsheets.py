"""Tables that go out: as CSV, and as a workbook. Nothing in them is taken for a formula when they are opened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

import tablib

Cell = str | dt.date

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""The kinds of files, with their media types."""

BEGINS_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def harmless(cell: Cell) -> Cell:
    """Return a cell that no spreadsheet carries out: what looks like a formula gets an apostrophe before it.

    Source: OWASP, "CSV Injection".
    """
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(BEGINS_FORMULA) else cell


def export(kind: str, title: str, headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return a file with a line of headings and a line for each row. `kind` is one of `TYPES`.

    CSV begins with a byte order mark, without which Excel takes UTF-8 for something else.
    """
    table = tablib.Dataset(headers=headings, title=title)
    for row in rows:
        table.append([harmless(cell) for cell in row])
    if kind == "xlsx":
        return bytes(table.export("xlsx"))
    return str(table.export("csv")).encode("utf-8-sig")
