"""RACI lines over REST."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from launchhub.accounts.models import Hat
from launchhub.api.authentication import ApiRequest
from launchhub.api.collections import Collection
from launchhub.api.errors import BadParameters
from launchhub.api.fields import LinkField, TextField
from launchhub.api.parameters import check_names
from launchhub.api.serializers import ResourceSerializer
from roadmap.actions import raci
from roadmap.models import Launch, RaciLine
from roadmap.raci import gaps, loads, overloads, suggest
from roadmap.readiness import report


class RaciSerializer(ResourceSerializer):
    """Who does what for a launch: exactly one member is accountable."""

    class Meta:
        model = RaciLine
        fields = ["launch", "what", "hat", "responsible", "accountable", "consulted", "informed"]


class SuggestionQuery(serializers.Serializer[Any]):
    """For which track, and for what in it."""

    launch = LinkField(queryset=Launch.objects.all())
    hat = serializers.ChoiceField(choices=Hat.choices)
    what = TextField(required=False, default="")


class LoadSerializer(serializers.Serializer[Any]):
    """What a member carries in all launches that are still to come: open tasks, and lines to answer for."""

    member = serializers.UUIDField()
    name = serializers.CharField()
    open_tasks = serializers.IntegerField()
    lines = serializers.IntegerField()
    overloaded = serializers.BooleanField()


class SuggestionSerializer(LoadSerializer):
    """A member who may take it, and why."""

    wears_hat = serializers.BooleanField()
    skills = serializers.ListField(child=serializers.CharField())


class SuggestionsSerializer(serializers.Serializer[Any]):
    """Members who may take it, the likeliest first."""

    results = SuggestionSerializer(many=True)


class GapQuery(serializers.Serializer[Any]):
    """Of which launch."""

    launch = LinkField(queryset=Launch.objects.all())


class GapSerializer(serializers.Serializer[Any]):
    """What the RACI grid of a launch lacks."""

    hats = serializers.ListField(child=serializers.CharField(), help_text="Tracks that nobody is accountable for.")
    overloaded = LoadSerializer(many=True, help_text="People in the grid who carry too much.")


class RaciLines(Collection):
    """The RACI grid of launches, line by line."""

    model = RaciLine
    serializer_class = RaciSerializer
    actions = raci
    scope = "roadmap"
    filterset_fields = ("launch", "hat", "accountable", "responsible", "consulted", "informed")
    search_fields = ("what",)
    ordering_fields = ("hat", "what")

    @extend_schema(parameters=[SuggestionQuery], responses=SuggestionsSerializer)
    @action(detail=False, methods=["get"], serializer_class=SuggestionQuery)
    def suggestions(self, request: ApiRequest) -> Response:
        """List who may take a track (`launch`, `hat`), the likeliest first: by hat, skills and present load."""
        return Response({"results": [each.as_dict() for each in suggest(**self._asked())]})

    @extend_schema(parameters=[GapQuery], responses=GapSerializer)
    @action(detail=False, methods=["get"], serializer_class=GapQuery)
    def gaps(self, request: ApiRequest) -> Response:
        """Show which tracks of a launch nobody is accountable for, and who in its lines carries too much."""
        launch = self._asked()["launch"]
        tracks = {launch.pk: [track.hat for track in report(launch).tracks]}
        overloaded = [load.as_dict() for load in overloads(launch, loads(launch.workspace))]
        return Response({"hats": gaps(tracks)[launch.pk], "overloaded": overloaded})

    def _asked(self) -> dict[str, Any]:
        """Return the query parameters as the serializer of the operation takes them."""
        asked: Any = self.get_serializer(data=self.request.query_params.dict())
        check_names(self.request.query_params, asked.fields)
        if not asked.is_valid():
            raise BadParameters({name: " ".join(messages) for name, messages in asked.errors.items()})
        found: dict[str, Any] = asked.validated_data
        return found
