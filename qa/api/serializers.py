"""What quality's objects look like over REST."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from launchhub.api.fields import TextField
from launchhub.api.serializers import ResourceSerializer, Strict
from qa.models import Criterion, Defect, Evidence, Gate, SignOff, TestRun


class GateSerializer(ResourceSerializer):
    """A quality bar of a launch. `status` follows from criteria and sign-offs; `reason` says why it is so."""

    class Meta:
        model = Gate
        fields = [
            "name", "kind", "launch", "due", "offset_days", "offset_unit", "required", "features", "approvers",
            "quorum", "four_eyes", "status", "reason", "approvals", "signed_build", "submitted_by", "submitted_at",
            "reopened_at", "reopened_because",
        ]  # fmt: skip


class SubmissionSerializer(Strict):
    """A request for review: nothing more is to be said."""


class LinesField(serializers.ListField):
    """A list of texts, or one text with a line for each."""

    child = TextField(max_length=300)

    def to_internal_value(self, data: Any) -> list[str]:
        """Return the texts."""
        return super().to_internal_value(
            [line for line in data.splitlines() if line] if isinstance(data, str) else data
        )


class SignOffSerializer(ResourceSerializer):
    """An approver's decision on a gate. Every decision but `approve` needs a reason."""

    conditions = LinesField(required=False, allow_null=True)

    class Meta:
        model = SignOff
        fields = [
            "gate", "member", "decision", "reason", "customer_impact", "conditions", "retest_on", "waiver_expires",
            "build", "evidence_digest", "created_at",
        ]  # fmt: skip
        read_only_fields = ["gate", "member", "build", "evidence_digest"]

    def validate_conditions(self, value: list[str] | None) -> list[str]:
        """Take null for none."""
        return value or []


PARAMS = (
    "For `tests`: `suite`, `min_tests` (1), `min_pass_rate` in % (100), `must_pass` (patterns of full names, * for "
    "any text). For `defects`: `severity`, the mildest that blocks. For `metric`: `name`, `comparator` (<, <=, >, >=, "
    "==), `threshold`. For `manual`: none."
)


class CriterionSerializer(ResourceSerializer):
    """One line of a gate. `params` depend on `kind`; only a `manual` one has its `state` set, the others follow."""

    class Meta:
        model = Criterion
        fields = ["gate", "text", "kind", "params", "required", "state", "shown_by", "test_run"]
        extra_kwargs = {"params": {"help_text": PARAMS}}


class EvidenceSerializer(ResourceSerializer):
    """What supports a criterion: a link, a note, or the measured `value` of a metric."""

    class Meta:
        model = Evidence
        fields = ["criterion", "url", "note", "value"]


class TestRunSerializer(ResourceSerializer):
    """A result that a CI system sent."""

    totals = serializers.DictField(child=serializers.IntegerField(), read_only=True)

    class Meta:
        model = TestRun
        fields = ["suite", "source", "commit", "build", "started_at", "totals", "flaky", "sha256", "created_at"]


class JudgedSerializer(serializers.Serializer[Any]):
    """A criterion that a run was held against, and what became of its gate."""

    id = serializers.UUIDField()
    state = serializers.CharField()
    gate = serializers.UUIDField()
    gate_status = serializers.CharField()


class RecordedSerializer(TestRunSerializer):
    """A run just recorded, and the criteria that name its suite."""

    criteria = JudgedSerializer(many=True, read_only=True)
    ui_changed = serializers.ListField(
        child=serializers.UUIDField(),
        read_only=True,
        help_text="Features that look otherwise, as the report says by properties `ui_changed` (an id or external id).",
    )

    class Meta(TestRunSerializer.Meta):
        fields = [*TestRunSerializer.Meta.fields, "criteria", "ui_changed"]


class CaseSerializer(serializers.Serializer[Any]):
    """A case that did not simply pass."""

    name = serializers.CharField()
    suite = serializers.CharField()
    outcome = serializers.CharField()
    duration = serializers.FloatField(allow_null=True, help_text="Seconds.")
    message = serializers.CharField()
    is_flaky = serializers.BooleanField()


class DefectSerializer(ResourceSerializer):
    """Something wrong with a feature, or seen at a gate."""

    class Meta:
        model = Defect
        fields = ["title", "severity", "status", "feature", "gate", "external_url"]
