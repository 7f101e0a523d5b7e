"""The bin over REST: what was deleted, by whom, and where it is restored."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from launchhub.accounts.rights import Right, require
from launchhub.api.collections import Collection
from launchhub.api.pagination import LARGEST_PAGE, PAGE_SIZE, Key, KeysetPagination
from launchhub.api.parameters import TEXT, check_names, names_in
from launchhub.api.rows import Rows
from launchhub.api.scopes import may_read
from launchhub.api.views import WorkspaceView
from launchhub.pages import bin as store
from launchhub.pages.bin import Binned

LAST_FIRST = [
    Key("deleted_at", "deleted_at", descending=True, nullable=False),
    Key("id", "id", descending=False, nullable=False),
]


class BinnedSerializer(serializers.Serializer[Any]):
    """Something in the bin."""

    noun = serializers.CharField()
    id = serializers.UUIDField()
    title = serializers.CharField()
    within = serializers.CharField(help_text="The name of what it belongs to, such as its launch; empty for nothing.")
    deleted_at = serializers.DateTimeField()
    deleted_by_name = serializers.CharField(allow_null=True, help_text="Null where nothing tells.")
    restore = serializers.CharField(help_text="The path to which a POST restores it.")


class BinnedPageSerializer(serializers.Serializer[Any]):
    """A page of the bin."""

    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = BinnedSerializer(many=True)


class LastFirst(KeysetPagination):
    """Pages of what was deleted, the last first."""

    def keys(self, params: Any, view: Any) -> list[Key]:
        """Return the one order that there is."""
        return LAST_FIRST


class Bin(WorkspaceView):
    """What was deleted."""

    scope = "roadmap"
    any_token_may_read = True
    everything = None

    @extend_schema(
        operation_id="bin_get",
        summary="List what lies in the bin, what was deleted last first",
        parameters=[
            OpenApiParameter("noun", str, description="Only things of these kinds, such as `feature,gate`."),
            OpenApiParameter("search", TEXT, description="Words in the title, or in the name of what it belongs to."),
            OpenApiParameter(
                "page_size", {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": PAGE_SIZE}
            ),
            OpenApiParameter("cursor", TEXT, description="A place in the list, from “next” or “previous”."),
        ],
        responses=BinnedPageSerializer,
    )
    def get(self, request: Any) -> Response:
        """List what you may restore; with a token, of the areas that its scopes let it read."""
        member, params = request.member, request.query_params
        require(member, Right.SHARE)
        check_names(params, ("noun", "search", "page_size", "cursor"))
        nouns = {each.noun: each for each in store.binnable_for(member)}
        asked = names_in(params, "noun", nouns) or nouns
        readable = [nouns[name] for name in asked if may_read(member, str(_collection(name).scope))]
        paginator = LastFirst()
        pile = store.rows(member, readable, params.get("search", "").strip())
        return paginator.get_paginated_response(paginator.paginate_queryset(pile, request, view=self))

    def read(self, rows: Any, hidden: list[str]) -> Rows:
        """Return what lies there as rows that a page is cut from."""
        return [Binned(*row)._asdict() for row in rows]

    def finish(self, rows: Rows) -> Any:
        """Add who deleted each, and its way back. One query."""
        by = store.who_deleted([Binned(**row) for row in rows], self.request.member)
        for row in rows:
            kwargs = {"workspace": self.request.workspace.slug, "pk": row["id"]}
            row["restore"] = reverse(f"api:{_collection(row['noun']).place}-restore", kwargs=kwargs)
            row["deleted_by_name"] = by.get(row["id"])
        return BinnedSerializer(rows, many=True).data


def _collection(noun: str) -> type[Collection]:
    """Return the collection that the things of a noun are in."""
    kind: Any = store.binnable(noun)
    return Collection.collections[kind.model]


collections: list[tuple[str, type[WorkspaceView]]] = [("bin", Bin)]
