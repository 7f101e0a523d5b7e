"""Fields of roadmap's own kind."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from launchhub.api.fields import as_id, look_up
from launchhub.lib.dates import parse_when
from roadmap.models import Feature, Launch


class When(NamedTuple):
    """A date, and how exactly it is known."""

    date: dt.date
    precision: str


class WhenField(serializers.DateField):
    """A date as exactly as it is known: "2027-05-14", "2027-W20", "2027-05" or "Q3 2027" (its last day)."""

    def to_internal_value(self, data: Any) -> Any:
        """Return the date and its precision."""
        if not isinstance(data, str):
            self.fail("invalid", format="2027-05-14, 2027-W20, 2027-05 or Q3 2027")
        try:
            return When(*parse_when(data))
        except ValueError as error:
            raise serializers.ValidationError(str(error)) from error


@extend_schema_field(OpenApiTypes.UUID)
class EndField(serializers.Field[Any, Any, Any, Any]):
    """One end of a dependency: the id of a feature or of a launch that the member may see."""

    def to_internal_value(self, data: Any) -> Feature | Launch:
        """Return the feature or launch."""
        pk = as_id(data)
        if pk is None:
            raise serializers.ValidationError("Write the id of a feature or of a launch (a UUID).")
        for model in (Feature, Launch):
            look_up(self.context, model, [pk])
            found: Feature | Launch | None = self.context["linked"][model, pk]
            if found is not None:
                return found
        raise serializers.ValidationError(f"There is no feature or launch with the id {pk} that you may see.")
