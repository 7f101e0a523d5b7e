"""How often launches slip, by how much and why; and the lines of the ledger behind each figure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from launchhub.accounts.middleware import WorkspaceRequest
from launchhub.accounts.models.members import name_at
from launchhub.lib.spreadsheets import TYPES
from launchhub.web.links import here_with
from launchhub.web.paging import LongPaginator
from launchhub.web.responses import page_or_fragment, spreadsheet
from roadmap.models import Launch, MoveReason, Product, Tier
from roadmap.slip_forms import SlipForm
from roadmap.slip_statistics import Figure, statistics

PER_PAGE = 50
MOST_LAUNCHES = 20
"""How many launches the page ranks; the file and REST have all."""

HEADINGS = ("Moved on", "Launch", "From", "To", "Days", "Reason", "Note", "By")


@require_GET
def index(request: WorkspaceRequest) -> HttpResponse:
    """Figures of all slips that are filtered, with what they suggest, and the ledger below."""
    form = SlipForm(request.GET, member=request.member)
    scope = form.scope()
    found = statistics(scope, request.member)
    lines = _lines(request, form)
    launches = Launch.objects.visible_to(request.member).in_bulk([each.key for each in found.by_launch[:MOST_LAUNCHES]])
    products = Product.objects.visible_to(request.member).in_bulk([each.key for each in found.by_product])
    context = {
        "form": form,
        "found": found,
        "pages": LongPaginator(lines, PER_PAGE).get_page(request.GET.get("page")),
        "groups": [
            ("By reason", _bars(request, "reason", found.by_reason, lambda key: MoveReason(key).label)),
            ("By tier", _bars(request, "tier", found.by_tier, lambda key: Tier(key).label)),
            (
                "By product",
                _bars(request, "product", _known(found.by_product, products), products.__getitem__),
            ),
            ("By launch", _bars(request, "launch", _known(found.by_launch, launches), launches.__getitem__)),
        ],
        "files": [(kind.upper(), here_with(request, page="", **{"as": kind})) for kind in TYPES],
        "launch": form.cleaned_data.get("launch"),
        "turn": lambda number: here_with(request, page=str(number)),
        "without_launch": here_with(request, page="", launch=""),
        "tier_of": Tier,
    }
    return page_or_fragment(request, "roadmap/slips/index.html", "slips", context)


@require_GET
def file(request: WorkspaceRequest) -> HttpResponse:
    """Every line of the ledger that is filtered: `?as=csv`, `?as=xlsx`."""
    form = SlipForm(request.GET, member=request.member)
    form.scope()
    return spreadsheet(request, "Slips", HEADINGS, _sheet(request, _lines(request, form)))


def _lines(request: WorkspaceRequest, form: SlipForm) -> Any:
    rows = form.scope().lines(request.member).select_related("launch").annotate(actor_name=name_at("actor"))
    reason = form.cleaned_data.get("reason")
    return rows.filter(reason=reason) if reason else rows


def _sheet(request: WorkspaceRequest, lines: Any) -> Iterator[Sequence[Any]]:
    for line in lines.defer("blast_radius").iterator():
        note = "" if request.member.is_guest and line.caused_by_id else line.note
        yield (
            line.created_at.date(), str(line.launch), line.old or "", line.new or "", str(line.days),
            MoveReason(line.reason).label, note, line.actor_name or "LaunchHub",
        )  # fmt: skip


def _known(found: list[Figure], rows: dict[Any, Any]) -> list[Figure]:
    return [each for each in found if each.key in rows]


def _bars(request: WorkspaceRequest, name: str, found: list[Figure], label: Any) -> list[dict[str, Any]]:
    """Return a line for each figure: how it is called, where its lines are, and how long its bar is, in percent."""
    most = max((each.days for each in found), default=1)
    return [
        {
            "figure": each,
            "label": str(label(each.key)),
            "address": here_with(request, page="", **{name: str(each.key)}) + "#ledger",
            "width": round(100 * each.days / most, 1),
        }
        for each in found
    ]
