"""Queries that stand: what everybody but guests sees alike, compiled once for all who ask.

To build a queryset and turn it into SQL takes Django longer than all else of a request. Most lists are asked for
without filters, and most objects by their id; there the SQL differs by its values only: workspace, day and id.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from launchhub.api.rows import Query, compiled
from launchhub.lib.prepared import Given, LookUp, NotPrepared, PageOf

if TYPE_CHECKING:
    from launchhub.accounts.models import Member
    from launchhub.api.collections import Collection
    from launchhub.api.pagination import Key

KEPT = 1000
"""Queries that a process keeps: `?fields=` and `?page_size=` make new ones without end."""


class Anybody:
    """Stands for any member who is no guest, and for the request: knows what is the same for all of them.

    A collection that asks it for more, such as a role or who it is, has no standing queries.
    """

    is_guest = False
    workspace_id = Given("workspace")

    @property
    def member(self) -> Anybody:
        """Who asks."""
        return self

    @property
    def workspace(self) -> Anybody:
        """Where."""
        return self

    def today(self) -> Any:
        """Return the day in the workspace."""
        return Given("today")

    def __getattr__(self, name: str) -> Any:
        raise NotPrepared(f"{name} is not the same for everybody.")


@lru_cache(maxsize=KEPT)
def standing(
    collection: type[Collection],
    names: tuple[str, ...],
    conditions: tuple[str, ...],
    order: tuple[Key, ...],
    size: int | None,
) -> Query | None:
    """Return the query for these fields of the rows that any member but a guest may see; None where members differ.

    `conditions` are look-ups such as "pk", whose values are given when the query runs.
    """
    view: Any = collection()
    view.request = Anybody()
    try:
        rows = view.get_queryset().filter(**{each: Given(each) for each in conditions})
        rows = rows.order_by(*(key.order(backwards=False) for key in order))[:size]
        return compiled(rows, collection.shape(), names, LookUp if conditions == ("pk",) else PageOf)
    except NotPrepared:
        return None


def values_for(member: Member) -> dict[str, Any]:
    """Return the values of standing queries that come from who asks."""
    return {"workspace": member.workspace_id, "today": member.workspace.today()}
