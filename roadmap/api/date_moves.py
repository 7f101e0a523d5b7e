"""What moving a date takes in, and what it shows: lines of the ledger, and everything that a move touches."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from launchhub.api.fields import BooleanField, TextField
from launchhub.api.serializers import ResourceSerializer, Strict
from roadmap.api.fields import WhenField
from roadmap.models import DateMove, MoveReason


class AnswererSerializer(serializers.Serializer[Any]):
    """Somebody who was asked to acknowledge a slip."""

    member = serializers.UUIDField()
    name = serializers.CharField()
    at = serializers.DateTimeField(allow_null=True, help_text="Null while they are silent.")


class DateMoveSerializer(ResourceSerializer):
    """One line in the date ledger."""

    actor_name = serializers.CharField(source="actor.user.name", read_only=True, allow_null=True)
    acknowledgements = AnswererSerializer(
        many=True, read_only=True, help_text="Of a launch that slipped: who was asked, and when they acknowledged it."
    )

    class Meta:
        model = DateMove
        fields = [
            "subject_type", "subject_id", "launch", "old", "new", "days", "reason", "note", "actor", "actor_name",
            "caused_by", "blast_radius", "acknowledgements", "created_at",
        ]  # fmt: skip
        read_only_fields = fields


NOT_YET = ("blast_radius", "acknowledgements")
"""What the answer to a move does not show with its line: it stands beside it, or nobody has been asked yet."""


class MoveLineSerializer(DateMoveSerializer):
    """The line that a move adds to the ledger; without id and time where it was only tried."""

    id = serializers.UUIDField(read_only=True, allow_null=True)
    created_at = serializers.DateTimeField(read_only=True, allow_null=True)

    class Meta(DateMoveSerializer.Meta):
        fields = ["id", *(name for name in DateMoveSerializer.Meta.fields if name not in NOT_YET)]
        read_only_fields = fields


class MoveSerializer(Strict):
    """Another date, and why."""

    date = serializers.DateField()
    reason = serializers.ChoiceField(MoveReason.choices)
    note = TextField(required=False, allow_blank=True, default="")


class LaunchMoveSerializer(MoveSerializer):
    """Another date of a launch; `dry_run` shows what it would do and writes nothing."""

    date = WhenField(help_text="2027-05-14, 2027-W20, 2027-05 or Q3 2027.")
    cascade = serializers.ChoiceField(["none", "dependents"], default="none")
    dry_run = BooleanField(default=False)


class TouchedSerializer(serializers.Serializer[Any]):
    """Something that a move touches, and where there is something to say of it, why."""

    type = serializers.CharField()
    id = serializers.UUIDField()
    title = serializers.CharField()
    owner = serializers.UUIDField(allow_null=True)
    why = serializers.CharField(required=False)


class MovedThingSerializer(TouchedSerializer):
    """Something that goes to another date."""

    holders = serializers.ListField(child=serializers.UUIDField(), help_text="Whose it is.")

    def get_fields(self) -> dict[str, Any]:
        """Add both dates: `from` is a word of Python's own."""
        return super().get_fields() | {name: serializers.DateField(allow_null=True) for name in ("from", "to")}


class LateFeatureSerializer(MovedThingSerializer):
    """A feature whose target misses the launch that it was in time for."""

    target = serializers.DateField(allow_null=True)


class DependentSerializer(MovedThingSerializer):
    """A launch that waits for the one that moves, and the date that it needs."""

    pushed = serializers.BooleanField(help_text="Whether it goes there now.")


class TouchedClaimSerializer(TouchedSerializer):
    """A claim that comes into another state."""

    def get_fields(self) -> dict[str, Any]:
        """Add both states: `from` is a word of Python's own."""
        return super().get_fields() | {name: serializers.CharField() for name in ("from", "to")}


class LockedSerializer(TouchedSerializer):
    """An activity that moves past its point of no return, and what that costs."""

    lock_on = serializers.DateField()
    cost_to_move = serializers.CharField(allow_null=True)
    currency = serializers.CharField()


class PersonSerializer(serializers.Serializer[Any]):
    """Somebody who is told, and why."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    because = serializers.CharField()


class BlastRadiusSerializer(serializers.Serializer[Any]):
    """Everything that a move touches, and who is told."""

    moved = MovedThingSerializer(many=True)
    conflicts = MovedThingSerializer(many=True)
    features_late = LateFeatureSerializer(many=True)
    dependents = DependentSerializer(many=True)
    past_lock = LockedSerializer(many=True)
    claims = TouchedClaimSerializer(many=True)
    assets_stale = TouchedSerializer(many=True)
    people = PersonSerializer(many=True)


class MovedSerializer(serializers.Serializer[Any]):
    """A move, and for a launch its blast radius."""

    date_move = MoveLineSerializer()
    blast_radius = BlastRadiusSerializer(required=False)
