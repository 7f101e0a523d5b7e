"""The portfolio: all launches with verdict, date, slips and what is next, and the same as a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.views.decorators.http import require_GET

from launchhub.accounts.middleware import WorkspaceRequest
from launchhub.lib.spreadsheets import TYPES
from launchhub.web.links import here_with
from launchhub.web.paging import LongPaginator
from launchhub.web.responses import page_or_fragment, spreadsheet
from roadmap.models import Product
from roadmap.portfolio import COLUMNS, HEADINGS, Selection, confidence_of, products_of, progress_of, rows_of, sheet
from roadmap.remembered import readiness_for

PER_PAGE = 100
MOST_PRODUCTS = 12
"""How many products the list offers as filters."""

KINDS = {"verdict": "", "name": "grow", "date": "", "tier": "num optional", "owner": "optional end"}
"""Classes of the columns; the others are not shown on a phone."""

CHIPS = (
    ("Ahead", "ahead", "1"),
    ("Mine", "owner", "me"),
    ("No-go", "verdict", "no_go"),
    ("At risk", "verdict", "at_risk"),
    ("Launched", "status", "launched"),
    ("Tier 1", "tier", "1"),
)


@require_GET
def index(request: WorkspaceRequest) -> HttpResponse:
    """All launches: those ahead first, the nearest on top, unless the address sorts them."""
    products = list(Product.objects.visible_to(request.member).order_by("name")[:MOST_PRODUCTS])
    selection = Selection.of(request.GET)
    found = selection.found(request.member)
    pages = (Paginator if isinstance(found, list) else LongPaginator)(found, PER_PAGE)
    shown = pages.get_page(request.GET.get("page"))
    launches = rows_of(list(shown.object_list))
    ids = [launch.pk for launch in launches]
    ready = readiness_for(request.member, ids)
    context = {
        "launches": launches,
        "readiness": ready,
        "confidence": None if request.member.is_guest else {pk: confidence_of(ready[pk]) for pk in ids},
        "progress": {pk: progress_of(ready[pk]) for pk in ids},
        "pages": shown,
        "is_cut": getattr(pages, "is_cut", False),
        "products_of": products_of(request.member, ids) if len(products) > 1 else None,
        "chips": list(_chips(request, products)),
        "headings": {
            key: (title, KINDS.get(key, "optional"), *_sorting(request, selection, key))
            for key, title in COLUMNS.items()
        },
        "files": [(kind.upper(), here_with(request, page="", **{"as": kind})) for kind in TYPES],
        "turn": lambda number: here_with(request, page=str(number)),
        "today": request.workspace.today(),
        "is_filtered": selection.is_filtered,
    }
    return page_or_fragment(request, "roadmap/launches/list.html", "rows", context)


@require_GET
def file(request: WorkspaceRequest) -> HttpResponse:
    """Every launch that is filtered, in the order that one sees: `?as=csv`, `?as=xlsx`."""
    launches = rows_of(list(Selection.of(request.GET).found(request.member)))
    ids = [launch.pk for launch in launches]
    lines = sheet(launches, readiness_for(request.member, ids), products_of(request.member, ids))
    return spreadsheet(request, "Launches", HEADINGS, lines)


def _sorting(request: WorkspaceRequest, selection: Selection, key: str) -> tuple[str, str]:
    """Return where the heading of a column leads, and how it is sorted: ascending, then descending, then not."""
    following = {key: f"-{key}", f"-{key}": ""}
    word = {key: "ascending", f"-{key}": "descending"}.get(selection.sort, "")
    return here_with(request, page="", sort=following.get(selection.sort, key)), word


def _chips(request: WorkspaceRequest, products: Sequence[Product]) -> Iterator[tuple[str, str, bool]]:
    """Yield each filter with the address that switches it on or off and keeps the others; products when several."""
    of_products = [(product.name, "product", str(product.pk)) for product in products] if len(products) > 1 else []
    for label, name, value in [*CHIPS, *of_products]:
        is_on = request.GET.get(name) == value
        yield label, here_with(request, page="", **{name: "" if is_on else value}), is_on
