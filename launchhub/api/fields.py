"""Serializer fields that refuse what PostgreSQL or a reader would choke on, and links that stay in sight."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.db.models import Model
from rest_framework import serializers

from launchhub.lib.text import clean_text

DEPTH = 20
"""How deep a JSON value may be nested."""


class TextField(serializers.CharField):
    """Text: a string and nothing that only looks like one, with clean characters."""

    default_error_messages = {"invalid": "Write a text."}

    def to_internal_value(self, data: Any) -> str:
        """Return the cleaned text."""
        if not isinstance(data, str):
            self.fail("invalid")
        return clean_text(super().to_internal_value(data))


class BooleanField(serializers.BooleanField):
    """True or false, and nothing that only looks like one."""

    default_error_messages = {"invalid": "Write true or false."}

    def to_internal_value(self, data: Any) -> bool:
        """Return the value."""
        if not isinstance(data, bool):
            self.fail("invalid")
        return data


class EmailField(TextField, serializers.EmailField):
    """An e-mail address."""


class URLField(TextField, serializers.URLField):
    """An address on the web."""


class SlugField(TextField, serializers.SlugField):
    """A word for addresses."""


class JSONField(serializers.JSONField):
    """A JSON value, any or of one kind (`dict`, `list`), with clean texts and at most `DEPTH` levels."""

    default_error_messages = {
        "deep": f"This is nested deeper than {DEPTH} levels.",
        "dict": "Write an object: names and their values.",
        "list": "Write a list.",
    }

    def __init__(self, *, kind: type | None = None, **options: Any) -> None:
        super().__init__(**options)
        self.kind = kind

    def to_internal_value(self, data: Any) -> Any:
        """Return the value with its texts cleaned."""
        if self.kind and not isinstance(data, self.kind):
            self.fail(self.kind.__name__)
        return super().to_internal_value(self._clean(data, DEPTH))

    def _clean(self, value: Any, levels: int) -> Any:
        if levels == 0:
            self.fail("deep")
        match value:
            case str():
                return clean_text(value)
            case list():
                return [self._clean(item, levels - 1) for item in value]
            case dict():
                return {clean_text(name): self._clean(item, levels - 1) for name, item in value.items()}
        return value


class IdField(serializers.UUIDField):
    """The id of an object of any kind: a UUID as a text, and no number or truth value that could be read as one."""

    default_error_messages = {"invalid": "Write the id of one object (a UUID)."}

    def to_internal_value(self, data: Any) -> uuid.UUID:
        """Return the id."""
        pk = as_id(data)
        if pk is None:
            self.fail("invalid")
        return pk


class LinkField(serializers.PrimaryKeyRelatedField[Any]):
    """The id of another object that the member may see.

    The serializer looks up all ids of a request with one query per linked model; the field only takes from those.
    """

    default_error_messages = {
        "does_not_exist": "There is nothing with the id {pk_value} that you may see.",
        "incorrect_type": IdField.default_error_messages["invalid"],
    }

    def to_internal_value(self, data: Any) -> Model:
        """Return the linked object."""
        pk = as_id(data)
        if pk is None:
            self.fail("incorrect_type")
        model = self.linked_model
        context: Any = self.context
        look_up(context, model, [pk])
        found: Model | None = context["linked"][model, pk]
        if found is None:
            self.fail("does_not_exist", pk_value=pk)
        return found

    @property
    def linked_model(self) -> type[Model]:
        """The model that the ids belong to."""
        queryset: Any = vars(self)["queryset"]
        model: type[Model] = queryset.model
        return model


def as_id(data: Any) -> uuid.UUID | None:
    """Return the UUID that a text spells, or None."""
    try:
        return uuid.UUID(data) if isinstance(data, str) else None
    except ValueError:
        return None


def look_up(context: Any, model: Any, ids: Iterable[uuid.UUID]) -> None:
    """Fetch the objects that the member may see into `context["linked"]`, with one query; the others are None there."""
    linked = context.setdefault("linked", {})
    if missing := [pk for pk in set(ids) if (model, pk) not in linked]:
        linked.update(dict.fromkeys((model, pk) for pk in missing))
        for row in model.objects.visible_to(context["request"].member).filter(pk__in=missing):
            linked[model, row.pk] = row
