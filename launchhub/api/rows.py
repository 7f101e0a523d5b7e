"""Rows as the API gives them, read by `values_list()`: no model instances, no serializing object by object.

What a field of the serializer reads is derived once per serializer class: a column, the ids of a link to many, or
an annotation of the queryset. What is none of these, the collection's `extend` fills in.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model, OuterRef, QuerySet
from rest_framework import serializers

from launchhub.accounts.scoping import EditableModel
from launchhub.api.fields import LinkField

Row = dict[str, Any]
Rows = list[Row]


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
        own = own and column is not None and "." not in source
        if column is None:
            others.add(name)
        else:
            columns[name] = column
        if target := _linked(each, model, source):
            links[name] = target
    return Shape(tuple(fields), columns, frozenset(others), links, own and issubclass(model, EditableModel))


def read(queryset: QuerySet[Any], shape: Shape, names: Iterable[str]) -> Rows:
    """Return the named columns and annotations of a queryset as dictionaries, with one query."""
    found = [name for name in names if name not in shape.others or name in queryset.query.annotations]
    expressions = [shape.columns.get(name, name) for name in found]
    return [dict(zip(found, values, strict=True)) for values in queryset.values_list(*expressions)]


def _column(model: type[Model], source: str) -> Any:
    try:
        column = model._meta.get_field(source.split(".")[0])
    except FieldDoesNotExist:
        return None
    return _ids_of(column) if column.many_to_many else source.replace(".", "__")


def _ids_of(link: Any) -> ArraySubquery:
    """Return the ids that a link to many points to, without those in the bin, in a stable order."""
    near, far = link.m2m_field_name(), link.m2m_reverse_field_name()
    rows = link.remote_field.through._default_manager.filter(**{near: OuterRef("pk")})
    if issubclass(link.related_model, EditableModel):
        rows = rows.filter(**{f"{far}__deleted_at": None})
    return ArraySubquery(rows.order_by(far).values(far))


def _linked(each: Any, model: type[Model], source: str) -> type[Model] | None:
    if isinstance(getattr(each, "child_relation", each), (LinkField, serializers.PrimaryKeyRelatedField)):
        field: Any = model._meta.get_field(source)
        linked: type[Model] = field.related_model
        return linked
    return None
