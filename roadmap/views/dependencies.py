"""What has to wait for a feature or a launch."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from launchhub.accounts.middleware import WorkspaceRequest
from launchhub.accounts.rights import Right, require
from launchhub.web.access import get_visible
from launchhub.web.forms import attempt, dialog
from launchhub.web.links import link
from launchhub.web.responses import form_error, saved
from roadmap.actions import dependencies
from roadmap.dating import ORDERS, DependencyForm
from roadmap.feature_forms import LinkForm
from roadmap.models import Dependency, DependencyKind, Feature, Launch
from roadmap.views.answers import back_to_feature
from roadmap.views.panel import CHOICES, choices_of


@require_http_methods(["GET", "POST"])
def of_feature(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Let another feature wait for this one, or come before it."""
    return _create(request, get_visible(Feature, request, pk))


@require_http_methods(["GET", "POST"])
def of_launch(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Let another launch wait for this one, or come before it."""
    return _create(request, get_visible(Launch, request, pk))


@require_POST
def link_feature(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Say how a feature hangs together with another one: it needs it, is needed by it, replaces it…"""
    feature = get_visible(Feature, request, pk)
    require(request.member, Right.EDIT_ROADMAP)
    form = LinkForm(request.POST, member=request.member, feature=feature)
    if form.is_valid() and attempt(form, lambda: dependencies.create(by=request.member, **form.as_fields())):
        return back_to_feature(request, feature)
    return form_error(request, CHOICES, "choices", choices_of(request, feature, "links") | {"form": form})


@require_POST
def delete(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Let nothing wait any longer."""
    found: Dependency = get_visible(Dependency, request, pk)
    dependencies.delete(found, by=request.member)
    words = (
        f"{found.target} no longer waits for {found.source}." if found.kind == DependencyKind.BLOCKS else "Unlinked."
    )
    return _linked(request, found.source, words)


def _create(request: WorkspaceRequest, one: Feature | Launch) -> HttpResponse:
    require(request.member, Right.EDIT_ROADMAP)
    form = DependencyForm(request.POST or None, member=request.member, one=one, initial=_asked(request))
    if form.is_valid() and (made := attempt(form, lambda: dependencies.create(by=request.member, **form.as_fields()))):
        return _linked(request, one, f"{made.target} waits for {made.source}.")
    return dialog(request, "roadmap/dependencies/form.html", form, one=one)


def _asked(request: WorkspaceRequest) -> dict[str, str]:
    """Return the way that a link to the form asks for, and the words that somebody looks for."""
    way = {"way": request.GET["way"]} if request.GET.get("way") in dict(ORDERS) else {}
    return way | {"q": request.GET.get("q", "")}


def _linked(request: WorkspaceRequest, one: Feature | Launch, message: str) -> HttpResponse:
    changed = ["roadmap", "features", "dependencies"]
    return saved(request, link(request, f"roadmap:{one.noun}", pk=one.pk), message=message, changed=changed)
