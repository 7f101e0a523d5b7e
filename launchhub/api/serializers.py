"""Serializers validate what comes in and describe the schema; rows go out without them (see `rows.py`)."""

from __future__ import annotations

import difflib
import uuid
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from django.db import models
from rest_framework import serializers
from rest_framework.validators import UniqueValidator

from launchhub.accounts.scoping import EditableModel
from launchhub.api import fields

BULK_LIMIT = 1000


def nearest(name: str, known: Sequence[str]) -> str:
    """Return a hint at the known name that resembles `name` most, or at all of them."""
    close = difflib.get_close_matches(name, known, n=1)
    return f"Did you mean “{close[0]}”?" if close else f"Known here: {', '.join(sorted(known))}."


class BulkSerializer(serializers.ListSerializer[Any]):
    """Many objects at once: links of all of them are looked up together."""

    def to_internal_value(self, data: Any) -> list[Any]:
        """Return the validated objects. Raises with the errors of each in its place."""
        if isinstance(data, list) and len(data) <= BULK_LIMIT:
            child: Any = self.child
            child.look_up_links(data)
        values: list[Any] = super().to_internal_value(data)
        return values


class Strict(serializers.Serializer[Any]):
    """Refuses names that it does not know: a slip of the pen in `dry_run` is an error, not a move."""

    def to_internal_value(self, data: Any) -> Any:
        """Return the validated fields. Raises for unknown and read-only names besides wrong values."""
        errors: dict[str, Any] = self._refused(data) if isinstance(data, Mapping) else {}
        try:
            values = super().to_internal_value(data)
        except serializers.ValidationError as error:
            raise serializers.ValidationError({**error.detail, **errors}) from error  # type: ignore[dict-item]
        if errors:
            raise serializers.ValidationError(errors)
        return values

    def _refused(self, data: Mapping[str, Any]) -> dict[str, list[str]]:
        writable = [name for name, field in self.fields.items() if not field.read_only]
        refused = {}
        for name in data:
            if name in writable:
                continue
            if name in self.fields:
                refused[name] = [f"“{name}” cannot be set here."]
            else:
                refused[name] = [f"There is no field “{name}”. {nearest(name, writable)}"]
        return refused


class ResourceSerializer(Strict, serializers.ModelSerializer[Any]):
    """Base of the serializer of every collection.

    `Meta` names the `model` and its own `fields`; what every editable row has (`id`, `external_id`, `created_at`,
    `updated_at`, `version`) is added. Links are ids of rows that the member may see. A field may also be

    - a path: `name = serializers.CharField(source="user.name", read_only=True)`;
    - an annotation of the same name that the collection's `annotate` adds to the queryset;
    - filled in by the collection's `extend`.

    `Meta.fixed` names fields that are set when an object is made and never changed.

    Uniqueness is PostgreSQL's to decide: the action turns a violation into an error of the field.
    """

    serializer_related_field = fields.LinkField
    serializer_field_mapping: ClassVar[Any] = serializers.ModelSerializer.serializer_field_mapping | {
        models.BooleanField: fields.BooleanField,
        models.CharField: fields.TextField,
        models.TextField: fields.TextField,
        models.EmailField: fields.EmailField,
        models.URLField: fields.URLField,
        models.SlugField: fields.SlugField,
        models.JSONField: fields.JSONField,
        models.UUIDField: fields.IdField,
    }

    class Meta:
        list_serializer_class = BulkSerializer

    @classmethod
    def many_init(cls, *args: Any, **kwargs: Any) -> Any:
        """Return the serializer of a bulk request."""
        kwargs.setdefault("allow_empty", False)
        kwargs.setdefault("max_length", BULK_LIMIT)
        child = cls(*args, **{name: value for name, value in kwargs.items() if name in ("context", "partial")})
        kwargs["child"] = child
        return BulkSerializer(*args, **kwargs)

    def get_field_names(self, declared_fields: Any, info: Any) -> list[str]:
        """Return the names of `Meta.fields`, between `id` and the fields that every editable row has."""
        own = [name for name in super().get_field_names(declared_fields, info) if name != "id"]
        shared = ["external_id", "created_at", "updated_at", "version"]
        if not issubclass(self.Meta.model, EditableModel):
            shared = []
        return ["id", *own, *(name for name in shared if name not in own)]

    def get_fields(self) -> dict[str, Any]:
        """Return the fields; in a change, those that are fixed are read only."""
        found: dict[str, Any] = super().get_fields()
        for name in getattr(self.Meta, "fixed", ()) if self.partial else ():
            found[name].read_only = True
        return found

    def build_standard_field(self, field_name: str, model_field: Any) -> Any:
        """Return DRF's field for the column, without the query that looks for a value already taken."""
        field_class, kwargs = super().build_standard_field(field_name, model_field)
        if "validators" in kwargs:
            kwargs["validators"] = [each for each in kwargs["validators"] if not isinstance(each, UniqueValidator)]
        if issubclass(field_class, fields.JSONField) and model_field.default in (dict, list):
            kwargs["kind"] = model_field.default
        return field_class, kwargs

    def build_relational_field(self, field_name: str, relation_info: Any) -> Any:
        """Return DRF's field for the link; our `through` tables hold the two ends only, so it can be written."""
        return super().build_relational_field(field_name, relation_info._replace(has_through_model=False))

    def get_validators(self) -> list[Any]:
        """Return none but those of `Meta`: constraints are PostgreSQL's to keep."""
        return list(getattr(self.Meta, "validators", []))

    def get_unique_together_constraints(self, model: Any) -> Iterator[Any]:
        """Yield nothing, so that no field becomes required for a constraint's sake."""
        return iter(())

    def to_internal_value(self, data: Any) -> Any:
        """Return the validated fields, links looked up together. Raises as `Strict` does."""
        if isinstance(data, Mapping):
            self.look_up_links([data])
        return super().to_internal_value(data)

    def look_up_links(self, rows: Sequence[Any]) -> None:
        """Fetch everything that the links of the given raw objects point to, with one query per linked model."""
        wanted: dict[Any, set[uuid.UUID]] = defaultdict(set)
        for name, field in self.fields.items():
            link = getattr(field, "child_relation", field)
            if isinstance(link, fields.LinkField) and not field.read_only:
                wanted[link.linked_model].update(_ids(rows, name))
        for model, ids in wanted.items():
            if ids:
                fields.look_up(self.context, model, ids)


def _ids(rows: Sequence[Any], name: str) -> Iterator[uuid.UUID]:
    """Yield every id that the raw objects give for a link; what is no id is for the field to refuse."""
    for row in rows:
        given = row.get(name) if isinstance(row, Mapping) else None
        for item in given if isinstance(given, list) else [given]:
            if pk := fields.as_id(item):
                yield pk
