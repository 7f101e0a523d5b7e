"""`?expand=owner,launch`: whole objects in the place of their ids."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from launchhub.api.rows import Rows, compiled
from launchhub.api.scopes import require_scope

if TYPE_CHECKING:
    from launchhub.api.collections import Collection


def expand(view: Collection, rows: Rows, names: tuple[str, ...]) -> None:
    """Put objects in the place of the named links' ids, with one query per name.

    They have the columns of their own collection, without what that computes. What the member may not see stays
    an id. Raises `Forbidden` when the token may not read the other collection.
    """
    for name in names:
        found = _found(view, name, {pk for row in rows for pk in _ids(row[name])})
        for row in rows:
            row[name] = _replaced(row[name], found)


def _ids(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if value else []


def _replaced(value: Any, found: dict[Any, Any]) -> Any:
    return [found.get(str(pk), pk) for pk in value] if isinstance(value, list) else found.get(str(value), value)


def _found(view: Collection, name: str, ids: set[Any]) -> dict[Any, Any]:
    collection = view.collections[view.shape().links[name]]
    if not collection.any_token_may_read:
        require_scope(view.request.member, collection.scope, "GET")
    if not ids:
        return {}
    other = view.beside(collection)
    query = compiled(other.get_queryset().filter(pk__in=ids), collection.shape(), collection.shape().names)
    rows = query.rows({}, as_json=True)
    other.hide(rows)
    return {row["id"]: row for row in rows}
