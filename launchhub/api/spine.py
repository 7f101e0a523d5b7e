"""The event spine over REST: poll it and miss nothing."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.utils.urls import replace_query_param

from launchhub.accounts.models import Workspace
from launchhub.api.collections import Collection
from launchhub.api.errors import BadParameters
from launchhub.api.filters import IdInFilter, KnownFilter, WholeNumberFilter
from launchhub.api.pagination import Key, KeysetPagination, page_size
from launchhub.api.rows import Rows
from launchhub.api.serializers import ResourceSerializer
from launchhub.events.kinds import KINDS, sentence
from launchhub.events.models import Event


class SubjectSerializer(serializers.Serializer[Any]):
    """What an event is about, with its title as it was then."""

    type = serializers.CharField()
    id = serializers.UUIDField()
    title = serializers.CharField()


class EventSerializer(ResourceSerializer):
    """One change of state."""

    actor_name = serializers.CharField(
        source="actor.user.name", read_only=True, allow_null=True, help_text="Null when LaunchHub itself acted."
    )
    subject = SubjectSerializer(read_only=True)
    launch = serializers.UUIDField(read_only=True, source="launch_id", allow_null=True)
    sentence = serializers.CharField(read_only=True)

    class Meta:
        model = Event
        fields = [
            "position", "kind", "sentence", "actor", "actor_name", "subject", "launch", "data",
            "happened_at", "quiet", "caused_by",
        ]  # fmt: skip
        read_only_fields = fields


class PositionField(forms.IntegerField):
    """A whole number, or the id of an event."""

    def clean(self, value: Any) -> int | uuid.UUID | None:
        """Return the one or the other."""
        try:
            return uuid.UUID(value)
        except (TypeError, ValueError):
            number: int | None = super().clean(value)
            return number


def position_of(event_id: uuid.UUID, workspace: Workspace) -> int:
    """Return where a sealed event stands on the spine. Raises `BadParameters` for one that is not there."""
    rows = Event.objects.filter(pk=event_id, workspace=workspace, position__isnull=False)
    if (position := rows.values_list("position", flat=True).first()) is None:
        raise BadParameters({"after": "There is no such event: send the position or the id of one you have."})
    return position


class PositionFilter(WholeNumberFilter):
    """A position on the spine, also by the id of the event that stands there."""

    field_class = PositionField
    schema: ClassVar[dict[str, Any]] = {"anyOf": [WholeNumberFilter.schema, {"type": "string", "format": "uuid"}]}

    def filter(self, queryset: QuerySet[Any], value: int | uuid.UUID | None) -> QuerySet[Any]:
        """Return what stands past it. Raises `BadParameters` for an event that is not there."""
        if isinstance(value, uuid.UUID):
            value = position_of(value, self.parent.request.workspace)  # type: ignore[attr-defined]
        return super().filter(queryset, value)


class EventFilters(django_filters.FilterSet):
    """Which events."""

    kind = KnownFilter(known=KINDS, label="Any of these kinds.")
    subject = IdInFilter(field_name="subject_id", label="About any of these objects.")
    launch = IdInFilter(field_name="launch_id", label="Concerning any of these launches.")
    after = PositionFilter(
        field_name="position", lookup_expr="gt", label="Past the last event that you have: its position, or its id."
    )


POSITION = Key("position", "position", descending=False, nullable=False)


class SpinePagination(KeysetPagination):
    """Pages by position: `next` goes on after the last event of the page."""

    parameters = ("page_size",)

    def paginate_queryset(self, queryset: Any, request: Any, view: Any = None) -> Any:
        """Return the rows of one page, in the order in which they were sealed."""
        size = page_size(request.query_params)
        if queryset is view.everything:
            rows: Rows = view.read_where({}, ["position"], (POSITION,), size + 1)
        else:
            rows = view.read(queryset.order_by("position")[: size + 1], ["position"])
        page, url = rows[:size], request.build_absolute_uri()
        self.previous = None
        self.next = replace_query_param(url, "after", page[-1]["position"]) if len(rows) > size else None
        return view.finish(page)


class Events(Collection):
    """The spine, oldest first, in the order in which events were sealed: nothing appears before a position passed."""

    model = Event
    serializer_class = EventSerializer
    scope = "events"
    filterset_class = EventFilters
    filterset_fields = ("actor", "quiet")
    computed_from = ("subject_type", "subject_id", "subject_title", "kind", "data", "actor_name")
    pagination_class = SpinePagination

    def visible(self) -> QuerySet[Any]:
        """Return the sealed events."""
        rows: QuerySet[Any] = super().visible().filter(position__isnull=False)
        return rows

    def extend(self, rows: Rows) -> None:
        """Put the subject together, and tell the event in a sentence."""
        for row in rows:
            event = Event(kind=row["kind"], data=row["data"], subject_title=row["subject_title"])
            row["sentence"] = sentence(event, row["actor_name"] or "")
            row["subject"] = {part: row[f"subject_{part}"] for part in ("type", "id", "title")}
