"""Products: all of them, and one with what it is for and what is planned of it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_http_methods

from launchhub.accounts.middleware import WorkspaceRequest
from launchhub.accounts.rights import Right, require
from launchhub.events.models import Event
from launchhub.notifications.models import Watch
from launchhub.pages.activity import shown_events
from launchhub.web.access import get_visible
from launchhub.web.forms import attempt, dialog
from launchhub.web.links import here_with
from launchhub.web.paging import LongPaginator
from launchhub.web.responses import page_or_fragment, redirect_to
from roadmap.actions import products
from roadmap.models import Launch, Product
from roadmap.product_forms import ProductForm
from roadmap.products import plans
from roadmap.views.answers import back_to_product

PER_PAGE = 100
FORM = "roadmap/products/form.html"
SHOWN = 50
"""How many launches and events a product's page shows; lists and REST have all."""


@require_GET
def index(request: WorkspaceRequest) -> HttpResponse:
    """All products by name, with what is still to come of each."""
    rows = Product.objects.visible_to(request.member).select_related("owner__user").order_by("name", "id")
    features, launches = plans(request.workspace)
    pages = LongPaginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "pages": pages,
        "products": pages.object_list,
        "features_ahead": features,
        "launches_ahead": launches,
        "turn": lambda number: here_with(request, page=str(number)),
    }
    return page_or_fragment(request, "roadmap/products/list.html", "rows", context)


@require_GET
def detail(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """One product: its vision and strategy, whose it is, and its launches."""
    member = request.member
    product = get_visible(Product.objects.select_related("owner__user"), request, pk)
    events = Event.objects.filter(workspace=request.workspace, subject_id=pk).select_related("actor__user")
    features, launches = plans(request.workspace)
    context = {
        "product": product,
        "features_ahead": features.get(pk, 0),
        "launches_ahead": launches.get(pk, 0),
        "launches": Launch.objects.visible_to(member).filter(products=product).nearest_first()[:SHOWN],
        "watch": Watch.objects.visible_to(member).filter(target_id=pk).first(),
        "events": shown_events(events.order_by("-id")[:SHOWN], to_guest=member.is_guest),
    }
    return page_or_fragment(request, "roadmap/products/detail.html", "product", context)


@require_http_methods(["GET", "POST"])
def create(request: WorkspaceRequest) -> HttpResponse:
    """Add a product; the next thing that one does with it is a launch."""
    require(request.member, Right.EDIT_ROADMAP)
    form = ProductForm(request.POST or None, member=request.member)
    if form.is_valid() and (made := attempt(form, lambda: products.create(by=request.member, **form.as_fields()))):
        return redirect_to(request, "roadmap:launches", message=f"{made} is there. Plan a launch of it.")
    return dialog(request, FORM, form, product=None)


@require_http_methods(["GET", "POST"])
def edit(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Edit what a product is and whose."""
    product = get_visible(Product, request, pk)
    require(request.member, Right.EDIT_ROADMAP)
    form = ProductForm(request.POST or None, member=request.member, obj=product)
    if form.is_valid() and attempt(form, lambda: products.update(product, by=request.member, **form.as_fields())):
        return back_to_product(request, product, "Saved.")
    return dialog(request, FORM, form, product=product)
