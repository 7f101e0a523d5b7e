"""Filters of a list by its columns, and the search box: derived from the model, so that all lists filter alike."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from functools import cache
from typing import Any, ClassVar

import django_filters
from django import forms
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q, QuerySet
from django_filters.fields import BaseCSVField, IsoDateTimeField
from rest_framework.filters import BaseFilterBackend

from launchhub.accounts.scoping import EditableModel
from launchhub.api.errors import BadParameters
from launchhub.api.parameters import TEXT, TRIMMING, WORD, check_names, one_of_several, parameter, trimming
from launchhub.api.serializers import nearest

LONGEST_SEARCH = 200
"""Characters."""

LARGEST = 10**18 - 1
"""The largest whole number to ask for."""

MOST_WORDS = 10
"""Words that one search may have: each is looked for in every column."""


class Values(BaseCSVField):
    """Several values, separated by commas."""

    def clean(self, value: Any) -> Any:
        """Return the values. Raises when there is nothing between two commas."""
        if value and "" in value:
            raise forms.ValidationError("There is nothing between two commas.")
        return super().clean(value)


class InFilter(django_filters.BaseInFilter):
    """Any of several values."""

    base_field_class = Values


class ChoiceInFilter(InFilter, django_filters.ChoiceFilter):
    """Any of the choices named."""


class IdInFilter(InFilter, django_filters.UUIDFilter):
    """Any of the ids named."""


class Instant(IsoDateTimeField):
    """An instant with whatever offset RFC 3339 knows; PostgreSQL reads offsets of less than 16 hours."""

    def to_python(self, value: Any) -> Any:
        """Return the instant in UTC. Raises when no calendar there has it."""
        instant = super().to_python(value)
        try:
            return instant and instant.astimezone(dt.UTC)
        except OverflowError as error:
            raise forms.ValidationError("This is before the first or after the last day that can be kept.") from error


class InstantFilter(django_filters.IsoDateTimeFilter):
    """An instant."""

    field_class = Instant


class HasAllFilter(django_filters.BaseCSVFilter, django_filters.CharFilter):
    """All of the values named are in the list."""

    base_field_class = Values


class KnownFilter(django_filters.CharFilter):
    """Any of the words that a registry knows, separated by commas."""

    def __init__(self, *, known: Collection[str], **options: Any) -> None:
        super().__init__(**options)
        self.known = known

    def filter(self, queryset: QuerySet[Any], value: str) -> QuerySet[Any]:
        """Return the rows that have one of the words. Raises `BadParameters` for a word that is not known."""
        words, name = value.split(",") if value else [], str(self.field_name)
        for word in words:
            if word not in self.known:
                raise BadParameters({name: f"There is no {name} “{word}”. {nearest(word, list(self.known))}"})
        return queryset.filter((f"{name}__in", words)) if words else queryset


class WholeNumberFilter(django_filters.NumberFilter):
    """A whole number from nought on, of up to 18 digits."""

    field_class = forms.IntegerField  # type: ignore[assignment]
    schema: ClassVar[dict[str, Any]] = {"type": "integer", "minimum": 0, "maximum": LARGEST}

    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=0, max_value=LARGEST, **options)


YES_NO = [("true", "true"), ("false", "false")]


def filter_for(column: Any, path: str) -> django_filters.Filter:
    """Return the filter of a model's column: ids and choices take several values, separated by commas."""
    if column.is_relation:
        return IdInFilter(field_name=path, distinct=column.many_to_many, label="Any of these ids.")
    if isinstance(column, ArrayField):
        return HasAllFilter(field_name=path, lookup_expr="contains", label="Holds all of these.")
    if column.choices:
        return ChoiceInFilter(field_name=path, choices=column.choices, label="Any of these.")
    match column:
        case models.BooleanField():
            return django_filters.TypedChoiceFilter(
                field_name=path, choices=YES_NO, coerce=lambda value: value == "true", label="true or false."
            )
        case models.UUIDField():
            return IdInFilter(field_name=path, label="Any of these ids.")
        case models.DateTimeField():
            return InstantFilter(field_name=path, label="This instant.")
        case models.DateField():
            return django_filters.DateFilter(field_name=path, label="This day.")
    return django_filters.CharFilter(field_name=path, label="Exactly this.")


