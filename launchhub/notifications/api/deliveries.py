"""What left the house, over REST: by e-mail and to webhooks, with every attempt."""

from __future__ import annotations

import uuid
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from launchhub.api.authentication import ApiRequest
from launchhub.api.collections import Collection
from launchhub.api.filters import IdInFilter
from launchhub.api.rows import Rows
from launchhub.api.serializers import ResourceSerializer
from launchhub.events.models import Event
from launchhub.notifications.actions import replays
from launchhub.notifications.addressees import names_of
from launchhub.notifications.downloads import download
from launchhub.notifications.models import Channel, Delivery, DeliveryAttempt


class AttemptSerializer(serializers.ModelSerializer[Any]):
    """One try of a delivery."""

    class Meta:
        model = DeliveryAttempt
        fields = ["at", "status", "latency_ms", "response", "error"]


class DeliverySerializer(ResourceSerializer):
    """One event on its way to a mailbox or a webhook, with every attempt, oldest first."""

    kind = serializers.CharField(read_only=True)
    target_name = serializers.CharField(
        read_only=True, allow_null=True, help_text="An e-mail address or the host of a webhook; null when it is gone."
    )
    attempts = AttemptSerializer(many=True, read_only=True)

    class Meta:
        model = Delivery
        fields = [
            "event", "kind", "channel", "target", "target_name", "status", "error", "next_attempt_at", "created_at",
            "finished_at", "attempts",
        ]  # fmt: skip
        read_only_fields = fields
        extra_kwargs = {"target": {"help_text": "The id of a member, an invitation or a webhook."}}


class TargetFilter(IdInFilter):
    """Any of the targets of one channel."""

    def __init__(self, *, channel: Channel, **options: Any) -> None:
        super().__init__(field_name="target", **options)
        self.channel = channel

    def filter(self, queryset: QuerySet[Any], value: list[uuid.UUID] | None) -> QuerySet[Any]:
        """Return what goes to one of them."""
        rows = super().filter(queryset, value)
        return rows.filter(channel=self.channel) if value else rows


class DeliveryFilters(django_filters.FilterSet):
    """To whom."""

    member = TargetFilter(channel=Channel.EMAIL, label="By e-mail to any of these members.")
    webhook = TargetFilter(channel=Channel.WEBHOOK, label="To any of these webhooks.")


class Deliveries(Collection):
    """What left the house, newest first: all of it for admins, their own e-mails for the others."""

    model = Delivery
    serializer_class = DeliverySerializer
    scope = "admin"
    filterset_class = DeliveryFilters
    filterset_fields = ("channel", "status", "event")
    ordering = ("-id",)

    def extend(self, rows: Rows) -> None:
        """Add the kinds of the events, the names of the targets and the attempts of all rows.

        Events and attempts are not joined: a join would ask every month's partition about each row.
        """
        events = Event.objects.filter(pk__in={row["event"] for row in rows})
        kinds = dict(events.values_list("pk", "kind"))
        names = names_of((row["channel"], row["target"]) for row in rows)
        by_delivery: dict[uuid.UUID, list[dict[str, Any]]] = {row["id"]: [] for row in rows}
        attempts = DeliveryAttempt.objects.in_workspace(self.request.workspace).of(by_delivery)
        for each in attempts.values("delivery_id", *AttemptSerializer.Meta.fields):
            by_delivery[each.pop("delivery_id")].append(each)
        for row in rows:
            row["kind"], row["target_name"] = kinds[row["event"]], names.get(row["target"])
            row["attempts"] = by_delivery[row["id"]]

    @extend_schema(request=None, responses={201: DeliverySerializer})
    @action(detail=True, methods=["post"])
    def replays(self, request: ApiRequest, pk: uuid.UUID) -> Response:
        """Send it once more, with as many tries as a new one. Admins only; 400 while it is still on its way."""
        replays.create(self.get_object(), by=request.member)
        return self.answer(self.one(pk), status=201)

    @extend_schema(responses={(200, "message/rfc822"): OpenApiTypes.BINARY})
    @action(detail=True, methods=["get"])
    def email(self, request: ApiRequest, pk: uuid.UUID) -> HttpResponse:
        """Download the e-mail as it was written. 404 when none is kept: a mail server has it."""
        return download(get_object_or_404(self.visible().exclude(channel=Channel.WEBHOOK), pk=pk))
