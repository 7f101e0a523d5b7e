"""The plan of a launch: everything dated, added to line by line, and changed one by one or many at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_POST

from launchhub.accounts.middleware import WorkspaceRequest
from launchhub.accounts.rights import Right, may, require
from launchhub.lib.errors import NotAll
from launchhub.lib.text import plural
from launchhub.web.access import get_visible
from launchhub.web.forms import attempt
from launchhub.web.links import link
from launchhub.web.responses import again, form_error, page_or_fragment, saved, wants_fragment
from roadmap import plan, playbook_uses
from roadmap.actions import milestones, tasks
from roadmap.actions import plan as actions
from roadmap.models import Launch
from roadmap.plan_forms import AddForm, ChangeForm

TEMPLATE = "roadmap/plan/index.html"
PAGE = "roadmap:launch_schedule"

DONE = {
    "assign": "assigned",
    "shift": "shifted",
    "anchor": "anchored",
    "pin": "pinned",
    "start": "in hand",
    "complete": "done",
    "reopen": "open again",
    "skip": "skipped",
    "delete": "in the bin",
    "restore": "back in the plan",
}
"""How things are after a change."""

UNDONE = {"start": "reopen", "complete": "reopen", "skip": "reopen", "delete": "restore"}
"""The changes that another one takes back."""


@require_GET
def index(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """All dated things of the launch, by month, by track or by phase (`?by=`); what is finished is folded."""
    launch = _launch(request, pk)
    context = _plan(request, launch) | _forms(request, launch)
    return page_or_fragment(request, TEMPLATE, "part", context)


@require_POST
def add(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Add a task or a milestone; the form stays for the next one of its kind and track."""
    launch = _launch(request, pk)
    require(request.member, Right.EDIT_ROADMAP)
    form = AddForm(request.POST, member=request.member)
    create = tasks.create if form.is_task else milestones.create
    made = form.is_valid() and attempt(form, lambda: create(launch=launch, by=request.member, **form.as_fields()))
    if not made:
        return _refuse(request, launch, "add", add_form=form)
    context = {"launch": launch, "add_form": form.anew(request.member)}
    here, changed = link(request, PAGE, pk=pk), [f"launch-{pk}"]
    return again(request, here, TEMPLATE, "add", context, message=f"Added: {made}.", changed=changed)


@require_POST
def change(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Do the same to all chosen things, or to none and say what is in the way of which; `done` names one alone."""
    launch = _launch(request, pk)
    require(request.member, Right.WORK)
    form = ChangeForm(request.POST, member=request.member, launch=launch)
    if not form.is_valid():
        return _refuse(request, launch, "change", form=form)
    things, values = form.things, form.values()
    try:
        actions.change(launch, things, by=request.member, **values)
    except NotAll as refusal:
        return _refuse(request, launch, "change", form=form, refused=_in_words(things, refusal))
    back = UNDONE.get(values["do"])
    undo = (link(request, "roadmap:plan_change", pk=pk), {"do": back, "things": ",".join(map(form.key, things))})
    which = f"“{things[0]}”" if len(things) == 1 else plural(len(things), "thing")
    message = f"{which}: {DONE[values['do']]}."
    changed = [f"launch-{pk}", "launches"]
    return saved(request, link(request, PAGE, pk=pk), message=message, changed=changed, undo=undo if back else None)


def _launch(request: WorkspaceRequest, pk: UUID) -> Launch:
    launch: Launch = get_visible(Launch.objects.select_related("workspace"), request, pk)
    return launch


def _plan(request: WorkspaceRequest, launch: Launch) -> dict[str, Any]:
    """Return what the page shows of the plan."""
    today, by = request.workspace.today(), request.GET.get("by", "")
    by = by if by in plan.BY else "time"
    rows = plan.rows(launch, request.member)
    ahead = [row for row in rows if not row.is_finished]
    may_edit = may(request.member, Right.EDIT_ROADMAP)
    return {
        "launch": launch,
        "today": today,
        "by": by,
        "ways": plan.BY,
        "edited_here": plan.EDITED_HERE,
        "count": len(rows),
        "groups": plan.groups(ahead, by, launch, today),
        "finished": [row for row in rows if row.is_finished],
        "overdue": 0 if launch.is_over else sum(row.is_overdue(today) for row in rows),
        "names": plan.names(rows, request.member),
        "binned": plan.binned(launch, request.member) if may_edit else [],
        "behind": playbook_uses.behind(launch, request.member) if may_edit and not launch.is_over else None,
    }


def _forms(request: WorkspaceRequest, launch: Launch) -> dict[str, Any]:
    """Return the forms of the page, as far as the member may use them."""
    member, may_edit = request.member, may(request.member, Right.EDIT_ROADMAP)
    return {
        "may_edit": may_edit,
        "may_work": may(member, Right.WORK),
        "add_form": AddForm(member=member) if may_edit and not launch.is_over else None,
        "form": ChangeForm(member=member, launch=launch),
        "refused": [],
    }


def _refuse(request: WorkspaceRequest, launch: Launch, block: str, **shown: Any) -> HttpResponse:
    """Answer with the form that was refused; without htmx with the whole page around it."""
    if wants_fragment(request):
        context = {"launch": launch} | _forms(request, launch) | shown
        return form_error(request, TEMPLATE, block, context)
    return form_error(request, TEMPLATE, block, _plan(request, launch) | _forms(request, launch) | shown)


def _in_words(things: Sequence[actions.Thing], refusal: NotAll) -> list[tuple[str, str, list[str]]]:
    """Return what is wrong: the title of a thing, where it stands in the page, and why it cannot be changed so."""
    return [
        (str(thing), f"{thing.noun}-{thing.pk}", [text for texts in errors.values() for text in texts])
        for thing, errors in zip(things, refusal.errors, strict=True)
        if errors
    ]
