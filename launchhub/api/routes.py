"""Addresses of the REST API: `/api/v1/{workspace}/…`, one prefix per collection."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import URLPattern, URLResolver, include, path, re_path
from rest_framework.routers import DynamicRoute, Route, SimpleRouter

from launchhub.api import docs
from launchhub.api.collections import Collection
from launchhub.api.views import Unknown, WorkspaceView
from launchhub.api.workspaces import WorkspaceInfo

Place = tuple[str, type[WorkspaceView]]
"""The name in the address, and the collection or view behind it."""


class Router(SimpleRouter):
    """Routes a collection, with the methods that its actions offer."""

    routes = [
        Route("{prefix}/", {"get": "list", "post": "create"}, "{basename}-list", detail=False, initkwargs={}),
        DynamicRoute("{prefix}/{url_path}/", "{basename}-{url_name}", detail=False, initkwargs={}),
        Route(
            "{prefix}/{lookup}/",
            {"get": "retrieve", "patch": "update", "delete": "destroy"},
            "{basename}-detail",
            detail=True,
            initkwargs={},
        ),
        DynamicRoute("{prefix}/{lookup}/{url_path}/", "{basename}-{url_name}", detail=True, initkwargs={}),
    ]
    verbs = {"create": "create", "update": "update", "destroy": "delete"}

    def __init__(self) -> None:
        super().__init__(use_regex_path=False)

    def get_method_map(self, viewset: Any, method_map: Mapping[str, str]) -> dict[str, str]:
        """Return the methods that the collection has and its actions offer."""
        bound = super().get_method_map(viewset, method_map)
        return {
            method: name for method, name in bound.items() if name not in self.verbs or viewset.offers(self.verbs[name])
        }


def api_routes(*groups: Iterable[Place]) -> list[URLPattern | URLResolver]:
    """Return everything under `/api/`: the collections and views of all groups, and the description."""
    places: list[URLPattern | URLResolver] = [path("", WorkspaceInfo.as_view(), name="workspace")]
    for name, view in (place for group in groups for place in group):
        if issubclass(view, Collection):
            router = Router()
            view.place = name
            router.register("", view, basename=name)
            places.append(path(f"{name}/", include(router.urls)))
        else:
            places.append(path(f"{name}/", view.as_view(), name=name))
    within = [path("v1/<slug:workspace>/", include(places))]
    about = [path("schema/", docs.schema, name="schema"), path("docs/", docs.docs, name="docs")]
    return [path("api/", include(([*about, *within, re_path("", Unknown.as_view())], "api")))]
