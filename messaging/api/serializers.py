"""What messaging's objects look like over REST."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from launchhub.accounts.models import Hat
from launchhub.api.fields import TextField
from launchhub.api.serializers import ResourceSerializer, Strict
from messaging.models import Activity, Asset, AssetVersion, Claim, Persona, Review, Verdict

PLACE = ["launch", "due", "offset_days", "offset_unit"]


class PersonaSerializer(ResourceSerializer):
    """Whom we talk to."""

    class Meta:
        model = Persona
        fields = ["name", "segment", "goals", "pains", "words"]


class ClaimSerializer(ResourceSerializer):
    """A sentence that we promise to customers. LaunchHub computes its `state`, and says in `reasons` why it is so."""

    class Meta:
        model = Claim
        fields = ["text", "pillar", "personas", "features", "proof", "owner", "launch", "state", "reasons"]
        extra_kwargs = {"features": {"allow_empty": False}}


class AwaitedSerializer(serializers.Serializer[Any]):
    """Whose verdict an asset waits for; nobody's unless it is in review."""

    hats = serializers.ListField(
        child=serializers.ChoiceField(Hat.choices),
        help_text="Each of these has yet to approve.",
    )
    reviewers = serializers.ListField(
        child=serializers.UUIDField(), help_text="Ids of members: any one of them may approve."
    )


class AssetSerializer(ResourceSerializer):
    """Anything that shows or says a claim. LaunchHub computes whether it `is_stale`, and says why."""

    waits_for = AwaitedSerializer(read_only=True, allow_null=True, help_text="Null for guests.")

    class Meta:
        model = Asset
        fields = [
            "title", "kind", *PLACE, "owner", "reviewers", "claims", "features", "locale", "prints_date",
            "status", "waits_for", "approved_version", "is_stale", "stale_reasons",
        ]  # fmt: skip


class VersionSerializer(ResourceSerializer):
    """What was written: Markdown, or a link; and what it was made against."""

    class Meta:
        model = AssetVersion
        fields = ["asset", "number", "body", "link", "author", "made_against", "created_at"]
        read_only_fields = ["asset", "number", "author", "made_against", "created_at"]


class ReviewSerializer(ResourceSerializer):
    """A verdict on the latest version; asking for changes needs remarks."""

    number = serializers.IntegerField(source="version.number", read_only=True)
    verdict = serializers.ChoiceField(Verdict.choices)

    class Meta:
        model = Review
        fields = ["version", "number", "reviewer", "verdict", "remarks", "created_at"]
        read_only_fields = ["version", "reviewer", "created_at"]


class ReviewRequestSerializer(Strict):
    """A request for a review of the latest version: nothing more is to be said."""


class PublicationSerializer(Strict):
    """Publishing the approved version; what is stale or makes a broken claim needs a reason."""

    reason = TextField(required=False, allow_blank=True, max_length=2000)


class ActivitySerializer(ResourceSerializer):
    """A step of the go-to-market plan; from `lock_on` on, moving it costs `cost_to_move`."""

    class Meta:
        model = Activity
        fields = [
            "title", "channel", *PLACE, "owner", "lock_on", "cost_to_move", "budget", "currency", "audience",
            "status", "assets",
        ]  # fmt: skip
