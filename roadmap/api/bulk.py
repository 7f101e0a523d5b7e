"""Many objects changed by one request: all, or none with the errors of all in their places."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from rest_framework.decorators import action
from rest_framework.response import Response

from launchhub.api.authentication import ApiRequest
from launchhub.api.collections import Collection
from launchhub.api.serializers import ResourceSerializer
from launchhub.events import together

Edits = Sequence[dict[str, Any]]


class ChangingMany(Collection):
    """Base of a collection whose objects are also changed in bulk."""

    edit_serializer_class: type[ResourceSerializer]
    """Describes the change of one object: its own fields, `id`, and `version`."""

    @action(detail=False, methods=["post"])
    def bulk(self, request: Any) -> Response:  # type: ignore[override]  # DRF types no extra action
        """Create up to 1,000 objects, all or nothing."""
        return super().bulk(request)  # type: ignore[call-arg, misc]

    @bulk.mapping.patch
    def change_bulk(self, request: ApiRequest) -> Response:
        """Change up to 1,000 objects, all or nothing: each by its `id`, and as the `version` that you know."""
        context = self.get_serializer_context()
        serializer = self.edit_serializer_class(data=request.data, many=True, partial=True, context=context)
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
        errors = [unclear(pk, ids, found) for pk in ids]

        def change(place: int) -> None:
            if errors[place]:
                raise ValidationError(errors[place])
            fields = {name: value for name, value in edits[place].items() if name not in ("id", "version")}
            self._act("update", found[ids[place]], expected_version=edits[place].get("version"), **fields)

        together.do_all(len(edits), change, sorted(range(len(edits)), key=lambda place: str(ids[place])))


def unclear(pk: uuid.UUID | None, ids: Sequence[Any], found: dict[Any, Any]) -> together.Errors:
    """Return what is wrong with an id among `ids`, of which those in `found` are in sight; nothing when it is fine."""
    if pk is None:
        return {"id": ["Say which one it is."]}
    if pk not in found:
        return {"id": [f"There is nothing with the id {pk} that you may see."]}
    return {"id": ["This id is given twice."]} if ids.count(pk) > 1 else {}
