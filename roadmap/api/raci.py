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
from launchhub.api.fields import LinkField, TextField
from launchhub.api.parameters import check_names
from launchhub.api.serializers import ResourceSerializer
from roadmap.actions import raci
from roadmap.models import Launch, RaciLine
from roadmap.raci import suggest


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


class SuggestionSerializer(serializers.Serializer[Any]):
    """A member who may take it, and why."""

    member = serializers.UUIDField()
    name = serializers.CharField()
    wears_hat = serializers.BooleanField()
    skills = serializers.ListField(child=serializers.CharField())
    open_tasks = serializers.IntegerField()
    lines = serializers.IntegerField()
    overloaded = serializers.BooleanField()


class RaciLines(Collection):
    """The RACI grid of launches, line by line."""

    model = RaciLine
    serializer_class = RaciSerializer
    actions = raci
    scope = "roadmap"
    filterset_fields = ("launch", "hat", "accountable", "responsible", "consulted", "informed")
    search_fields = ("what",)
    ordering_fields = ("hat", "what")

    @extend_schema(parameters=[SuggestionQuery], responses=SuggestionSerializer(many=True))
    @action(detail=False, methods=["get"], serializer_class=SuggestionQuery)
    def suggestions(self, request: ApiRequest) -> Response:
        """List who may take a track (`launch`, `hat`), the likeliest first: by hat, skills and present load."""
        check_names(request.query_params, SuggestionQuery().fields)
        wanted = self.valid(request.query_params.dict())
        return Response({"results": [each.as_dict() for each in suggest(**wanted)]})
