"""`/api/v1/{workspace}/`: where one is, and as whom."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from launchhub.accounts.models import Hat, Role
from launchhub.api.parameters import check_names
from launchhub.api.views import WorkspaceView


class OwnMembership(serializers.Serializer[Any]):
    """Who asks."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    role = serializers.ChoiceField(choices=Role.choices)
    hats = serializers.ListField(child=serializers.ChoiceField(choices=Hat.choices))


class WorkspaceSerializer(serializers.Serializer[Any]):
    """A workspace and one's membership in it."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    slug = serializers.SlugField()
    timezone = serializers.CharField()
    working_days = serializers.ListField(child=serializers.IntegerField(min_value=0, max_value=6))
    holiday_country = serializers.CharField()
    today = serializers.DateField()
    member = OwnMembership()


class WorkspaceInfo(WorkspaceView):
    """The workspace that the address names."""

    scope = "admin"
    any_token_may_read = True

    @extend_schema(responses=WorkspaceSerializer)
    def get(self, request: Any) -> Response:
        """Get the workspace and your membership in it."""
        check_names(request.query_params, ())
        place, member = request.workspace, request.member
        fields = ("id", "name", "slug", "timezone", "working_days", "holiday_country")
        own = {"id": member.pk, "name": member.name, "role": member.role, "hats": member.hats}
        return Response({name: getattr(place, name) for name in fields} | {"today": place.today(), "member": own})
