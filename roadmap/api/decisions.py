"""Decisions over REST: taken about a launch, voted on, and compared with how things are now."""

from __future__ import annotations

import uuid
from collections import defaultdict
from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.response import Response

from launchhub.accounts.models import Member
from launchhub.api.authentication import ApiRequest
from launchhub.api.collections import Collection
from launchhub.api.fields import BooleanField, LinkField, TextField
from launchhub.api.rows import Rows
from launchhub.api.serializers import ResourceSerializer, Strict
from roadmap.actions import decisions
from roadmap.api.serializers import FindingObjectSerializer, FindingSerializer, ReadinessSerializer
from roadmap.frozen import since, thaw
from roadmap.models import Decision, DecisionVote, Launch, Voice
from roadmap.readiness import Tick


class VoteSerializer(serializers.Serializer[Any]):
    """What a member said to a decision, for one of their hats."""

    hat = serializers.ChoiceField(choices=Voice.choices)
    member = serializers.UUIDField()
    agrees = serializers.BooleanField()
    remark = serializers.CharField(help_text="Guests see none.")
    created_at = serializers.DateTimeField()


class DecisionSerializer(ResourceSerializer):
    """What was agreed about a launch. A later decision supersedes it; nothing in it is ever changed."""

    note = TextField(required=False, allow_blank=True, default="", help_text="What was agreed, or why.")
    by = LinkField(source="author", read_only=True)
    verdict = serializers.CharField(read_only=True, help_text="Of the readiness that it was taken on.")
    date = serializers.DateField(read_only=True, allow_null=True, help_text="The date of the launch then.")
    readiness = ReadinessSerializer(
        read_only=True, allow_null=True, help_text="As it was when a go or no-go was taken; null for other decisions."
    )
    votes = VoteSerializer(many=True, read_only=True)
    missing = serializers.ListField(
        child=serializers.ChoiceField(choices=Voice.choices), read_only=True, help_text="Hats that have not voted."
    )
    superseded_by = serializers.UUIDField(read_only=True, allow_null=True)

    class Meta:
        model = Decision
        fields = [
            "launch", "decision", "note", "by", "verdict", "date", "readiness", "votes", "missing", "supersedes",
            "superseded_by", "created_at",
        ]  # fmt: skip
        read_only_fields = ["created_at"]
        extra_kwargs = {"supersedes": {"help_text": "Another decision of this launch, neither go nor no-go."}}


class LaunchDecisionSerializer(DecisionSerializer):
    """A decision about a launch that the address names."""

    class Meta(DecisionSerializer.Meta):
        fields = ["decision", "note", "supersedes"]


class BallotSerializer(Strict):
    """Whether you agree, for which of your hats, and why not."""

    agrees = BooleanField()
    hat = serializers.ChoiceField(
        choices=Voice.choices, required=False, help_text="May be left out by who wears only one of these hats."
    )
    remark = TextField(required=False, allow_blank=True, default="")


class DecisionTickSerializer(FindingObjectSerializer):
    """A check that is not as it was."""

    hat = serializers.CharField()
    state = serializers.CharField()


class ChangesSerializer(serializers.Serializer[Any]):
    """What is different since a decision was taken."""

    verdict_then = serializers.CharField()
    verdict_now = serializers.CharField()
    date_then = serializers.DateField(allow_null=True)
    date_now = serializers.DateField(allow_null=True)
    fixed = FindingSerializer(many=True)
    new = FindingSerializer(many=True)
    remaining = FindingSerializer(many=True)
    done = DecisionTickSerializer(many=True)
    undone = DecisionTickSerializer(many=True)
    added = DecisionTickSerializer(many=True)
    removed = DecisionTickSerializer(many=True)


class Decisions(Collection):
    """What was decided about launches, the latest first."""

    model = Decision
    serializer_class = DecisionSerializer
    actions = decisions
    scope = "roadmap"
    filterset_fields = ("launch", "decision")
    search_fields = ("note",)
    ordering = ("-created_at", "-id")
    computed_from = ("frozen",)

    def annotate(self, queryset: Any) -> Any:
        """Say which decision superseded each."""
        return queryset.with_successor()

    def extend(self, rows: Rows) -> None:
        """Add the votes, and read what was frozen, in words that are for the member. One query, and one for guests."""
        votes: dict[Any, list[dict[str, Any]]] = defaultdict(list)
        cast = DecisionVote.objects.filter(decision__in=[row["id"] for row in rows]).order_by("created_at", "id")
        for pk, *values in cast.values_list("decision", "hat", "member", "agrees", "remark", "created_at"):
            votes[pk].append(dict(zip(VoteSerializer().fields, values, strict=True)))
        launches = _launches(self.request.member, rows)
        for row in rows:
            row["votes"] = votes[row["id"]]
            row["missing"] = [hat for hat in Voice.values if hat not in {vote["hat"] for vote in row["votes"]}]
            frozen = thaw(row["frozen"]) if row["frozen"] else None
            row["date"] = frozen and frozen.date
            launch = launches.get(row["launch"])
            report = frozen and (frozen.report.for_guest(launch) if launch else frozen.report)
            row["readiness"] = report and report.as_dict()

    def hide(self, rows: Rows) -> None:
        """Take out for guests what people said to each other."""
        super().hide(rows)
        if self.request.member.is_guest:
            for vote in (vote for row in rows for vote in row.get("votes", ())):
                vote["remark"] = ""

    @extend_schema(request=BallotSerializer, responses={201: DecisionSerializer})
    @action(detail=True, methods=["post"], serializer_class=BallotSerializer)
    def votes(self, request: ApiRequest, pk: uuid.UUID) -> Response:
        """Agree or disagree, once, for one of your hats."""
        self._act("vote", self.get_object(), **self.valid(request.data))
        return self.answer(self.one(pk), status=201)

    @extend_schema(responses=ChangesSerializer)
    @action(detail=True, methods=["get"])
    def changes(self, request: ApiRequest, pk: uuid.UUID) -> Response:
        """Compare the readiness that a go or no-go was taken on with how it is now. 404 for another decision."""
        decision = get_object_or_404(self.visible().select_related("launch__workspace"), pk=pk)
        found = since(decision, request.member)
        if found is None:
            raise NotFound("This decision is neither go nor no-go, so it froze no readiness.")
        answer: dict[str, Any] = {
            "verdict_then": found.then.report.verdict,
            "verdict_now": found.now.verdict,
            "date_then": found.then.date,
            "date_now": decision.launch.date,
        }
        for name in ("fixed", "new", "remaining"):
            answer[name] = [finding.as_dict() for finding in getattr(found.changes, name)]
        for name in ("done", "undone", "added", "removed"):
            answer[name] = [_tick(tick) for tick in getattr(found.changes, name)]
        return Response(answer)


def _tick(tick: Tick) -> dict[str, Any]:
    return {"type": tick.noun, "id": tick.id, "title": tick.title, "hat": tick.hat, "state": tick.state}


def _launches(member: Member, rows: Rows) -> dict[Any, Launch]:
    """Return the launches in whose words a guest reads findings; members need none."""
    if not member.is_guest:
        return {}
    return {launch.pk: launch for launch in Launch.objects.filter(pk__in={row["launch"] for row in rows})}
