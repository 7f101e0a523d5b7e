"""Date pulses over REST."""

from __future__ import annotations

from rest_framework import serializers

from launchhub.api.collections import Collection
from launchhub.api.serializers import ResourceSerializer
from roadmap.actions import pulses
from roadmap.models import DatePulse


class PulseSerializer(ResourceSerializer):
    """Whether you believe in the date that a launch has now. Who thinks otherwise answers again; the latest counts."""

    member_name = serializers.CharField(source="member.user.name", read_only=True)

    class Meta:
        model = DatePulse
        fields = ["launch", "member", "member_name", "answer", "note", "date", "created_at"]
        read_only_fields = ["member", "date", "created_at"]


class Pulses(Collection):
    """Doubt heard before the slip: what members say about dates. Nothing in it is ever changed or deleted."""

    model = DatePulse
    serializer_class = PulseSerializer
    actions = pulses
    scope = "roadmap"
    filterset_fields = ("launch", "member", "answer")
    search_fields = ("note",)
    ordering = ("-created_at", "-id")
