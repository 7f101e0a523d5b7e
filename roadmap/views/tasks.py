"""Tasks: what one is, and who says how far it is."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from launchhub.accounts.middleware import WorkspaceRequest
from launchhub.accounts.rights import Right, may, require
from launchhub.web.access import get_visible
from launchhub.web.forms import attempt, dialog
from launchhub.web.responses import page_or_fragment
from roadmap.actions import tasks
from roadmap.forms import AssignForm, SkipForm
from roadmap.models import Task
from roadmap.plan_forms import TaskForm
from roadmap.views.answers import back_to_room


@require_GET
def detail(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """What is to be done, by whom, until when."""
    task = _task(request, pk)
    context = {
        "task": task,
        "launch": task.launch,
        "today": request.workspace.today(),
        "may_work": not task.is_finished and may(request.member, _needed(request, task)),
    }
    return page_or_fragment(request, "roadmap/tasks/detail.html", "dialog", context)


@require_http_methods(["GET", "POST"])
def edit(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Edit a task: what it is, when it is due, and who does it."""
    task = _task(request, pk)
    require(request.member, Right.EDIT_ROADMAP)
    form = TaskForm(request.POST or None, member=request.member, obj=task)
    if form.is_valid() and attempt(form, lambda: tasks.update(task, by=request.member, **form.as_fields())):
        return back_to_room(request, task.launch, f"Saved: {task}.", page="roadmap:launch_schedule")
    return dialog(request, "roadmap/tasks/form.html", form, task=task)


@require_POST
def complete(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Say that a task is done."""
    task = _task(request, pk)
    tasks.complete(task, by=request.member)
    return back_to_room(request, task.launch, f"Done: {task}.")


@require_http_methods(["GET", "POST"])
def skip(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Say that a task is not needed, and why."""
    task = _task(request, pk)
    require(request.member, _needed(request, task))
    form = SkipForm(request.POST or None)
    if form.is_valid() and attempt(form, lambda: tasks.skip(task, by=request.member, **form.cleaned_data)):
        return back_to_room(request, task.launch, f"Skipped: {task}.")
    return dialog(request, "roadmap/tasks/skip.html", form, task=task)


@require_http_methods(["GET", "POST"])
def assign(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Give a task to somebody, or to nobody."""
    task = _task(request, pk)
    require(request.member, Right.EDIT_ROADMAP)
    form = AssignForm(request.POST or None, member=request.member, task=task)
    if form.is_valid() and attempt(form, lambda: tasks.assign(task, by=request.member, **form.cleaned_data)):
        to = form.cleaned_data["assignee"]
        return back_to_room(request, task.launch, f"{to} does “{task}”." if to else f"Nobody does “{task}” now.")
    return dialog(request, "roadmap/tasks/assign.html", form, task=task)


def _task(request: WorkspaceRequest, pk: UUID) -> Task:
    task: Task = get_visible(
        Task.objects.select_related("launch__workspace", "assignee__user", "workspace"), request, pk
    )
    return task


def _needed(request: WorkspaceRequest, task: Task) -> Right:
    """Return the right that it takes to say how far a task is: one's own is easier than another's."""
    return Right.WORK if task.assignee_id == request.member.pk else Right.EDIT_ROADMAP
