"""The launch list and the launch room."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Case, F, IntegerField, Q, QuerySet, When
from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from launchhub.accounts.middleware import WorkspaceRequest
from launchhub.accounts.rights import Right, require
from launchhub.events.models import Event
from launchhub.lib.errors import Conflict
from launchhub.web.access import get_visible
from launchhub.web.links import link
from launchhub.web.responses import form_error, fragment, page, page_or_fragment, redirect_to, saved
from roadmap import ledger, readiness
from roadmap.actions import launches
from roadmap.forms import LaunchForm, MoveForm, TransitionForm
from roadmap.models import Launch, LaunchStatus, Tier
from roadmap.models.launches import OVER
from roadmap.views.room import room, shown_events

PER_PAGE = 100
FILTERS = (
    ("Ahead", "ahead", "1"),
    ("Mine", "owner", "me"),
    ("Launched", "status", "launched"),
    ("Tier 1", "tier", "1"),
)


@require_GET
def index(request: WorkspaceRequest) -> HttpResponse:
    """All launches: those ahead first, the nearest on top; then what is over, the latest on top."""
    rows = _filtered(request).select_related("owner__user", "workspace").with_slips()
    shown = Paginator(_nearest_first(rows), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "launches": shown.object_list,
        "reports": readiness.reports(list(shown.object_list)),
        "pages": shown,
        "chips": _chips(request),
        "today": request.workspace.today(),
        "is_filtered": any(request.GET.get(name) for name in ("q", "ahead", "owner", "status", "tier")),
    }
    return page_or_fragment(request, "roadmap/launches/list.html", "rows", context)


@require_GET
def detail(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """The launch room: is it ready, how did its date move, what stands in the way, whose turn is it?"""
    launch = get_visible(Launch.objects.with_slips().select_related("owner__user", "workspace"), request, pk)
    return page_or_fragment(request, "roadmap/launches/detail.html", "room", room(launch, request.member))


@require_GET
def schedule(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Every dated thing of the launch, in date order."""
    launch = get_visible(Launch.objects.select_related("workspace"), request, pk)
    context = {"launch": launch, "things": ledger.schedule_of(launch), "today": request.workspace.today()}
    return page(request, "roadmap/launches/schedule.html", context)


@require_GET
def activity(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """All that happened to the launch and what belongs to it, latest first."""
    launch = get_visible(Launch, request, pk)
    rows = Event.objects.filter(workspace=request.workspace, launch_id=pk).select_related("actor__user").order_by("-id")
    shown = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"launch": launch, "events": shown_events(shown.object_list), "pages": shown}
    return page(request, "roadmap/launches/activity.html", context)


