"""Pages by keyset: a cursor holds the last row's place in the order, so page 1,000 costs what page 1 does."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import Any

import orjson
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import F, Model, Q, QuerySet
from rest_framework.pagination import BasePagination
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from launchhub.api.errors import BadParameters
from launchhub.api.filters import filterset_of
from launchhub.api.parameters import TEXT, names_in, one_of_several, parameter
from launchhub.api.rows import Row
from launchhub.lib.as_json import dumps

PAGE_SIZE = 100
LARGEST_PAGE = 1000
PERIOD = ("_after", "_before")
"""How filters by time end."""
BAD_CURSOR = BadParameters({"cursor": "Take the cursor from “next” or “previous” of a page in the same order."})


@dataclass(frozen=True, slots=True)
class Key:
    """One key of an order. Rows without a value come last, whichever the direction."""

    name: str
    path: str
    descending: bool
    nullable: bool

    def order(self, backwards: bool) -> Any:
        """Return the ORDER BY term, of the reverse order when `backwards`."""
        descending = self.descending != backwards
        # A plain term where there are no nulls: it can use a plain index in both directions.
        last = (True if not backwards else None) if self.nullable else None
        first = (True if backwards else None) if self.nullable else None
        term = F(self.path)
        return (term.desc if descending else term.asc)(nulls_last=last, nulls_first=first)

    def same(self, value: Any) -> Q:
        """Return the condition for rows with the same value."""
        return Q((f"{self.path}__isnull", True)) if value is None else Q((self.path, value))

    def beyond(self, value: Any, backwards: bool) -> Q | None:
        """Return the condition for rows after a value in the order; None when there can be none."""
        if value is None:
            return Q((f"{self.path}__isnull", False)) if backwards else None
        operator = "lt" if self.descending != backwards else "gt"
        condition = Q((f"{self.path}__{operator}", value))
        return condition | Q((f"{self.path}__isnull", True)) if self.nullable and not backwards else condition

    def from_there(self, value: Any, backwards: bool) -> Q:
        """Return the condition for rows with a value or after it: for keys without nulls, an index can begin there."""
        return Q((f"{self.path}__{'lte' if self.descending != backwards else 'gte'}", value))


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in an order and the direction to go from there."""

    values: list[Any]
    backwards: bool

    def __str__(self) -> str:
        return base64.urlsafe_b64encode(dumps([self.backwards, *self.values])).decode().rstrip("=")

    @classmethod
    def read(cls, text: str, keys: list[Key]) -> Cursor:
        """Return the cursor that a text spells. Raises `BadParameters` when it is none of this order."""
        try:
            backwards, *values = orjson.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        except (ValueError, TypeError, binascii.Error) as error:
            raise BAD_CURSOR from error
        if len(values) != len(keys) or not all(map(is_plain, values)):
            raise BAD_CURSOR
        return cls(values, backwards is True)


def is_plain(value: Any) -> bool:
    """Say whether a cursor may hold the value: text that PostgreSQL takes, a number, or nothing."""
    return "\0" not in value if isinstance(value, str) else value is None or isinstance(value, (int, float))


def after(queryset: QuerySet[Any], keys: list[Key], cursor: Cursor) -> QuerySet[Any]:
    """Return the rows beyond a cursor: beyond in the first key, or equal there and beyond in the second, and so on."""
    condition, equal = Q(pk__in=[]), Q()
    for key, value in zip(keys, cursor.values, strict=True):
        if (beyond := key.beyond(value, cursor.backwards)) is not None:
            condition |= equal & beyond
        equal &= key.same(value)
    if not keys[0].nullable:  # else every page would be looked for from the first row on
        condition &= keys[0].from_there(cursor.values[0], cursor.backwards)
    try:
        return queryset.filter(condition)
    except (ValidationError, ValueError, TypeError) as error:
        raise BAD_CURSOR from error


