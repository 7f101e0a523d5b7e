"""Gates: the queue, the page of one, and what the launch room shows of them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, Prefetch, Q
from django.http import HttpResponse
from django.utils.datastructures import MultiValueDict
from django.views.decorators.http import require_GET, require_http_methods

from launchhub.accounts.middleware import WorkspaceRequest
from launchhub.accounts.models import Member
from launchhub.accounts.models.members import name_at
from launchhub.accounts.rights import Right, require
from launchhub.web.access import get_visible
from launchhub.web.forms import attempt, dialog
from launchhub.web.paging import LongPaginator
from launchhub.web.responses import page, page_or_fragment, redirect_to
from qa.actions import gates
from qa.forms import EmptyForm, GateForm
from qa.models import CLEARED, Gate, GateKind, GateStatus
from qa.models.gates import WORST_FIRST, GateApprover
from qa.views.answers import done
from qa.views.dossier import gate_page
from qa.views.signing import waiting_for
from roadmap.models import Launch
from roadmap.views.dates import edit_dates

PER_PAGE = 100
IN_ROOM = 12
FILTERS = ("q", "status", "kind", "launch")
IN_LINE = ("name", "kind", "status", "approvals", "quorum", "due", "launch__name")
"""Columns that the list shows."""


@require_GET
def index(request: WorkspaceRequest) -> HttpResponse:
    """What waits for my sign-off, then all gates of coming launches, the worst first."""
    launch = _asked_launch(request)
    is_filtered = any(request.GET.get(name) for name in FILTERS)
    shown = LongPaginator(_filtered(request, launch).worst_first(), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "gates": shown.object_list,
        "pages": shown,
        "waiting": [] if is_filtered or shown.number > 1 else waiting_for(request.member),
        "launch": launch,
        "chips": _chips(request),
        "kinds": GateKind.choices,
        "is_filtered": is_filtered,
        "today": request.workspace.today(),
    }
    return page_or_fragment(request, "qa/gates/list.html", "rows", context)


@require_GET
def detail(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """One gate: where it stands and why, what it asks for, who signed, what ran."""
    gate = get_visible(_with_people(), request, pk)
    return page_or_fragment(request, "qa/gates/detail.html", "gate", gate_page(gate, request.member))


@require_GET
def launch_panel(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """The gates of a launch, the worst first, for its room: a part of a page."""
    launch = get_visible(Launch, request, pk)
    rows = Gate.objects.visible_to(request.member).filter(launch=launch)
    counts = rows.aggregate(total=Count("pk"), cleared=Count("pk", filter=Q(status__in=CLEARED)))
    context = {
        "launch": launch,
        "gates": _with_people(rows).worst_first()[:IN_ROOM],
        "total": counts["total"],
        "unclear": counts["total"] - counts["cleared"],
        "waiting": {gate.pk for gate in waiting_for(request.member, launch=launch)},
    }
    return page(request, "qa/gates/panel.html", context)


@require_http_methods(["GET", "POST"])
def create(request: WorkspaceRequest) -> HttpResponse:
    """Give a launch a gate."""
    require(request.member, Right.EDIT_QA)
    launch = _asked_launch(request)
    form = GateForm(request.POST or None, member=request.member, launch=launch)
    if form.is_valid() and (gate := attempt(form, lambda: gates.create(by=request.member, **form.as_fields()))):
        return redirect_to(request, "qa:gate", pk=gate.pk, message=f"{gate} is there. Say what it asks for.")
    return dialog(request, "qa/gates/form.html", form, gate=None, launch=launch)


@require_http_methods(["GET", "POST"])
def edit(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Change what a gate is."""
    gate = get_visible(_with_people(), request, pk)
    require(request.member, Right.EDIT_QA)
    form = GateForm(request.POST or None, member=request.member, launch=gate.launch, gate=gate)
    if form.is_valid() and attempt(form, lambda: gates.update(gate, by=request.member, **form.as_fields())) is not None:
        return done(request, gate, "Saved.")
    return dialog(request, "qa/gates/form.html", form, gate=gate, launch=gate.launch)


@require_http_methods(["GET", "POST"])
def dates(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """When a gate is due, edited on the timeline."""
    gate = get_visible(Gate.objects.select_related("launch__workspace"), request, pk)
    return edit_dates(request, gate, gates.update)


@require_http_methods(["GET", "POST"])
def submit(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Ask the approvers for their review."""
    gate = get_visible(_with_people(), request, pk)
    require(request.member, Right.EDIT_QA)
    form = EmptyForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and attempt(form, lambda: gates.submit(gate, by=request.member)) is not None:
        return done(request, gate, f"{gate} is in review.")
    return dialog(request, "qa/gates/submit.html", form, gate=gate)


def _with_names(rows: Any) -> Any:
    """Add what a line of a gate shows: its launch, and the names of its approvers as `named`."""
    approvers = GateApprover.objects.filter(gate=OuterRef("pk")).order_by("member__user__name")
    named = ArraySubquery(approvers.values_list(name_at("member")))
    return rows.select_related("launch").annotate(named=named).only(*IN_LINE)


def _with_people(rows: Any = None) -> Any:
    """Add whatever the page of a gate shows besides its columns."""
    people = Member.objects.select_related("user").order_by("user__name")
    found = Gate.objects.all() if rows is None else rows
    return found.select_related("launch", "workspace", "submitted_by__user").prefetch_related(
        Prefetch("approvers", people), "gateapprover_set"
    )


def _asked_launch(request: WorkspaceRequest) -> Launch | None:
    asked = request.GET.get("launch")
    if not asked:
        return None
    try:
        return get_visible(Launch, request, UUID(asked))
    except ValueError:
        return None


def _filtered(request: WorkspaceRequest, launch: Launch | None) -> Any:
    asked: MultiValueDict[str, str] = request.GET
    rows = _with_names(Gate.objects.visible_to(request.member))
    rows = rows.filter(launch=launch) if launch else rows.ahead()
    if words := asked.get("q", "").strip().replace("\0", ""):
        rows = rows.filter(Q(name__icontains=words) | Q(launch__name__icontains=words))
    if asked.get("status") in GateStatus.values:
        rows = rows.filter(status=asked["status"])
    if asked.get("kind") in GateKind.values:
        rows = rows.filter(kind=asked["kind"])
    return rows


def _chips(request: WorkspaceRequest) -> list[tuple[str, str, bool]]:
    """Each state with the address that switches it on or off and keeps the other filters."""
    chips = []
    for value in WORST_FIRST:
        asked = request.GET.copy()
        asked.pop("page", None)
        is_on = asked.pop("status", [""])[-1] == value
        if not is_on:
            asked["status"] = value
        chips.append((value.label, f"?{asked.urlencode()}", is_on))
    return chips
