"""Pages of lists that may be very long."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.utils.functional import cached_property

MOST = 1000


class LongPaginator(Paginator):  # type: ignore[type-arg]  # not generic when it runs
    """Pages of the first `MOST` rows: nobody reads further, and to count them all would take as long as there are rows.

    Search and filters lead to what comes after. The rows must stand in an order that an index keeps.
    """

    @cached_property
    def _found(self) -> int:
        rows: Any = self.object_list
        return int(rows.order_by().values("pk")[: MOST + 1].count())

    @property
    def is_cut(self) -> bool:
        """Whether there are more rows than the pages show."""
        return self._found > MOST

    @cached_property
    def count(self) -> int:
        """How many rows the pages show."""
        return min(self._found, MOST)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A page of a list that is not counted; `first` and `last` say where its rows stand, from 1."""

    rows: list[Any]
    number: int
    first: int
    has_next: bool

    @property
    def last(self) -> int:
        return self.first + len(self.rows) - 1


def stretch(rows: Any, size: int, asked: str) -> Stretch:
    """Return the page that is asked for by its number, else the first: also where nothing is left of a late page."""
    number = max(int(asked), 1) if re.fullmatch("[0-9]{1,4}", asked) else 1
    start = (number - 1) * size
    found = list(rows[start : start + size + 1])
    if not found and number > 1:
        return stretch(rows, size, "1")
    return Stretch(found[:size], number, start + 1, len(found) > size)
