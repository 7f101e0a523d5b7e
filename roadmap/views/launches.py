"""The launch list and the launch room."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods

from launchhub.accounts.middleware import WorkspaceRequest
from launchhub.accounts.models.members import name_at
from launchhub.accounts.rights import Right, require
from launchhub.pages.activity import shown_events
from launchhub.web.access import get_visible
from launchhub.web.forms import attempt, dialog
from launchhub.web.paging import LongPaginator
from launchhub.web.responses import page_or_fragment, redirect_to
from roadmap.actions import launches
from roadmap.forms import LaunchForm, TransitionForm
from roadmap.models import Launch, LaunchStatus, Product, Tier
from roadmap.remembered import readiness_for
from roadmap.views.answers import back_to_room
from roadmap.views.room import events_of, room

PER_PAGE = 100
MOST_PRODUCTS = 12
"""How many products the list offers as filters."""

FILTERS = (
    ("Ahead", "ahead", "1"),
    ("Mine", "owner", "me"),
    ("Launched", "status", "launched"),
    ("Tier 1", "tier", "1"),
)


@require_GET
def index(request: WorkspaceRequest) -> HttpResponse:
    """All launches: those ahead first, the nearest on top; then what is over, the latest on top."""
    products = list(Product.objects.visible_to(request.member).order_by("name")[:MOST_PRODUCTS])
    rows = _filtered(request, products).annotate(owner_name=name_at("owner")).with_slips().nearest_first()
    shown = LongPaginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    ids = [launch.pk for launch in shown.object_list]
    context = {
        "launches": shown.object_list,
        "readiness": readiness_for(request.member, ids),
        "pages": shown,
        "products_of": _products_of(request, ids) if len(products) > 1 else None,
        "chips": _chips(request, products),
        "today": request.workspace.today(),
        "is_filtered": any(request.GET.get(name) for name in ("q", "ahead", "owner", "status", "tier", "product")),
    }
    return page_or_fragment(request, "roadmap/launches/list.html", "rows", context)


@require_GET
def detail(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """The launch room: is it ready, how did its date move, what stands in the way, whose turn is it?"""
    launch = get_visible(Launch.objects.with_slips().select_related("owner__user", "workspace"), request, pk)
    return page_or_fragment(request, "roadmap/launches/detail.html", "room", room(launch, request.member))


@require_GET
def activity(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """All that happened to the launch and what belongs to it, latest first."""
    launch = get_visible(Launch, request, pk)
    shown = Paginator(events_of(launch, request.member), PER_PAGE).get_page(request.GET.get("page"))
    events = shown_events(shown.object_list, to_guest=request.member.is_guest)
    context = {"launch": launch, "events": events, "pages": shown}
    return page_or_fragment(request, "roadmap/launches/activity.html", "room", context)


@require_http_methods(["GET", "POST"])
def create(request: WorkspaceRequest) -> HttpResponse:
    """Plan a launch."""
    require(request.member, Right.EDIT_ROADMAP)
    form = LaunchForm(request.POST or None, member=request.member)
    if form.is_valid() and (made := attempt(form, lambda: launches.create(by=request.member, **form.as_fields()))):
        return redirect_to(request, "roadmap:launch", pk=made.pk, message=f"{made} is planned.")
    return dialog(request, "roadmap/launches/form.html", form, launch=None)


@require_http_methods(["GET", "POST"])
def edit(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Edit what a launch says of itself."""
    launch = get_visible(Launch, request, pk)
    require(request.member, Right.EDIT_ROADMAP)
    form = LaunchForm(request.POST or None, member=request.member, obj=launch)
    if form.is_valid() and attempt(form, lambda: launches.update(launch, by=request.member, **form.as_fields())):
        return back_to_room(request, launch, "Saved.")
    return dialog(request, "roadmap/launches/form.html", form, launch=launch)


@require_http_methods(["GET", "POST"])
def transition(request: WorkspaceRequest, pk: UUID, to: str) -> HttpResponse:
    """Bring the launch into another state; where something stands in the way, say what before it is asked for."""
    launch = get_visible(Launch.objects.select_related("workspace"), request, pk)
    require(request.member, Right.EDIT_ROADMAP)
    if to not in LaunchStatus.values:
        raise Http404("A launch has no such state.")
    form = TransitionForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and attempt(
        form, lambda: launches.transition(launch, to=to, **form.cleaned_data, by=request.member)
    ):
        return back_to_room(request, launch, f"{launch} is {LaunchStatus(to).label.lower()}.")
    check = launches.WANTED.get(to)
    context = {
        "launch": launch,
        "to": to,
        "findings": check(launch) if check else [],
        "may_override": launches.may_override(launch, to, request.member),
    }
    return dialog(request, "roadmap/launches/transition.html", form, **context)


def _filtered(request: WorkspaceRequest, products: Sequence[Product]) -> Any:
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
    if chosen := [product for product in products if str(product.pk) == asked.get("product")]:
        rows = rows.filter(products__in=chosen)
    return rows


def _products_of(request: WorkspaceRequest, launch_ids: Sequence[UUID]) -> dict[UUID, list[str]]:
    """The names of the products of each launch, as far as the member sees them."""
    seen = Product.objects.visible_to(request.member).filter(launches__in=launch_ids).order_by("name")
    names: dict[UUID, list[str]] = defaultdict(list)
    for launch_id, name in seen.values_list("launches", "name"):
        names[launch_id].append(name)
    return names


def _chips(request: WorkspaceRequest, products: Sequence[Product]) -> list[tuple[str, str, bool]]:
    """Each filter with the address that switches it on or off and keeps the others; products when there are several."""
    chips = []
    of_products = [(product.name, "product", str(product.pk)) for product in products] if len(products) > 1 else []
    for label, name, value in [*FILTERS, *of_products]:
        asked = request.GET.copy()
        asked.pop("page", None)
        is_on = asked.pop(name, [""])[-1] == value
        if not is_on:
            asked[name] = value
        chips.append((label, f"?{asked.urlencode()}", is_on))
    return chips