class KeysetPagination(BasePagination):
    """`?page_size=`, `?ordering=` and `?cursor=` of every list."""

    parameters: tuple[str, ...] = ("page_size", "ordering", "cursor")

    def paginate_queryset(self, queryset: Any, request: Any, view: Any = None) -> Any:
        """Return the rows of one page, as the view reads them, and remember its neighbours."""
        params = request.query_params
        size, keys = page_size(params), self.keys(params, view)
        cursor = Cursor.read(params["cursor"], keys) if params.get("cursor") else None
        backwards = cursor is not None and cursor.backwards
        hidden = [key.name for key in keys]
        if queryset is view.everything and cursor is None:
            found = view.read_where({}, hidden, tuple(keys), size + 1)
        else:
            rows = after(queryset, keys, cursor) if cursor else queryset
            found = view.read(rows.order_by(*(key.order(backwards) for key in keys))[: size + 1], hidden)
        more, page = len(found) > size, found[:size]
        if backwards:
            page.reverse()
        self.url = request.build_absolute_uri()
        has_next, has_previous = (True, more) if backwards else (more, cursor is not None)
        self.next = self._link(page[-1], keys, backwards=False) if page and has_next else None
        self.previous = self._link(page[0], keys, backwards=True) if page and has_previous else None
        return view.finish(page)

    def keys(self, params: Any, view: Any) -> list[Key]:
        """Return the keys of the order that is asked for."""
        return ordering(params, view)

    def _link(self, row: Row, keys: list[Key], *, backwards: bool) -> str:
        return str(replace_query_param(self.url, "cursor", str(Cursor([row[key.name] for key in keys], backwards))))

    def get_paginated_response(self, data: Any) -> Response:
        """Return the page with its neighbours."""
        return Response({"next": self.next, "previous": self.previous, "results": data})

    def get_paginated_response_schema(self, schema: Any) -> dict[str, Any]:
        """Return how a page looks, for the OpenAPI description."""
        link = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {"next": link, "previous": link, "results": schema},
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """Return the parameters for the OpenAPI description."""
        size = {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": PAGE_SIZE}
        orders = one_of_several(sign + name for name in view.orderings() for sign in ("", "-"))
        described: list[tuple[str, str, dict[str, Any]]] = [
            ("page_size", "Rows on a page.", size),
            ("ordering", "The order; “-” before a name turns it round. Rows of a period come in time.", orders),
            ("cursor", "A place in the list, from “next” or “previous” of a page in the same order.", TEXT),
        ]
        return [parameter(*each) for each in described if each[0] in self.parameters]


def page_size(params: Any) -> int:
    """Return `?page_size=`, 100 if not given."""
    text = params.get("page_size", str(PAGE_SIZE))
    size = int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0
    if not 1 <= size <= LARGEST_PAGE:
        raise BadParameters({"page_size": f"Write a number from 1 to {LARGEST_PAGE}."})
    return size


def ordering(params: Any, view: Any) -> list[Key]:
    """Return the keys of `?ordering=`, of the period asked for, or of the collection's own order; the last is `id`."""
    known = view.orderings()
    asked = names_in(params, "ordering", [*known, *(f"-{name}" for name in known)])
    names = asked or _of_period(params, view) or list(view.ordering)
    keys = [_key(name, view) for name in names]
    if all(key.name != "id" for key in keys):
        keys.append(Key("id", "id", keys[-1].descending, nullable=False))
    return keys


def _of_period(params: Any, view: Any) -> list[str]:
    """Return the order in time where a period is asked for: ids follow time, too, and all before it would be read."""
    filters, known = filterset_of(view.__class__).base_filters, view.orderings()
    columns = [str(filters[name].field_name) for name in params if name.endswith(PERIOD) and name in filters]
    return [column for column in columns if column in known][:1]


def _key(name: str, view: Any) -> Key:
    plain = name.removeprefix("-")
    column = view.shape().columns.get(plain)
    path = column if isinstance(column, str) else plain
    return Key(plain, path, name.startswith("-"), _nullable(path, view.model))


def _nullable(path: str, model: type[Model]) -> bool:
    try:
        return bool(model._meta.get_field(path).null)
    except FieldDoesNotExist:
        return True  # an annotation or a path through a link
