"""Rows as the API gives them, read column by column: no model instances, no serializing object by object.

What a field of the serializer reads is derived once per serializer class: a column, the ids of a link to many, or
an annotation of the queryset. What is none of these, the collection's `extend` fills in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import EmptyResultSet, FieldDoesNotExist
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import JSONField, ManyToManyRel, Model, OuterRef, QuerySet
from orjson import Fragment
from psycopg2 import STRING
from psycopg2.extensions import new_array_type, new_type, register_type
from rest_framework import serializers

from launchhub.accounts.scoping import EditableModel
from launchhub.api.fields import LinkField
from launchhub.lib.prepared import Statement

Row = dict[str, Any]
Rows = list[Row]

ID = new_type((2950,), "ID", STRING)
IDS_AS_TEXT = (ID, new_array_type((2951,), "IDS", ID))
"""To make a `uuid.UUID` of each id, and a text again of that, takes longer than all else about a row."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What the fields of a serializer read."""

    names: tuple[str, ...]
    columns: dict[str, Any] = field(default_factory=dict)
    """Field → column path, or an expression: Django takes several times as long for one."""

    others: frozenset[str] = frozenset()
    """Annotations, and what `extend` computes."""

    links: dict[str, type[Model]] = field(default_factory=dict)
    """Links that can be expanded → the model that they point to."""

    of_own_row: bool = True
    """Whether a change of any value comes with a new `version`."""


@cache
def shape_of(serializer_class: Any) -> Shape:
    """Return the shape of a serializer's rows."""
    model: type[Model] = serializer_class.Meta.model
    fields = {name: each for name, each in serializer_class().fields.items() if not each.write_only}
    columns, others, links, own = {}, set(), {}, True
    for name, each in fields.items():
        source = str(each.source)
        column = _column(model, source)
        own = own and column is not None and "." not in source and not _is_from_afar(model, source)
        if column is None:
            others.add(name)
        else:
            columns[name] = column
        if target := _linked(each, model, source):
            links[name] = target
    return Shape(tuple(fields), columns, frozenset(others), links, own and issubclass(model, EditableModel))


@dataclass(frozen=True, slots=True)
class Query:
    """A query for rows, compiled; without a statement when there can be no rows."""

    names: Sequence[str] = ()
    statement: Statement | None = None
    converters: Mapping[int, Any] = field(default_factory=dict)
    """Position in the row → Django's functions that make a value of what psycopg2 gave, and what they need."""

    def rows(self, given: Mapping[str, Any], *, as_json: bool) -> Rows:
        """Return the rows as dictionaries, with one query: `given` are the values for `Given`.

        With `as_json` ids are texts and JSON columns are passed on unread: so the answer shows them anyway.
        """
        if self.statement is None:
            return []
        with connection.cursor() as cursor:
            for each in IDS_AS_TEXT if as_json else ():
                register_type(each, cursor.cursor)
            cursor.execute(*self.statement.filled(given))
            found = cursor.fetchall()
        rows = [dict(zip(self.names, values)) for values in found]  # noqa: B905 - some orders add columns at the end
        for position, (functions, column) in self.converters.items():
            name, is_json = self.names[position], as_json and isinstance(column.output_field, JSONField)
            for row in rows:
                row[name] = _unread(row[name]) if is_json else _converted(row[name], functions, column)
        return rows


def compiled(queryset: QuerySet[Any], shape: Shape, names: Iterable[str], kind: type[Statement] = Statement) -> Query:
    """Return the query for the named columns and annotations of a queryset: a `LookUp` if that is the `kind`."""
    found = [name for name in names if name not in shape.others or name in queryset.query.annotations]
    expressions = [shape.columns.get(name, name) for name in found]
    compiler: Any = queryset.values_list(*expressions).query.get_compiler(DEFAULT_DB_ALIAS)
    try:
        statement = kind(*compiler.as_sql())
    except EmptyResultSet:
        return Query()
    return Query(found, statement, compiler.get_converters([each[0] for each in compiler.select[: len(found)]]))


def _unread(value: str | None) -> Fragment | None:
    return None if value is None else Fragment(value)


def _converted(value: Any, functions: Iterable[Any], column: Any) -> Any:
    for function in functions:
        value = function(value, column, connection)
    return value


def _column(model: type[Model], source: str) -> Any:
    try:
        column = model._meta.get_field(source.split(".")[0])
    except FieldDoesNotExist:
        return None
    return _ids_of(column) if column.many_to_many else source.replace(".", "__")


def _is_from_afar(model: type[Model], source: str) -> bool:
    """Say whether the field is a link to many that is kept by the model at its other end."""
    return isinstance(model._meta.get_field(source), ManyToManyRel)


def _ids_of(link: Any) -> ArraySubquery:
    """Return the ids that a link to many points to, from either end, without those in the bin, in a stable order."""
    kept: Any = link.remote_field if isinstance(link, ManyToManyRel) else link
    near, far = kept.m2m_field_name(), kept.m2m_reverse_field_name()
    if kept is not link:
        near, far = far, near
    rows = kept.remote_field.through._default_manager.filter(**{near: OuterRef("pk")})
    if issubclass(link.related_model, EditableModel):
        rows = rows.filter(**{f"{far}__deleted_at": None})
    return ArraySubquery(rows.order_by(far).values(far))


def _linked(each: Any, model: type[Model], source: str) -> type[Model] | None:
    if isinstance(getattr(each, "child_relation", each), (LinkField, serializers.PrimaryKeyRelatedField)):
        field: Any = model._meta.get_field(source)
        linked: type[Model] = field.related_model
        return linked
    return None
