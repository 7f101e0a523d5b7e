"""Scoring models of a workspace's own."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from launchhub.accounts.middleware import WorkspaceRequest
from launchhub.accounts.rights import Right, require
from launchhub.web.access import get_visible
from launchhub.web.forms import attempt, dialog
from launchhub.web.responses import redirect_to
from roadmap.actions import scoring_models
from roadmap.models import ScoringModel
from roadmap.score_forms import ScoringModelForm


@require_http_methods(["GET", "POST"])
def create(request: WorkspaceRequest) -> HttpResponse:
    """Make a model of weighted criteria."""
    require(request.member, Right.EDIT_ROADMAP)
    form = ScoringModelForm(request.POST or None)
    if form.is_valid() and (
        made := attempt(form, lambda: scoring_models.create(by=request.member, **form.as_fields()))
    ):
        message = "The model is there. Score the first feature by it."
        return redirect_to(request, "roadmap:priorities", query=f"?model={made.key}", message=message)
    return dialog(request, "roadmap/scoring_models/form.html", form, model=None)


@require_http_methods(["GET", "POST"])
def edit(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Edit a model; what was scored by it is computed anew."""
    model = get_visible(ScoringModel, request, pk)
    require(request.member, Right.EDIT_ROADMAP)
    form = ScoringModelForm(request.POST or None, obj=model)
    if form.is_valid() and attempt(form, lambda: scoring_models.update(model, by=request.member, **form.as_fields())):
        return redirect_to(request, "roadmap:priorities", query=f"?model={model.key}", message="Saved.")
    return dialog(request, "roadmap/scoring_models/form.html", form, model=model)


@require_POST
def delete(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Put a model into the bin."""
    model = get_visible(ScoringModel, request, pk)
    scoring_models.delete(model, by=request.member)
    return redirect_to(request, "roadmap:priorities", message=f"{model} is in the bin.")
