"""Customers: all of them, what they are worth, and how much they asked for."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_http_methods

from launchhub.accounts.middleware import WorkspaceRequest
from launchhub.accounts.rights import Right, require
from launchhub.web.access import get_visible
from launchhub.web.forms import attempt, dialog
from launchhub.web.links import here_with, link
from launchhub.web.paging import LongPaginator
from launchhub.web.responses import page_or_fragment, saved
from roadmap.actions import customers
from roadmap.insight_forms import CustomerForm
from roadmap.models import Customer

PER_PAGE = 100
FORM = "roadmap/customers/form.html"


@require_GET
def index(request: WorkspaceRequest) -> HttpResponse:
    """All customers by name; `?board=1`: those who sit on the advisory board."""
    require(request.member, Right.SHARE)
    rows = Customer.objects.visible_to(request.member).with_insights().order_by("name", "id")
    is_board = request.GET.get("board") == "1"
    if is_board:
        rows = rows.filter(advisory_board=True)
    shown = LongPaginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "pages": shown,
        "customers": list(shown.object_list),
        "chips": [("Advisory board", here_with(request, page="", board="" if is_board else "1"), is_board)],
        "turn": lambda number: here_with(request, page=str(number)),
    }
    return page_or_fragment(request, "roadmap/customers/list.html", "rows", context)


@require_http_methods(["GET", "POST"])
def create(request: WorkspaceRequest) -> HttpResponse:
    """Add a customer."""
    require(request.member, Right.SHARE)
    form = CustomerForm(request.POST or None)
    if form.is_valid() and (made := attempt(form, lambda: customers.create(by=request.member, **form.as_fields()))):
        return _back(request, f"{made} is added.")
    return dialog(request, FORM, form, customer=None)


@require_http_methods(["GET", "POST"])
def edit(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Edit a customer."""
    customer = get_visible(Customer, request, pk)
    require(request.member, Right.SHARE)
    form = CustomerForm(request.POST or None, obj=customer)
    if form.is_valid() and attempt(form, lambda: customers.update(customer, by=request.member, **form.as_fields())):
        return _back(request, "Saved.")
    return dialog(request, FORM, form, customer=customer)


def _back(request: WorkspaceRequest, message: str) -> HttpResponse:
    return saved(request, link(request, "roadmap:customers"), message=message, changed=["customers", "insights"])
