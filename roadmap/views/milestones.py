"""Milestones, phases and freezes: what one is, and its edit. The plan of the launch shows them all."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_http_methods

from launchhub.accounts.middleware import WorkspaceRequest
from launchhub.accounts.rights import Right, require
from launchhub.web.access import get_visible
from launchhub.web.forms import attempt, dialog
from launchhub.web.responses import page_or_fragment
from roadmap.actions import milestones
from roadmap.models import Milestone
from roadmap.plan_forms import MilestoneForm
from roadmap.views.answers import back_to_room


@require_GET
def detail(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """What is marked, when, and whose it is."""
    milestone = _milestone(request, pk)
    context = {"milestone": milestone, "launch": milestone.launch, "today": request.workspace.today()}
    return page_or_fragment(request, "roadmap/milestones/detail.html", "dialog", context)


@require_http_methods(["GET", "POST"])
def edit(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Edit a milestone. Where it goes to another day, the ledger keeps that."""
    milestone = _milestone(request, pk)
    require(request.member, Right.EDIT_ROADMAP)
    form = MilestoneForm(request.POST or None, member=request.member, obj=milestone)
    if form.is_valid() and attempt(form, lambda: milestones.update(milestone, by=request.member, **form.as_fields())):
        return back_to_room(request, milestone.launch, f"Saved: {milestone}.", page="roadmap:launch_schedule")
    return dialog(request, "roadmap/milestones/form.html", form, milestone=milestone)


def _milestone(request: WorkspaceRequest, pk: UUID) -> Milestone:
    rows = Milestone.objects.select_related("launch__workspace", "owner__user", "workspace")
    milestone: Milestone = get_visible(rows, request, pk)
    return milestone