@require_http_methods(["GET", "POST"])
def create(request: WorkspaceRequest) -> HttpResponse:
    """Plan a launch."""
    require(request.member, Right.EDIT_ROADMAP)
    form = LaunchForm(request.POST or None, member=request.member)
    if form.is_valid():
        try:
            launch = launches.create(by=request.member, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect_to(request, "roadmap:launch", pk=launch.pk, message=f"{launch} is planned.")
    answer = form_error if request.method == "POST" else page_or_fragment
    return answer(request, "roadmap/launches/form.html", "dialog", {"form": form, "launch": None})


@require_http_methods(["GET", "POST"])
def edit(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Edit what a launch says of itself."""
    launch = get_visible(Launch, request, pk)
    require(request.member, Right.EDIT_ROADMAP)
    form = LaunchForm(request.POST or None, member=request.member, launch=launch)
    if form.is_valid():
        try:
            launches.update(launch, by=request.member, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return saved(request, link(request, "roadmap:launch", pk=pk), message="Saved.", changed=[f"launch-{pk}"])
    answer = form_error if request.method == "POST" else page_or_fragment
    return answer(request, "roadmap/launches/form.html", "dialog", {"form": form, "launch": launch})


@require_http_methods(["GET", "POST"])
def move(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Move the date: what it would touch is shown first, then it takes a reason."""
    launch = get_visible(Launch.objects.select_related("workspace"), request, pk)
    require(request.member, Right.EDIT_ROADMAP)
    form = MoveForm(request.POST or None, initial={"date": launch.date})
    context = {"form": form, "launch": launch, "radius": None}
    if request.method == "GET":
        return page_or_fragment(request, "roadmap/launches/move.html", "dialog", context)
    context["radius"] = _preview(request, launch, form)
    if "preview" in request.POST or not form.is_valid():
        return form_error(request, "roadmap/launches/move.html", "dialog", context)
    try:
        moved = launches.move(launch, **_move_of(form), by=request.member)
    except (ValidationError, Conflict) as error:
        form.add_error(None, error if isinstance(error, ValidationError) else error.detail)
        return form_error(request, "roadmap/launches/move.html", "dialog", context)
    told = len(moved.blast_radius["people"])
    message = f"Moved by {moved.days:+d} days. {told} {'person is' if told == 1 else 'people are'} being told."
    return saved(request, link(request, "roadmap:launch", pk=pk), message=message, changed=[f"launch-{pk}"])


@require_POST
def preview(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """What a move to this date would touch, while the date is being chosen. Nothing is written."""
    launch = get_visible(Launch.objects.select_related("workspace"), request, pk)
    form = MoveForm(request.POST)
    context = {"form": form, "launch": launch, "radius": _preview(request, launch, form)}
    return fragment(request, "roadmap/launches/move.html", "blast", context)


@require_http_methods(["GET", "POST"])
def transition(request: WorkspaceRequest, pk: UUID, to: str) -> HttpResponse:
    """Bring the launch into another state; where something stands in the way, say what."""
    launch = get_visible(Launch.objects.select_related("workspace"), request, pk)
    require(request.member, Right.EDIT_ROADMAP)
    form = TransitionForm({"to": to, "override_reason": request.POST.get("override_reason", "")})
    context: dict[str, Any] = {"form": form, "launch": launch, "to": to, "blockers": [], "detail": ""}
    if request.method == "GET" or not form.is_valid():
        return page_or_fragment(request, "roadmap/launches/transition.html", "dialog", context)
    try:
        launches.transition(launch, **form.cleaned_data, by=request.member)
    except Conflict as error:
        context |= {"blockers": error.blockers, "detail": error.detail}
        return form_error(request, "roadmap/launches/transition.html", "dialog", context)
    word = LaunchStatus(to).label.lower()
    return saved(
        request, link(request, "roadmap:launch", pk=pk), message=f"{launch} is {word}.", changed=[f"launch-{pk}"]
    )


def _filtered(request: WorkspaceRequest) -> Any:
    rows = Launch.objects.visible_to(request.member)
    asked = request.GET
    if words := asked.get("q", "").strip().replace("\0", ""):
        rows = rows.filter(Q(name__icontains=words) | Q(summary__icontains=words))
    if asked.get("ahead"):
        rows = rows.ahead()
    if asked.get("owner") == "me":
        rows = rows.filter(owner=request.member)
    if asked.get("status") in LaunchStatus.values:
        rows = rows.filter(status=asked["status"])
    if asked.get("tier") in {str(tier) for tier in Tier.values}:
        rows = rows.filter(tier=asked["tier"])
    return rows


def _nearest_first(rows: QuerySet[Launch]) -> QuerySet[Launch]:
    over = Case(When(status__in=OVER, then=1), default=0, output_field=IntegerField())
    nearest = Case(When(~Q(status__in=OVER), then=F("date")))
    return rows.annotate(over=over).order_by(
        "over", nearest.asc(nulls_last=True), F("date").desc(nulls_last=True), "pk"
    )


def _chips(request: WorkspaceRequest) -> list[tuple[str, str, bool]]:
    """Each filter with the address that switches it on or off and keeps the others."""
    chips = []
    for label, name, value in FILTERS:
        asked = request.GET.copy()
        asked.pop("page", None)
        is_on = asked.get(name) == value
        asked.pop(name, None) if is_on else asked.__setitem__(name, value)
        chips.append((label, f"?{asked.urlencode()}", is_on))
    return chips


def _move_of(form: MoveForm) -> dict[str, Any]:
    asked = form.cleaned_data
    return {
        "to": asked["date"],
        "reason": asked["reason"],
        "note": asked["note"],
        "cascade": "dependents" if asked["cascade"] else "none",
    }


def _preview(request: WorkspaceRequest, launch: Launch, form: MoveForm) -> Any:
    """Return the blast radius of the date in the form, or None where there is no move to show."""
    form.is_valid()
    to, reason = form.cleaned_data.get("date"), form.cleaned_data.get("reason")
    if to is None or to == launch.date:
        return None
    cascade: Any = "dependents" if form.cleaned_data.get("cascade") else "none"
    try:
        return launches.preview_move(launch, to=to, cascade=cascade, reason=reason or "unspecified", by=request.member)
    except (ValidationError, Conflict):
        return None  # the form says so when it is sent
