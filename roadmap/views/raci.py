"""The RACI grid of a launch: who does what, and who is missing."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Prefetch
from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from launchhub.accounts.middleware import WorkspaceRequest
from launchhub.accounts.models import Hat, Member
from launchhub.accounts.rights import Right, may, require
from launchhub.lib.errors import Conflict
from launchhub.web.access import get_visible
from launchhub.web.forms import attempt, dialog
from launchhub.web.responses import page_or_fragment
from roadmap import raci as rules
from roadmap import readiness
from roadmap.actions import raci
from roadmap.forms import PARTS, RaciForm, RaciPartForm
from roadmap.models import Launch, RaciLine
from roadmap.views.answers import back_to_room

PAGE = "roadmap:launch_raci"
MOST_SUITED = 4
"""How many people are suggested for a part."""


@require_GET
def index(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """All lines by track with whom each part suits; the tracks that nobody answers for; who carries too much."""
    launch = get_visible(Launch.objects.select_related("workspace"), request, pk)
    people = Member.objects.select_related("user").order_by("user__name")
    lines = RaciLine.objects.visible_to(request.member).filter(launch=launch).select_related("accountable__user")
    lines = lines.prefetch_related(*(Prefetch(name, people) for name in PARTS)).order_by("hat", "what", "pk")
    hats = [track.hat for track in readiness.report(launch).tracks]
    gaps = rules.gaps({launch.pk: hats})[launch.pk]
    wanted = [*((hat, "") for hat in gaps), *((line.hat, line.what) for line in lines)]
    loads = rules.loads(launch.workspace)
    suited = (
        rules.suggest_each(launch, wanted, loads) if may(request.member, Right.EDIT_ROADMAP) else [[] for _ in wanted]
    )
    context = {
        "launch": launch,
        "lines": list(zip(lines, [each[:MOST_SUITED] for each in suited[len(gaps) :]], strict=True)),
        "gaps": [(Hat(hat), each[:MOST_SUITED]) for hat, each in zip(gaps, suited, strict=False)],
        "overloads": {load.member.pk: load for load in rules.overloads(launch, loads)},
        "too_many": (rules.TOO_MANY_LINES, rules.TOO_MANY_TASKS),
    }
    return page_or_fragment(request, "roadmap/raci/list.html", "part", context)


@require_POST
def assign(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Give somebody a part in a line, or take it from them; accountable is always exactly one."""
    line = _line(request, pk)
    form = RaciPartForm(request.POST, member=request.member)
    if form.is_valid() and attempt(form, lambda: raci.update(line, by=request.member, **form.as_fields(line))):
        return back_to_room(request, line.launch, f"Saved: {line}.", page=PAGE)
    said = " ".join(str(text) for texts in form.errors.values() for text in texts)
    raise Conflict(f"“{line}” stays as it is. {said}")


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