def common_filters(model: type[models.Model]) -> dict[str, django_filters.Filter]:
    """Return the filters that every list of such rows has."""
    names = {column.name for column in model._meta.get_fields()}
    found: dict[str, django_filters.Filter] = {"id": IdInFilter(field_name="id", label="Any of these ids.")}
    if issubclass(model, EditableModel):
        found["external_id"] = django_filters.CharFilter(field_name="external_id", label="Exactly this.")
        found["updated_after"] = InstantFilter(
            field_name="updated_at", lookup_expr="gte", label="Changed at this instant or later."
        )
    elif "created_at" in names:  # what is never changed was changed last when it was made
        found["updated_after"] = InstantFilter(
            field_name="created_at", lookup_expr="gte", label="Made at this instant or later."
        )
    if "due" in names:
        found["due_after"] = django_filters.DateFilter(field_name="due", lookup_expr="gte", label="Due then or later.")
        found["due_before"] = django_filters.DateFilter(
            field_name="due", lookup_expr="lte", label="Due then or earlier."
        )
    return found


@cache
def filterset_of(collection: Any) -> type[django_filters.FilterSet]:
    """Return the filter set of a collection: its own filters, those of its `filterset_fields`, and the common ones."""
    meta = collection.model._meta
    derived = {name: filter_for(meta.get_field(name), name) for name in collection.filterset_fields}
    base = collection.filterset_class or django_filters.FilterSet
    name = f"{collection.__name__}Filters"
    return type(name, (base,), common_filters(collection.model) | derived | dict(base.declared_filters))


class Filters(BaseFilterBackend):
    """Applies the filters of a collection and its `?search=`, and refuses what it does not know."""

    def filter_queryset(self, request: Any, queryset: QuerySet[Any], view: Any) -> QuerySet[Any]:
        """Return the rows that were asked for."""
        filters = filterset_of(view.__class__)
        known = {*filters.base_filters, *TRIMMING, *view.pagination_class.parameters}
        check_names(request.query_params, known | ({"search"} if view.search_fields else set()))
        if filters.base_filters.keys() & request.query_params.keys():  # it takes longer to make than a list to read
            rows = filters(request.query_params, queryset, request=request)
            if not rows.is_valid():
                raise BadParameters({name: " ".join(messages) for name, messages in rows.errors.items()})
            queryset = rows.qs
        return search(queryset, request.query_params.get("search", ""), view.search_fields)

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """Return the parameters for the OpenAPI description."""
        filters = filterset_of(view.__class__).base_filters
        described = [parameter(name, str(each.label or ""), values_of(each)) for name, each in filters.items()]
        if view.search_fields:
            told = f"Rows whose {' or '.join(view.search_fields)} holds all of these words."
            described.append(parameter("search", told, TEXT | {"maxLength": LONGEST_SEARCH}))
        return described + trimming(view.shape().names, view.expandable())


def values_of(each: django_filters.Filter) -> dict[str, Any]:
    """Return the JSON schema of the values that a filter takes."""
    match each:
        case IdInFilter():
            return {"type": "array", "items": {"type": "string", "format": "uuid"}}
        case ChoiceInFilter():
            return one_of_several(value for value, _ in each.extra["choices"])
        case KnownFilter():
            return one_of_several(each.known)
        case HasAllFilter():
            return {"type": "array", "items": WORD}
        case django_filters.ChoiceFilter() | django_filters.TypedChoiceFilter() if each.extra["choices"] is YES_NO:
            return {"type": "boolean"}
        case django_filters.UUIDFilter():
            return {"type": "string", "format": "uuid"}
        case django_filters.DateFilter():
            return {"type": "string", "format": "date"}
        case django_filters.IsoDateTimeFilter():
            return {"type": "string", "format": "date-time"}
        case WholeNumberFilter():
            return each.schema
    return TEXT


def search(queryset: QuerySet[Any], text: str, names: tuple[str, ...]) -> QuerySet[Any]:
    """Return the rows that hold every word of the text in any of the named columns.

    Raises `BadParameters` for a text that is too long to look for.
    """
    words = text.split()
    if len(text) > LONGEST_SEARCH or len(words) > MOST_WORDS:
        raise BadParameters({"search": f"Write at most {MOST_WORDS} words and {LONGEST_SEARCH} characters."})
    for word in words:
        queryset = queryset.filter(Q.create([(f"{name}__icontains", word) for name in names], connector=Q.OR))
    return queryset
