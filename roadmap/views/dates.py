"""The dates of one bar of the timeline: a form that opens beside it, and what a drag sends.

Other apps give their dated things such a page with `edit_dates`, and register it (`roadmap.dated.register_dates_page`).
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods
from django_htmx.http import trigger_client_event

from launchhub.accounts.middleware import WorkspaceRequest
from launchhub.accounts.rights import require
from launchhub.web.access import get_visible
from launchhub.web.forms import attempt, dialog
from launchhub.web.links import link
from launchhub.web.responses import saved
from roadmap.actions import features, milestones, tasks
from roadmap.dated import dates_page_of
from roadmap.dating import DatesForm, FeatureDatesForm, ThingDatesForm
from roadmap.models import Dependency, Feature, Milestone, Scheduled, Task

TEMPLATE = "roadmap/timeline/dates.html"


@require_http_methods(["GET", "POST"])
def of_feature(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """When a feature starts and when it is to be done; what it waits for, and what waits for it."""
    feature = get_visible(Feature, request, pk)
    links = (
        Dependency.objects.visible_to(request.member)
        .blocking()
        .with_both_ends()
        .select_related("from_feature", "to_feature")
    )
    context = {"needs": links.filter(to_feature=pk), "needed_by": links.filter(from_feature=pk)}
    return _edit(request, feature, FeatureDatesForm(request.POST or None, obj=feature), features.update, context)


@require_http_methods(["GET", "POST"])
def of_milestone(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """When a milestone is, or from when until when a phase lasts. An anchored one stays anchored."""
    milestone = get_visible(Milestone.objects.select_related("launch__workspace"), request, pk)
    return edit_dates(request, milestone, milestones.update)


@require_http_methods(["GET", "POST"])
def of_task(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """When a task is due. An anchored one stays anchored."""
    task = get_visible(Task.objects.select_related("launch__workspace"), request, pk)
    return edit_dates(request, task, tasks.update)


def edit_dates(request: WorkspaceRequest, thing: Scheduled, update: Any, *, warning: str = "") -> HttpResponse:
    """Edit when a dated thing of any app is, by the `update` of its actions. An anchored one stays anchored.

    `thing` comes with its launch and the workspace of that; `warning` is said before one moves it.
    """
    return _edit(request, thing, ThingDatesForm(request.POST or None, obj=thing), update, {"warning": warning})


def _edit(
    request: WorkspaceRequest, row: Any, form: DatesForm, update: Any, context: dict[str, Any] | None = None
) -> HttpResponse:
    page = dates_page_of(row.noun)
    require(request.member, page.right)
    if form.is_valid():
        after = attempt(form, lambda: update(row, by=request.member, **form.as_fields()))
        if after is not None:
            return _moved(request, after, form)
    return dialog(request, TEMPLATE, form, row=row, address=link(request, page.url_name, pk=row.pk), **(context or {}))


def _moved(request: WorkspaceRequest, row: Any, form: DatesForm) -> HttpResponse:
    changed = ["roadmap", f"{row.noun}-{row.pk}"]
    response = saved(request, link(request, "roadmap:timeline"), message=f"Saved: {row}.", changed=changed)
    dates = {name: day.isoformat() for name, day in form.span_of(row).items() if day}
    return trigger_client_event(response, "timeline:saved", {"id": str(row.pk), "version": row.version, **dates})
