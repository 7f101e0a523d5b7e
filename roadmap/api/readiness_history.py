"""The history of readiness over REST, and the pace that follows from it."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from launchhub.accounts.models import Hat
from launchhub.api.collections import Collection
from launchhub.api.serializers import ResourceSerializer
from roadmap import readback, readiness
from roadmap.forecasts import in_words
from roadmap.models import Launch, ReadinessSnapshot
from roadmap.pace import pace


class TrackThenSerializer(serializers.Serializer[Any]):
    """How far one hat's part was."""

    hat = serializers.ChoiceField(choices=Hat.choices)
    done = serializers.IntegerField()
    total = serializers.IntegerField()
    overdue = serializers.IntegerField()


class SnapshotSerializer(ResourceSerializer):
    """How ready a launch was at a moment. Of days that were read back from the record, the verdict is not known."""

    tracks = TrackThenSerializer(many=True, read_only=True)

    class Meta:
        model = ReadinessSnapshot
        fields = [
            "launch", "day", "taken_at", "event", "read_back", "verdict", "done", "total", "overdue", "blockers",
            "risks", "date", "tracks",
        ]  # fmt: skip
        read_only_fields = fields


class ReadinessHistory(Collection):
    """How ready launches were, the latest first. Nothing in it is ever changed or deleted."""

    model = ReadinessSnapshot
    serializer_class = SnapshotSerializer
    scope = "roadmap"
    ordering = ("-taken_at", "-id")


class PaceSerializer(serializers.Serializer[Any]):
    """How fast a launch gets ready, and when it would be at that rate."""

    done = serializers.IntegerField()
    total = serializers.IntegerField()
    recent = serializers.IntegerField(help_text="How many more are done than at the beginning of the window.")
    days = serializers.IntegerField(help_text="How long the window is: four weeks, or less in the beginning.")
    a_week = serializers.FloatField()
    date = serializers.DateField(allow_null=True, help_text="When the launch is planned.")
    earliest = serializers.DateField(allow_null=True, help_text="All is done by then in one of ten cases.")
    latest = serializers.DateField(allow_null=True, help_text="All is done by then in nine of ten cases.")
    chance = serializers.FloatField(allow_null=True, help_text="The chance to be done by the date, from 0 to 1.")
    sentence = serializers.CharField(help_text="All this in words, with how it was computed.")


def pace_of(launch: Launch) -> dict[str, Any]:
    """Return what `PaceSerializer` describes."""
    points = readback.points_of(launch, readiness.report(launch))
    found = pace(points, launch.workspace.today(), launch.date)
    ahead = None if launch.is_over else found.forecast
    return {
        "done": found.done,
        "total": found.total,
        "recent": found.recent,
        "days": found.days,
        "a_week": round(found.a_week, 2),
        "date": launch.date,
        "earliest": ahead and ahead.earliest,
        "latest": ahead and ahead.latest,
        "chance": None if ahead is None or ahead.chance is None else round(ahead.chance, 2),
        "sentence": in_words(found, launch.date, launch.precision, is_over=launch.is_over),
    }
