"""What roadmap's collections take in and show."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rest_framework import serializers

from launchhub.api.fields import LinkField, TextField, as_id, look_up
from launchhub.api.serializers import ResourceSerializer, Strict
from roadmap.api.fields import EndField, When, WhenField
from roadmap.models import (
    Dependency,
    Feature,
    FeatureStatus,
    Launch,
    LaunchStatus,
    Milestone,
    MoveReason,
    Product,
    Task,
    TaskStatus,
)

PLACE = ["launch", "due", "offset_days", "offset_unit"]


class ProductSerializer(ResourceSerializer):
    """What the company makes."""

    class Meta:
        model = Product
        fields = ["name", "key", "vision", "strategy", "owner"]


class SayingWhy(ResourceSerializer):
    """Base for what keeps its date in the ledger: a change may say why the date moves."""

    def get_fields(self) -> dict[str, Any]:
        """Add the reason to the fields of a change: an object that is made has not moved yet."""
        return super().get_fields() | (_why() if self.partial else {})


def _why() -> dict[str, Any]:
    words: dict[str, Any] = {"required": False, "write_only": True}
    reason = serializers.ChoiceField(MoveReason.choices, help_text="Why the date moves, for the ledger.", **words)
    return {"move_reason": reason, "move_note": TextField(allow_blank=True, help_text="A note on the move.", **words)}


class FeatureSerializer(SayingWhy):
    """A piece of the product worth telling someone about. `goals` change by a PATCH of the `features` of a goal."""

    class Meta:
        model = Feature
        fields = [
            "title", "product", "description", "status", "reason", "parent", "start", "target", "owner", "labels",
            "launch", "goals", "ui_revision", "external_url", "position",
        ]  # fmt: skip
        read_only_fields = ["goals", "ui_revision"]


class EditFields(serializers.Serializer[Any]):
    """What names the object of an edit. `version` is the one that you know, when it has to be the present one."""

    id = serializers.UUIDField()
    version = serializers.IntegerField(required=False)


class FeatureEditSerializer(EditFields, FeatureSerializer):
    """Fields of one feature that change."""

    class Meta(FeatureSerializer.Meta):
        fields = ["id", *FeatureSerializer.Meta.fields, "version"]


class DependencySerializer(ResourceSerializer):
    """`from` comes first, `to` at least `lag_days` after it; the kinds `relates` and `replaces` set no order."""

    type = serializers.ChoiceField(["feature", "launch"], read_only=True, help_text="What both ends are.")

    class Meta:
        model = Dependency
        fields = ["type", "kind", "lag_days"]

    def get_fields(self) -> dict[str, Any]:
        """Add the two ends: `from` is a word of Python's own."""
        return super().get_fields() | {"from": EndField(source="source"), "to": EndField(source="target")}

    def look_up_links(self, rows: Sequence[Any]) -> None:
        """Fetch the ends of all rows at once."""
        given = [row.get(end) for row in rows if isinstance(row, dict) for end in ("from", "to")]
        ids = [pk for value in given if (pk := as_id(value))]
        for model in (Feature, Launch):
            look_up(self.context, model, ids)


class FindingObjectSerializer(serializers.Serializer[Any]):
    """What a finding is about."""

    type = serializers.CharField()
    id = serializers.UUIDField()
    title = serializers.CharField()


class FindingSerializer(serializers.Serializer[Any]):
    """A blocker or a risk, and whose it is."""

    kind = serializers.CharField()
    detail = serializers.CharField()
    object = FindingObjectSerializer()
    owner = serializers.UUIDField(allow_null=True)


class TrackSerializer(serializers.Serializer[Any]):
    """How far one hat's part is."""

    hat = serializers.CharField()
    done = serializers.IntegerField()
    total = serializers.IntegerField()
    overdue = serializers.IntegerField()
    next_due = serializers.DateField(allow_null=True)


class ConfidenceSerializer(serializers.Serializer[Any]):
    """How much the date of a launch is to be believed, and why."""

    level = serializers.ChoiceField(["high", "medium", "low"])
    points = serializers.IntegerField(help_text="From 0 to 100: what the doubts leave of a full confidence.")
    reasons = serializers.ListField(child=serializers.CharField())


class ReadinessSerializer(serializers.Serializer[Any]):
    """A verdict with its reasons."""

    verdict = serializers.ChoiceField(["on_track", "at_risk", "no_go"])
    blockers = FindingSerializer(many=True)
    risks = FindingSerializer(many=True)
    tracks = TrackSerializer(many=True)


