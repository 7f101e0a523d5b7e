"""Imports over REST."""

from __future__ import annotations

from typing import Any

import orjson
from django.core.exceptions import ValidationError
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response

from launchhub.api.authentication import ApiRequest
from launchhub.api.collections import Collection
from launchhub.api.scopes import require_scope
from launchhub.api.serializers import ResourceSerializer, Strict
from launchhub.api.views import WorkspaceView
from launchhub.imports import actions, tables
from launchhub.imports.models import Import
from launchhub.imports.registry import importable

JSON_PARTS = ("mapping", "defaults", "dry_run")
WORDS = {"type": "object", "additionalProperties": {"type": "string"}}
FORM = {
    "type": "object",
    "required": ["kind", "file"],
    "additionalProperties": False,
    "properties": {
        "kind": {"type": "string", "description": "What the rows are, such as “features”."},
        "file": {"type": "string", "format": "binary", "description": "CSV, XLSX or JSON."},
        "mapping": WORDS | {"description": "Column → field, as JSON; left out, it is guessed."},
        "defaults": WORDS | {"description": "Field → value where a row has none, as JSON."},
        "dry_run": {"type": "boolean", "default": False, "description": "Do everything, and undo it."},
    },
    "example": {
        "kind": "features",
        "file": "name,product\nRefunds,PAY\n",
        "mapping": {"name": "title"},
        "dry_run": True,
    },
}


class RowSerializer(serializers.Serializer[Any]):
    """What is to say of a row; row and column are null where it is about more than one."""

    row = serializers.IntegerField(allow_null=True)
    column = serializers.CharField(allow_null=True)
    detail = serializers.CharField()


class ImportSerializer(ResourceSerializer):
    """One file that was tried or taken in, with what became of its rows. With errors, nothing was written."""

    errors = RowSerializer(many=True, read_only=True)  # type: ignore[assignment]
    notes = RowSerializer(many=True, read_only=True)

    class Meta:
        model = Import
        fields = [
            "kind", "filename", "mapping", "defaults", "dry_run",
            "created", "updated", "skipped", "errors", "notes", "member", "created_at",
        ]  # fmt: skip
        read_only_fields = fields


class AskedSerializer(Strict):
    """What to take in."""

    kind = serializers.CharField()
    mapping = serializers.DictField(child=serializers.CharField(), required=False)
    defaults = serializers.DictField(child=serializers.CharField(), required=False)
    dry_run = serializers.BooleanField(default=False)


class Imports(Collection):
    """Tables taken in. `kind`, `mapping`, `defaults` and `dry_run` are parts of a form beside the `file`."""

    model = Import
    serializer_class = ImportSerializer
    parser_classes = [MultiPartParser]
    scope = "roadmap"
    filterset_fields = ("kind", "dry_run", "member")
    search_fields = ("filename",)
    ordering = ("-id",)
    bulk = None  # type: ignore[assignment]  # a request has one file

    @classmethod
    def offers(cls, verb: str) -> bool:
        """Say that imports can be made: they are run."""
        return verb == "create"

    @extend_schema(request={"multipart/form-data": FORM}, responses={201: ImportSerializer})
    def create(self, request: ApiRequest) -> Response:
        """Take a table in, all or nothing. Rows match what is there by `external_id`."""
        form: Any = request.data
        asked = AskedSerializer(data=_parts(form))
        asked.is_valid(raise_exception=True)
        # The scopes are named like the apps: who may write the roadmap may not bring in gates by a file.
        area = importable(asked.validated_data["kind"]).model._meta.app_label
        require_scope(request.member, area, "POST")
        file = form.get("file")
        if not hasattr(file, "read"):
            raise ValidationError({"file": "Send a CSV, XLSX or JSON file as the part “file”."})
        tables.check_size(file.size)
        table = tables.read(file.read(), file.name)
        return self.created(actions.run(table, filename=file.name, by=request.member, **asked.validated_data))


def _parts(data: Any) -> dict[str, Any]:
    """Return the parts of the form with the JSON in them decoded. Raises `ValidationError` by part."""
    found, errors = {name: data.get(name) for name in data if name not in ("file", *JSON_PARTS)}, {}
    for name in JSON_PARTS:
        if raw := data.get(name):
            try:
                found[name] = orjson.loads(raw)
            except (orjson.JSONDecodeError, TypeError):
                errors[name] = "This is not valid JSON."
    if errors:
        raise ValidationError(errors)
    return {name: value for name, value in found.items() if value is not None}


collections: list[tuple[str, type[WorkspaceView]]] = [("imports", Imports)]
