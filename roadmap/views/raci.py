"""The RACI grid of a launch: who does what, and who is missing."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Prefetch
from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from launchhub.accounts.middleware import WorkspaceRequest
from launchhub.accounts.models import Hat, Member
from launchhub.accounts.rights import Right, require
from launchhub.web.access import get_visible
from launchhub.web.forms import attempt, dialog
from launchhub.web.responses import page_or_fragment
from roadmap import raci as rules
from roadmap import readiness
from roadmap.actions import raci
from roadmap.forms import PARTS, RaciForm
from roadmap.models import Launch, RaciLine
from roadmap.views.answers import back_to_room

PAGE = "roadmap:launch_raci"


@require_GET
def index(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """All lines by track, and the tracks that nobody answers for."""
    launch = get_visible(Launch.objects.select_related("workspace"), request, pk)
    people = Member.objects.select_related("user").order_by("user__name")
    lines = RaciLine.objects.visible_to(request.member).filter(launch=launch).select_related("accountable__user")
    hats = [track.hat for track in readiness.report(launch).tracks]
    context = {
        "launch": launch,
        "lines": lines.prefetch_related(*(Prefetch(name, people) for name in PARTS)).order_by("hat", "what", "pk"),
        "gaps": [Hat(hat) for hat in rules.gaps({launch.pk: hats})[launch.pk]],
    }
    return page_or_fragment(request, "roadmap/raci/list.html", "part", context)


@require_http_methods(["GET", "POST"])
def create(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Add a line. For a track (`?hat=`) the likeliest person is suggested."""
    launch = get_visible(Launch.objects.select_related("workspace"), request, pk)
    require(request.member, Right.EDIT_ROADMAP)
    form = RaciForm(request.POST or None, member=request.member, initial=_suggested(launch, request.GET.get("hat")))
    if form.is_valid() and attempt(form, lambda: raci.create(launch=launch, by=request.member, **form.as_fields())):
        return back_to_room(request, launch, "The line is added.", page=PAGE)
    return dialog(request, "roadmap/raci/form.html", form, launch=launch, line=None)


@require_http_methods(["GET", "POST"])
def edit(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Edit a line."""
    line = _line(request, pk)
    form = RaciForm(request.POST or None, member=request.member, obj=line)
    if form.is_valid() and attempt(form, lambda: raci.update(line, by=request.member, **form.as_fields())):
        return back_to_room(request, line.launch, "Saved.", page=PAGE)
    return dialog(request, "roadmap/raci/form.html", form, launch=line.launch, line=line)


@require_POST
def delete(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Put a line into the bin."""
    line = _line(request, pk)
    raci.delete(line, by=request.member)
    return back_to_room(request, line.launch, f"“{line}” is in the bin.", page=PAGE)


def _line(request: WorkspaceRequest, pk: UUID) -> RaciLine:
    line: RaciLine = get_visible(RaciLine.objects.select_related("launch__workspace", "accountable__user"), request, pk)
    require(request.member, Right.EDIT_ROADMAP)
    return line


def _suggested(launch: Launch, hat: str | None) -> dict[str, object]:
    if hat not in Hat.values:
        return {}
    likeliest = next(iter(rules.suggest(launch, hat)), None)
    return {"hat": hat, "what": f"{Hat(hat).label} of the launch"} | (
        {"accountable": likeliest.load.member} if likeliest else {}
    )
