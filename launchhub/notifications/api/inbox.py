"""A member's own inbox, watches and preferences over REST."""

from __future__ import annotations

import uuid
from typing import Any

import django_filters
from django.db.models import F, QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from launchhub.api.authentication import ApiRequest
from launchhub.api.collections import Collection
from launchhub.api.fields import BooleanField, IdField
from launchhub.api.filters import YES_NO, IdInFilter
from launchhub.api.rows import Rows
from launchhub.api.serializers import ResourceSerializer, Strict
from launchhub.api.spine import SubjectSerializer
from launchhub.events.kinds import sentence
from launchhub.events.models import Event
from launchhub.notifications.actions import acknowledgements, notifications, preferences, watches
from launchhub.notifications.models import Acknowledgement, Notification, Preference, Watch


class AcknowledgementSerializer(ResourceSerializer):
    """Who has seen what an event told, and when."""

    member_name = serializers.CharField(source="member.user.name", read_only=True)

    class Meta:
        model = Acknowledgement
        fields = ["event", "member", "member_name", "at"]
        read_only_fields = fields


class Acknowledgements(Collection):
    """Who has seen what an event told. Nothing in it is ever changed or deleted."""

    model = Acknowledgement
    serializer_class = AcknowledgementSerializer
    scope = "events"


class NotificationSerializer(ResourceSerializer):
    """What you are told about one event, and why."""

    kind = serializers.CharField(source="event.kind", read_only=True)
    sentence = serializers.CharField(read_only=True)
    subject = SubjectSerializer(read_only=True)
    launch = serializers.UUIDField(source="event.launch_id", read_only=True, allow_null=True)
    is_read = BooleanField(write_only=True, required=False, help_text="Read, or unread again.")

    class Meta:
        model = Notification
        fields = [
            "event", "kind", "sentence", "because", "asked", "subject", "launch",
            "created_at", "read_at", "is_read", "snoozed_until",
        ]  # fmt: skip
        read_only_fields = ["event", "asked", "created_at"]


class NotificationFilters(django_filters.FilterSet):
    """Which notifications."""

    unread = django_filters.ChoiceFilter(
        choices=YES_NO, method="of_state", label="true: those that wait to be read now; false: those that were read."
    )
    kind = django_filters.CharFilter(field_name="event__kind", label="Exactly this kind.")
    launch = django_filters.UUIDFilter(field_name="event__launch_id", label="Concerning this launch.")

    def of_state(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Return the unread or the read ones."""
        rows: Any = queryset
        unread: QuerySet[Any] = rows.unread() if value == "true" else rows.filter(read_at__isnull=False)
        return unread


class ReadSerializer(Strict):
    """Which notifications to mark as read."""

    ids = serializers.ListField(child=IdField(), required=False, max_length=1000, help_text="Left out: all of them.")


class MarkedSerializer(serializers.Serializer[Any]):
    """How many were marked."""

    marked = serializers.IntegerField()


class Notifications(Collection):
    """Your inbox, newest first. PATCH marks one as read or puts it off."""

    model = Notification
    serializer_class = NotificationSerializer
    actions = notifications
    scope = "events"
    filterset_class = NotificationFilters
    ordering = ("-id",)
    computed_from = ("subject_type", "subject_id", "subject_title", "event_data", "actor_name")

    def annotate(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Add what sentence and subject are made of."""
        rows: QuerySet[Any] = queryset.annotate(
            subject_type=F("event__subject_type"),
            subject_id=F("event__subject_id"),
            subject_title=F("event__subject_title"),
            event_data=F("event__data"),
            actor_name=F("event__actor__user__name"),
        )
        return rows

    def extend(self, rows: Rows) -> None:
        """Put the subject together, and tell the event in a sentence."""
        for row in rows:
            event = Event(kind=row["kind"], data=row["event_data"], subject_title=row["subject_title"])
            row["sentence"] = sentence(event, row["actor_name"] or "")
            row["subject"] = {part: row[f"subject_{part}"] for part in ("type", "id", "title")}

    @extend_schema(request=ReadSerializer, responses={201: MarkedSerializer})
    @action(detail=False, methods=["post"], serializer_class=ReadSerializer)
    def reads(self, request: ApiRequest) -> Response:
        """Mark several notifications as read, or all."""
        ids = self.valid(request.data).get("ids")
        return Response({"marked": notifications.mark_read(ids, by=request.member)}, status=201)

    @extend_schema(responses=AcknowledgementSerializer(many=True))
    @action(detail=True, methods=["get"], serializer_class=Strict)
    def acknowledgements(self, request: ApiRequest, pk: uuid.UUID) -> Response:
        """List who has acknowledged the event."""
        ledger = self.beside(Acknowledgements)
        return ledger.page(ledger.get_queryset().filter(event=self.get_object().event_id))

    @extend_schema(request=Strict, responses={201: AcknowledgementSerializer})
    @acknowledgements.mapping.post
    def acknowledge(self, request: ApiRequest, pk: uuid.UUID) -> Response:
        """Say that you have seen it, and with it all earlier ones on the same object. 409 when you are not asked."""
        self.valid(request.data)
        made = acknowledgements.create(self.get_object().event, by=request.member)
        ledger = self.beside(Acknowledgements)
        return ledger.answer(ledger.one(made.pk), status=201)


class PreferenceSerializer(ResourceSerializer):
    """What you want by e-mail. Without one it is what is urgent."""

    class Meta:
        model = Preference
        fields = ["email"]


class Preferences(Collection):
    """Your own preferences: one object at most. Creating it again replaces it."""

    model = Preference
    serializer_class = PreferenceSerializer
    actions = preferences
    scope = "events"


class WatchSerializer(ResourceSerializer):
    """Your wish about one object: to be told of it, or to be left alone."""

    target = IdField(source="target_id")

    class Meta:
        model = Watch
        fields = ["noun", "target", "muted", "because", "created_at"]
        read_only_fields = ["because"]
        fixed = ("noun", "target")


class WatchFilters(django_filters.FilterSet):
    """Which watches."""

    target = IdInFilter(field_name="target_id", label="Of any of these objects.")


class Watches(Collection):
    """What you watch and what you have muted. Who watches a product watches its launches and features."""

    model = Watch
    serializer_class = WatchSerializer
    actions = watches
    scope = "events"
    filterset_class = WatchFilters
    filterset_fields = ("noun", "muted")
    ordering_fields = ("noun",)
