"""Scoring models, scores and rankings over REST."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError as DjangoValidationError
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from launchhub.accounts.models import Member
from launchhub.accounts.rights import Right, require
from launchhub.api.authentication import ApiRequest
from launchhub.api.collections import Collection
from launchhub.api.errors import BadParameters
from launchhub.api.fields import TextField
from launchhub.api.parameters import check_names
from launchhub.api.serializers import ResourceSerializer, Strict
from roadmap import scoring
from roadmap.actions import scores, scoring_models
from roadmap.api.verbs import Acting
from roadmap.models import Feature, Ranking, Score, ScoringModel
from roadmap.models.scores import KEY, models_of

REVEAL = OpenApiParameter("reveal", bool, description="Show what others say, too, where you have not scored yet.")
SAID = ("member", "values", "total", "updated_at")


class WeightedCriterionSerializer(Strict):
    """One criterion of a model of your own: scored from 1 to 5."""

    key = TextField(
        max_length=60, required=False, help_text="What values are kept under; made from the name unless you send it."
    )
    name = TextField(max_length=60)
    weight = serializers.FloatField(default=1, help_text=f"Above 0, up to {scoring.HEAVIEST}.")
    direction = serializers.ChoiceField(["more", "less"], default="more", help_text="Which is better.")


class ScoringModelSerializer(ResourceSerializer):
    """Weighted criteria of your own. Scores name the model by its `id`."""

    criteria = WeightedCriterionSerializer(many=True)

    class Meta:
        model = ScoringModel
        fields = ["name", "criteria"]


class KnownCriterionSerializer(serializers.Serializer[Any]):
    """What a model asks for."""

    key = serializers.CharField()
    name = serializers.CharField()
    about = serializers.CharField()
    low = serializers.FloatField()
    high = serializers.FloatField()
    steps = serializers.ListField(child=serializers.FloatField(), help_text="The only numbers taken, if not empty.")


class KnownModelSerializer(serializers.Serializer[Any]):
    """A model that every workspace has."""

    key = serializers.CharField()
    name = serializers.CharField()
    formula = serializers.CharField()
    criteria = KnownCriterionSerializer(many=True)


class KnownModelsSerializer(serializers.Serializer[Any]):
    """RICE, value/effort and WSJF."""

    results = KnownModelSerializer(many=True)


class ScoringModels(Collection):
    """Scoring models of your own. RICE (`rice`), value/effort (`value_effort`) and WSJF (`wsjf`) are always there."""

    model = ScoringModel
    serializer_class = ScoringModelSerializer
    actions = scoring_models
    scope = "roadmap"
    search_fields = ("name",)
    ordering_fields = ("name",)

    @extend_schema(responses=KnownModelsSerializer)
    @action(detail=False, methods=["get"])
    def known(self, request: ApiRequest) -> Response:
        """List the three models that every workspace has, with the scale of each criterion."""
        check_names(request.query_params, ())
        return Response({"results": [_described(model) for model in scoring.KNOWN.values()]})


def _described(model: scoring.Model) -> dict[str, Any]:
    names = ("key", "name", "about", "low", "high", "steps")
    criteria = [{name: getattr(each, name) for name in names} for each in model.criteria]
    return {"key": model.key, "name": model.name, "formula": model.in_words, "criteria": criteria}


class RankingSerializer(ResourceSerializer):
    """What all who scored a feature under a model say together."""

    agreement = serializers.ChoiceField(
        ["alone", "agree", "differ", "apart"],
        read_only=True,
        help_text=f"spread ÷ mean: from {scoring.DIFFER} on they differ, from {scoring.APART} on they are far apart.",
    )

    class Meta:
        model = Ranking
        fields = ["feature", "model", "voices", "mean", "spread", "agreement"]
        extra_kwargs = {
            "model": {"help_text": "`rice`, `value_effort`, `wsjf`, or the id of a scoring model."},
            "spread": {"help_text": "The population standard deviation of the scores, in their unit."},
        }


class Rankings(Collection):
    """Features by their scores: `?model=rice&ordering=-mean` puts them in order of rank.

    To ask is to choose to see what the others say; pages hide it until one has scored for oneself.
    """

    model = Ranking
    serializer_class = RankingSerializer
    scope = "roadmap"
    filterset_fields = ("model", "feature")
    ordering_fields = ("mean", "spread")
    computed_from = ("voices", "mean", "spread")

    def extend(self, rows: Any) -> None:
        """Say in a word how far the voices are apart."""
        for row in rows:
            row["agreement"] = scoring.agreement(row["voices"], row["mean"], row["spread"])


class ScoreSerializer(Strict):
    """What you say of the feature under a model. Empty `values` take your score back."""

    model = TextField(max_length=KEY, help_text="`rice`, `value_effort`, `wsjf`, or the id of a scoring model.")
    values = serializers.DictField(
        child=serializers.FloatField(),
        help_text="Key of a criterion → number: for `rice` reach, impact, confidence and effort. None may be missing.",
    )


class SaidSerializer(serializers.Serializer[Any]):
    """What one member says."""

    member = serializers.UUIDField()
    values = serializers.DictField(child=serializers.FloatField())
    total = serializers.FloatField(allow_null=True, help_text="Null while the model asks for more than was said.")
    updated_at = serializers.DateTimeField()


class ScoresOfModelSerializer(serializers.Serializer[Any]):
    """The scores of a feature under one model."""

    model = serializers.CharField()
    name = serializers.CharField()
    is_shown = serializers.BooleanField(help_text="Whether you see what the others say: see `reveal`.")
    voices = serializers.IntegerField()
    mean = serializers.FloatField(allow_null=True)
    spread = serializers.FloatField(allow_null=True)
    agreement = serializers.CharField(allow_null=True)
    mine = SaidSerializer(allow_null=True)
    scores = SaidSerializer(many=True)


class FeatureScoresSerializer(serializers.Serializer[Any]):
    """The scores of a feature under each model."""

    results = ScoresOfModelSerializer(many=True)


class Scored(Acting):
    """Base of the collection of what is scored."""

    @extend_schema(parameters=[REVEAL], responses=FeatureScoresSerializer)
    @action(detail=True, methods=["get"], serializer_class=ScoreSerializer)
    def scores(self, request: ApiRequest, pk: uuid.UUID) -> Response:
        """List the scores of the feature under each model.

        What the others say under a model is shown when you have scored by it yourself, or ask for it with
        `?reveal=true`: so that nobody leans on the others.
        """
        check_names(request.query_params, ("reveal",))
        require(request.member, Right.SHARE)
        return Response({"results": list(_by_model(self.get_object(), request.member, _reveals(request)))})

    @extend_schema(request=ScoreSerializer, responses={201: FeatureScoresSerializer})
    @scores.mapping.post
    def score(self, request: ApiRequest, pk: uuid.UUID) -> Response:
        """Score the feature for yourself, or score it anew; empty `values` take your score back."""
        feature, fields = self.get_object(), self.valid(request.data)
        try:
            scores.score(feature, by=request.member, **fields)
        except DjangoValidationError as error:
            if "model" in error.message_dict:
                raise
            raise ValidationError({"values": error.message_dict}) from error
        return Response({"results": list(_by_model(feature, request.member, is_all_shown=False))}, status=201)


def _reveals(request: ApiRequest) -> bool:
    asked = request.query_params.get("reveal", "false")
    if asked not in ("true", "false"):
        raise BadParameters({"reveal": "Write true or false."})
    return asked == "true"


def _by_model(feature: Feature, member: Member, is_all_shown: bool) -> Iterator[dict[str, Any]]:
    """Yield what is said of a feature, model by model, with three queries."""
    rankings = {each.model: each for each in Ranking.objects.visible_to(member).filter(feature=feature)}
    said: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in Score.objects.visible_to(member).filter(feature=feature).order_by("id").values("model", *SAID):
        said[row.pop("model")].append(row)
    for key, model in models_of(member).items():
        mine = next((row for row in said[key] if row["member"] == member.pk), None)
        is_shown = is_all_shown or mine is not None
        ranking = rankings.get(key) if is_shown else None
        yield {
            "model": key,
            "name": model.name,
            "is_shown": is_shown,
            "voices": len(said[key]),
            "mean": ranking and ranking.mean,
            "spread": ranking and ranking.spread,
            "agreement": ranking and ranking.agreement,
            "mine": mine,
            "scores": said[key] if is_shown else [],
        }
