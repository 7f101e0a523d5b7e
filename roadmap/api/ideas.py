"""`/api/v1/{workspace}/ideas/`: what anybody proposes."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from launchhub.api.serializers import ResourceSerializer
from launchhub.api.views import WorkspaceView
from roadmap.actions import ideas
from roadmap.api.serializers import FeatureSerializer
from roadmap.api.views import Features
from roadmap.models import Feature


class IdeaSerializer(ResourceSerializer):
    """What somebody proposes: a title, the product, and in the description why it matters."""

    class Meta:
        model = Feature
        fields = ["title", "product", "description"]


class Ideas(WorkspaceView):
    """Ideas."""

    model = Feature
    scope = "roadmap"

    @extend_schema(operation_id="ideas_propose", request=IdeaSerializer, responses={201: FeatureSerializer})
    def post(self, request: Any) -> Response:
        """Propose a feature.

        Every member may, and a guest for a product that is shared with them. It becomes a feature with the status
        `idea`; read, edit and plan it under `features/`.
        """
        serializer = IdeaSerializer(data=request.data, context={"request": request, "view": self})
        serializer.is_valid(raise_exception=True)
        made = ideas.propose(by=request.member, **serializer.validated_data)
        features = Features(action="retrieve")
        features.request = request
        return features.answer(features.one(made.pk), status=201)
