"""Many features changed by one request: all, or none with the errors of all in their places."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError as DjangoValidationError
from django.db import transaction
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from launchhub.api.authentication import ApiRequest
from launchhub.lib.errors import Stale
from roadmap.api.moving import Moving
from roadmap.api.serializers import FeatureEditSerializer, FeatureSerializer

Edits = Sequence[dict[str, Any]]


class ChangingMany(Moving):
    """Base of a collection whose objects are also changed in bulk."""

    @action(detail=False, methods=["post"])
    def bulk(self, request: Any) -> Response:  # type: ignore[override]  # DRF types no extra action
        """Create up to 1,000 objects, all or nothing."""
        return super().bulk(request)  # type: ignore[call-arg, misc]

    @extend_schema(request=FeatureEditSerializer(many=True), responses=FeatureSerializer(many=True))
    @bulk.mapping.patch
    def change_bulk(self, request: ApiRequest) -> Response:
        """Change up to 1,000 objects, all or nothing: each by its `id`, and as the `version` that you know."""
        context = self.get_serializer_context()
        serializer = FeatureEditSerializer(data=request.data, many=True, partial=True, context=context)
        serializer.is_valid(raise_exception=True)
        edits: Edits = serializer.validated_data
        self._change_each(edits)
        found = self.read(self.get_queryset().filter(pk__in=[edit["id"] for edit in edits]), ["id"])
        rows = dict(zip([str(row["id"]) for row in found], self.finish(found), strict=True))
        return Response({"results": [rows[str(edit["id"])] for edit in edits]})

    def _change_each(self, edits: Edits) -> None:
        """Change each object by the action, locked in one order. Raises with the errors of all."""
        ids = [edit.get("id") for edit in edits]
        found = self.visible().in_bulk([pk for pk in ids if pk])
        errors: list[Any] = [_unclear(pk, ids, found) for pk in ids]
        for place in sorted(range(len(edits)), key=lambda place: str(ids[place])):
            if not errors[place]:
                errors[place] = self._change(found[ids[place]], edits[place])
        if any(errors):
            raise ValidationError(errors)

    def _change(self, obj: Any, edit: dict[str, Any]) -> dict[str, Any]:
        """Change an object and return what is wrong with the edit: nothing when it was made."""
        fields = {name: value for name, value in edit.items() if name not in ("id", "version")}
        try:
            with transaction.atomic():
                self._act("update", obj, expected_version=edit.get("version"), **fields)
        except Stale as stale:
            return {"version": f"Somebody changed “{stale.current}” meanwhile: it is version {stale.current.version}."}
        except DjangoValidationError as error:
            return dict(error.message_dict) if hasattr(error, "error_dict") else {"__all__": error.messages}
        return {}


def _unclear(pk: uuid.UUID | None, ids: Sequence[uuid.UUID | None], found: dict[Any, Any]) -> dict[str, str]:
    if pk is None:
        return {"id": "Say which one it is."}
    if pk not in found:
        return {"id": f"There is nothing with the id {pk} that you may see."}
    return {"id": "This id is given twice."} if ids.count(pk) > 1 else {}
