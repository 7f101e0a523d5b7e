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
from roadmap.dating import DependencyForm
from roadmap.feature_forms import LinkForm
from roadmap.models import Dependency, Feature, Launch
from roadmap.views.answers import back_to_feature
from roadmap.views.panel import CHOICES, choices_of


@require_http_methods(["GET", "POST"])
def of_feature(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Let another feature wait for this one."""
    return _create(request, get_visible(Feature, request, pk))


@require_http_methods(["GET", "POST"])
def of_launch(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Let another launch wait for this one."""
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
    return _linked(request, f"{found.target} no longer waits for {found.source}.")


def _create(request: WorkspaceRequest, source: Feature | Launch) -> HttpResponse:
    require(request.member, Right.EDIT_ROADMAP)
    form = DependencyForm(request.POST or None, member=request.member, source=source)
    if form.is_valid() and attempt(
        form, lambda: dependencies.create(source=source, by=request.member, **form.cleaned_data)
    ):
        return _linked(request, f"{form.cleaned_data['target']} waits for {source}.")
    return dialog(request, "roadmap/timeline/dependency.html", form, source=source)


def _linked(request: WorkspaceRequest, message: str) -> HttpResponse:
    return saved(
        request, link(request, "roadmap:timeline"), message=message, changed=["roadmap", "features", "dependencies"]
    )
