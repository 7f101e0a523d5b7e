"""Webhooks over REST: admins only."""

from __future__ import annotations

import uuid
from typing import Any

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from launchhub.accounts.rights import Right, require
from launchhub.api.authentication import ApiRequest
from launchhub.api.collections import Collection
from launchhub.api.fields import BooleanField, IdField
from launchhub.api.serializers import ResourceSerializer, Strict
from launchhub.notifications.actions import replays, webhooks
from launchhub.notifications.api.deliveries import Deliveries, DeliverySerializer
from launchhub.notifications.models import Channel, Delivery, Webhook


class WebhookSerializer(ResourceSerializer):
    """An address that gets signed events. The secret is shown once, when it is made."""

    url = serializers.CharField(max_length=2048)
    kinds = serializers.ListField(child=serializers.CharField(max_length=60), required=False)
    is_enabled = BooleanField(required=False)

    class Meta:
        model = Webhook
        fields = ["url", "kinds", "is_enabled", "disabled_at", "disabled_because", "failing_since", "rotated_at"]
        read_only_fields = ["disabled_at", "disabled_because", "failing_since", "rotated_at"]


class ReplaySerializer(Strict):
    """What to send once more: one delivery, or everything since an instant."""

    delivery = IdField(required=False)
    since = serializers.DateTimeField(required=False)

    def validate(self, attrs: Any) -> Any:
        """Take one of the two."""
        if len(attrs) != 1:
            raise ValidationError("Give either “delivery” or “since”.")
        return attrs


class ReplayedSerializer(serializers.Serializer[Any]):
    """How many deliveries are on their way once more."""

    count = serializers.IntegerField()


class TestedSerializer(serializers.Serializer[Any]):
    """The event that was sent."""

    event = serializers.UUIDField()


class SecretSerializer(serializers.Serializer[Any]):
    """The new secret."""

    secret = serializers.CharField()


class Webhooks(Collection):
    """Addresses that get signed events (Standard Webhooks); admins only."""

    model = Webhook
    serializer_class = WebhookSerializer
    actions = webhooks
    scope = "admin"
    search_fields = ("url",)
    ordering_fields = ("url",)
    shown_once = {"secret": "Signs what is sent."}

    def initial(self, request: Any, *args: Any, **kwargs: Any) -> None:
        """Refuse everybody but admins: a webhook carries everything away."""
        super().initial(request, *args, **kwargs)
        require(request.member, Right.ADMINISTER)

    def annotate(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Add whether it is in use."""
        rows: QuerySet[Any] = queryset.annotate(is_enabled=Q(disabled_at=None))
        return rows

    def perform_create(self, fields: dict[str, Any]) -> Any:
        """Create a webhook; its secret is shown by this answer only."""
        webhook, secret = super().perform_create(fields)
        return webhook, {"secret": secret}

    @extend_schema(responses=DeliverySerializer(many=True))
    @action(detail=True, methods=["get"], serializer_class=DeliverySerializer)
    def deliveries(self, request: ApiRequest, pk: uuid.UUID) -> Response:
        """List what was sent to the webhook, newest first, with every attempt."""
        log = self.beside(Deliveries)
        return log.page(log.get_queryset().to(Channel.WEBHOOK, self.get_object().pk))  # type: ignore[attr-defined]

    @extend_schema(request=None, responses={201: TestedSerializer})
    @action(detail=True, methods=["post"])
    def tests(self, request: ApiRequest, pk: uuid.UUID) -> Response:
        """Send a test event to the webhook."""
        event = webhooks.test(self.get_object(), by=request.member)
        return Response({"event": event.pk}, status=201)

    @extend_schema(request=ReplaySerializer, responses={201: ReplayedSerializer})
    @action(detail=True, methods=["post"], serializer_class=ReplaySerializer)
    def replays(self, request: ApiRequest, pk: uuid.UUID) -> Response:
        """Send a delivery, or everything since an instant, once more."""
        webhook, wanted = self.get_object(), self.valid(request.data)
        if "since" in wanted:
            return Response({"count": webhooks.replay(webhook, by=request.member, **wanted)}, status=201)
        delivery = get_object_or_404(Delivery.objects.to(Channel.WEBHOOK, webhook.pk), pk=wanted["delivery"])
        replays.create(delivery, by=request.member)
        return Response({"count": 1}, status=201)

    @extend_schema(request=None, responses={201: SecretSerializer})
    @action(detail=True, methods=["post"])
    def rotations(self, request: ApiRequest, pk: uuid.UUID) -> Response:
        """Replace the secret. The one before signs too, until the next rotation."""
        _, secret = webhooks.rotate(self.get_object(), by=request.member)
        return Response({"secret": secret}, status=201)
