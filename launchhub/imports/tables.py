"""Reading a table out of a file: CSV, XLSX or JSON."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
import tablib
from django.core.exceptions import ValidationError
from openpyxl import load_workbook
from tablib.exceptions import TablibException

from launchhub.lib.text import plural

MAX_BYTES = 10 * 1024 * 1024
MAX_UNPACKED = 50 * 1024 * 1024
MAX_ROWS = 20_000
MAX_COLUMNS = 500
FARTHEST_ROW = 2 * MAX_ROWS
"""How far down an XLSX is read, blank rows included: a few bytes can claim a million of them."""
FORMATS = ("csv", "xlsx", "json")


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text under a header; each row with its number as the file's owner counts (from 1)."""

    columns: Sequence[str]
    rows: Sequence[tuple[int, Sequence[str]]]
    notes: Sequence[str] = ()


def refuse(text: str) -> ValidationError:
    """Return the error for a file that cannot be read."""
    return ValidationError({"file": text})


def read(content: bytes, name: str, *, header_row: int | None = None) -> Table:
    """Read a CSV, XLSX or JSON file into a table.

    `name` tells the format by its ending. `header_row` (from 1) says where the header is; without it the first
    row that fills most of the width counts, so that titles above a header do no harm. Blank rows are left out.
    Raises `ValidationError` for `file` or `header_row` in words that say what would be right.
    """
    kind = name.rpartition(".")[2].lower()
    if kind not in FORMATS:
        raise refuse(f"“{name}” is none of CSV, XLSX or JSON.")
    check_size(len(content))
    grid = {"json": _objects, "csv": _lines, "xlsx": _sheet}[kind](content)
    if kind == "json":
        header_row = 1
    filled = [(number, row) for number, row in enumerate(grid, 1) if any(row)]
    if not filled:
        raise refuse("The file has no rows.")
    at = header_row or _guess_header(filled)
    header = dict(filled).get(at)
    if header is None:
        raise ValidationError({"header_row": f"Row {at} is empty or not there; the header must name the columns."})
    return _table(header, [(number, row) for number, row in filled if number > at])


def check_size(size: int) -> None:
    """Raise `ValidationError` for a file of more bytes than we read, before it is read."""
    if size > MAX_BYTES:
        raise refuse(f"The file has {size // 2**20} MB; {MAX_BYTES // 2**20} MB is the most. Split it.")


def _table(header: Sequence[str], rows: list[tuple[int, list[str]]]) -> Table:
    if len(rows) > MAX_ROWS:
        raise refuse(f"The file has {len(rows):,} rows; {MAX_ROWS:,} is the most. Split it.")
    width = max(len(row) for row in (header, *(row for _, row in rows)))
    _check_width(width)
    head, *body = ([*row, *[""] * (width - len(row))] for row in (header, *(row for _, row in rows)))
    used = [index for index in range(width) if any(row[index] for row in (head, *body))]
    # A column without a name may still hold something: it gets its number for a name, and is kept.
    names = [head[index] or f"Column {index + 1}" for index in used]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise refuse(f"Two columns have the same name: {', '.join(twice)}. Rename one.")
    numbered = [(number, [row[index] for index in used]) for (number, _), row in zip(rows, body, strict=True)]
    gaps = rows[-1][0] - rows[0][0] + 1 - len(rows) if rows else 0
    return Table(names, numbered, [f"{plural(gaps, 'blank row')} left out."] if gaps else [])


def _check_width(width: int) -> None:
    """Refuse a table with so many columns that its empty cells alone would fill the memory."""
    if width > MAX_COLUMNS:
        raise refuse(f"The file has {width:,} columns; {MAX_COLUMNS} is the most. Leave some out.")


def _guess_header(filled: list[tuple[int, list[str]]]) -> int:
    """Return the number of the first row that looks like names: as wide as most, no number, no word twice."""
    scores = []
    for number, row in filled[:20]:
        words = [cell for cell in row if cell]
        looks_named = len(set(words)) == len(words) and not any(word.isdigit() for word in words)
        scores.append((number, len(words) if looks_named else 0))
    widest = max(score for _, score in scores)
    return next(number for number, score in scores if score >= 0.6 * widest)


def _lines(content: bytes) -> list[list[str]]:
    try:
        data = tablib.Dataset().load(_text(content), format="csv", headers=False)
        return [[_cell(value) for value in row] for row in data]
    except (TablibException, csv.Error) as error:
        why = str(error) or "its rows do not all have the same number of columns."
        raise refuse(f"The file is not a readable CSV table: {why}") from error


def _sheet(content: bytes) -> list[list[str]]:
    try:
        _check_unpacked(content)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        return list(_rows(book.active))
    except ValidationError:
        raise
    except Exception as error:  # a broken archive or broken XML comes out of openpyxl as almost any exception
        text = "The file is not a readable XLSX table. Open it in a spreadsheet, save it as XLSX and try again."
        raise refuse(text) from error


def _rows(sheet: Any) -> Iterator[list[str]]:
    for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
        if number > FARTHEST_ROW:
            raise refuse(f"The sheet goes on below row {FARTHEST_ROW:,}. Split it, or delete the blank rows.")
        _check_width(len(row))
        yield [_cell(value) for value in row]


def _objects(content: bytes) -> list[list[str]]:
    try:
        found = orjson.loads(_text(content))
    except orjson.JSONDecodeError as error:
        raise refuse(f"The file is not valid JSON: {error}") from error
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        raise refuse("The JSON must be a list of objects, one for each row.")
    names = list(dict.fromkeys(name for item in found for name in item))
    _check_width(len(names))
    return [[_cell(name) for name in names], *([_cell(item.get(name)) for name in names] for item in found)]


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise refuse(f"The file is not UTF-8 (byte {error.start + 1}). Save it as “CSV UTF-8”.") from error


def _check_unpacked(content: bytes) -> None:
    """Refuse an XLSX that would unpack to something huge, before anything unpacks it."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(part.file_size for part in archive.infolist()) > MAX_UNPACKED:
            raise refuse(f"The file unpacks to more than {MAX_UNPACKED // 2**20} MB.")


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict) or (isinstance(value, list) and any(isinstance(item, list | dict) for item in value)):
        raise refuse("A value of the JSON holds others inside; a cell is a text, a number or a list of those.")
    if isinstance(value, list):
        return "; ".join(map(_cell, value))
    if hasattr(value, "isoformat"):
        return str(value.isoformat()).removesuffix("T00:00:00")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    text = str(value).strip()
    if "\0" in text:
        raise refuse(f"“{text[:40].replace(chr(0), '␀')}” holds the character NUL, which is not text. Remove it.")
    return text
