"""Pages of lists that may be very long."""

from __future__ import annotations

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
