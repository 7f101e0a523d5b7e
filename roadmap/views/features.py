"""A feature: its panel, which is a page as well, and each of its fields."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods

from launchhub.accounts.middleware import WorkspaceRequest
from launchhub.accounts.rights import Right, require
from launchhub.web.access import get_visible
from launchhub.web.forms import attempt, dialog
from launchhub.web.responses import page_or_fragment
from roadmap.actions import features
from roadmap.feature_forms import FIELDS, FeatureFieldsForm, LookForm
from roadmap.models import Feature
from roadmap.views.answers import back_to_feature
from roadmap.views.panel import CHOICES, PICKED, choices_of, panel

SHOWN_ALONG = ("product", "owner__user", "launch", "parent")


@require_GET
def detail(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """What the feature is, where it stands, what stands in its way, what was said of it, and its history."""
    feature = get_visible(Feature.objects.select_related(*SHOWN_ALONG), request, pk)
    return page_or_fragment(request, "roadmap/features/detail.html", "panel", panel(request, feature))


@require_http_methods(["GET", "POST"])
def edit(request: WorkspaceRequest, pk: UUID, part: str) -> HttpResponse:
    """One field, saved alone."""
    feature = get_visible(Feature.objects.select_related(*SHOWN_ALONG), request, pk)
    if part not in FIELDS:
        raise Http404(f"A feature has no field {part}.")
    require(request.member, Right.EDIT_ROADMAP)
    form = FeatureFieldsForm(request.POST or None, obj=feature, member=request.member, only=part)
    if form.is_valid() and (after := attempt(form, lambda: _save(feature, form, request))):
        return back_to_feature(request, after)
    return dialog(request, "roadmap/features/field.html", form, feature=feature, field=part)


@require_GET
def choices(request: WorkspaceRequest, pk: UUID, way: str) -> HttpResponse:
    """What the feature may be linked to: what fits the words typed so far."""
    feature = get_visible(Feature, request, pk)
    if way not in PICKED:
        raise Http404(f"Nothing is chosen for {way}.")
    require(request.member, Right.EDIT_ROADMAP)
    return page_or_fragment(request, CHOICES, "choices", choices_of(request, feature, way))


@require_http_methods(["GET", "POST"])
def look(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Say that the look changed: what depicts the feature is out of date from now on."""
    feature = get_visible(Feature, request, pk)
    require(request.member, Right.EDIT_ROADMAP)
    form = LookForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and attempt(form, lambda: features.ui_change(feature, by=request.member, **form.cleaned_data)):
        return back_to_feature(request, feature, f"The look of {feature} has changed.")
    return dialog(request, "roadmap/features/look.html", form, feature=feature)


def _save(feature: Feature, form: FeatureFieldsForm, request: WorkspaceRequest) -> Any:
    fields = form.as_fields()
    if "to" in fields:
        features.move(feature, by=request.member, **fields)
    else:
        features.update(feature, by=request.member, **fields)
    return feature
