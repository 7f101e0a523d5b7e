"""Search over REST."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from launchhub.api.errors import BadParameters
from launchhub.api.parameters import TEXT, check_names, names_in
from launchhub.api.scopes import may_read
from launchhub.api.views import WorkspaceView
from launchhub.search.finding import LONGEST, find
from launchhub.search.registry import searchable

USUAL, MOST = 20, 100
"""Results unless another number is asked for, and at most."""


class FoundSerializer(serializers.Serializer[Any]):
    """An object that was found."""

    type = serializers.CharField(source="entry.noun")
    id = serializers.UUIDField()
    title = serializers.CharField()
    state = serializers.CharField(allow_null=True)
    launch = serializers.UUIDField(source="launch_id", allow_null=True)
    launch_name = serializers.CharField(help_text="Empty for what belongs to no launch, and for launches.")
    snippet = serializers.CharField(help_text="Where it was found, when the title does not show it.")
    url = serializers.CharField(allow_null=True, help_text="The path of the page that shows it.")


class ResultsSerializer(serializers.Serializer[Any]):
    """What was found, the best first."""

    results = FoundSerializer(many=True)


class Search(WorkspaceView):
    """Everything that has a name."""

    scope = "roadmap"
    any_token_may_read = True

    @extend_schema(
        operation_id="search_get",
        summary="Find objects by their words",
        parameters=[
            OpenApiParameter(
                "q", TEXT | {"minLength": 1, "maxLength": LONGEST}, required=True,
                description="Words or their beginnings, in any order: every one has to fit, mistyped or not.",
            ),
            OpenApiParameter("kinds", str, description="Only objects of these kinds, such as `launch,gate`."),
            OpenApiParameter("page_size", {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL}),
        ],
        responses=ResultsSerializer,
    )  # fmt: skip
    def get(self, request: Any) -> Response:
        """Find objects of all kinds that you may see; with a token, of the areas that its scopes let it read."""
        params = request.query_params
        check_names(params, ("q", "kinds", "page_size"))
        text = params.get("q", "")
        if not text.strip() or len(text) > LONGEST:
            raise BadParameters({"q": f"Write what you look for, in at most {LONGEST} characters."})
        nouns = names_in(params, "kinds", searchable()) or list(searchable())
        scopes = {noun: searchable()[noun].scope for noun in nouns}
        readable = [noun for noun in nouns if not scopes[noun] or may_read(request.member, scopes[noun])]
        found = find(request.member, text, nouns=readable, most=_size(params))
        return Response(ResultsSerializer({"results": found}).data)


def _size(params: Any) -> int:
    text = params.get("page_size") or str(USUAL)
    if not (text.isascii() and text.isdecimal() and len(text) < 4 and 1 <= int(text) <= MOST):
        raise BadParameters({"page_size": f"Write a whole number from 1 to {MOST}."})
    return int(text)


collections: list[tuple[str, type[WorkspaceView]]] = [("search", Search)]