class LaunchSerializer(ResourceSerializer):
    """The moment when something goes live for customers. A new `date` is a move with the reason "unspecified"."""

    products = LinkField(queryset=Product.objects.all(), many=True)
    date = WhenField(required=False, allow_null=True, help_text="2027-05-14, 2027-W20, 2027-05 or Q3 2027.")
    slips = serializers.IntegerField(read_only=True, help_text="Moves to later.")
    slipped_days = serializers.IntegerField(read_only=True)
    readiness = ReadinessSerializer(read_only=True)
    confidence = ConfidenceSerializer(
        read_only=True, allow_null=True, help_text="Null unless it is on its way to a date; and for guests."
    )

    class Meta:
        model = Launch
        fields = [
            "name", "products", "tier", "owner", "date", "precision", "external_precision", "actual_date", "status",
            "summary", "embargo", "build", "slips", "slipped_days", "readiness",
            "confidence",
        ]  # fmt: skip

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Take the precision from the way in which the date is written, unless it is given."""
        if isinstance(when := attrs.get("date"), When):
            attrs["date"] = when.date
            attrs.setdefault("precision", when.precision)
        return attrs


class MilestoneSerializer(SayingWhy):
    """A named dated thing of a launch. A phase also has an `end`."""

    end = serializers.DateField(required=False, allow_null=True)

    class Meta:
        model = Milestone
        fields = ["name", "kind", *PLACE, "end", "hat", "owner", "actual_date", "note"]


class TaskSerializer(ResourceSerializer):
    """A dated thing that someone does for a launch."""

    overdue = serializers.BooleanField(read_only=True)

    class Meta:
        model = Task
        fields = ["title", "hat", *PLACE, "overdue", "assignee", "status", "reason", "blocks_launch", "note"]


class MilestoneEditSerializer(EditFields, MilestoneSerializer):
    """Fields of one milestone that change."""

    class Meta(MilestoneSerializer.Meta):
        fields = ["id", *MilestoneSerializer.Meta.fields, "version"]


class TaskEditSerializer(EditFields, TaskSerializer):
    """Fields of one task that change."""

    class Meta(TaskSerializer.Meta):
        fields = ["id", *TaskSerializer.Meta.fields, "version"]


class LaunchTransitionSerializer(Strict):
    """The state to go to; an admin who gives a reason may override blockers."""

    to = serializers.ChoiceField(LaunchStatus.choices)
    override_reason = TextField(required=False, allow_null=True, allow_blank=True, default=None)


class FeatureTransitionSerializer(Strict):
    """The state to go to; parking needs a reason."""

    to = serializers.ChoiceField(FeatureStatus.choices)
    reason = TextField(required=False, allow_blank=True, default="")


class PlacementSerializer(Strict):
    """The neighbour before or after which the feature comes, and what its new place on a board stands for."""

    before = LinkField(queryset=Feature.objects.all(), required=False)
    after = LinkField(queryset=Feature.objects.all(), required=False)
    status = serializers.ChoiceField(FeatureStatus.choices, required=False)
    reason = TextField(required=False, allow_blank=True)
    launch = LinkField(queryset=Launch.objects.all(), required=False, allow_null=True)
    target = serializers.DateField(required=False, allow_null=True)


class TaskTransitionSerializer(Strict):
    """The state to go to; skipping needs a reason."""

    to = serializers.ChoiceField(TaskStatus.choices)
    reason = TextField(required=False, allow_blank=True, default="")


class UiChangeSerializer(Strict):
    """The build in which a feature looks different, and what is different."""

    build = TextField(max_length=100, required=False, allow_blank=True, default="")
    note = TextField(required=False, allow_blank=True, default="")


class DatedSerializer(serializers.Serializer[Any]):
    """A dated thing of a launch, of whichever app."""

    type = serializers.CharField()
    id = serializers.UUIDField()
    title = serializers.CharField()
    due = serializers.DateField(allow_null=True)
    offset_days = serializers.IntegerField(allow_null=True)
    offset_unit = serializers.CharField()
    owner = serializers.UUIDField(allow_null=True)
    hat = serializers.CharField()
    finished = serializers.BooleanField()


class PlanSerializer(serializers.Serializer[Any]):
    """The plan of a launch, today or as it stood on a past day."""

    as_of = serializers.DateField(allow_null=True)
    date = serializers.DateField(allow_null=True, help_text="The launch's own date.")
    results = DatedSerializer(many=True)
