"""The table of features, and the same rows as a file."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.views.decorators.http import require_GET

from launchhub.accounts.middleware import WorkspaceRequest
from launchhub.accounts.models.members import name_at
from launchhub.accounts.rights import Right, may
from launchhub.lib.spreadsheets import TYPES
from launchhub.web.links import here_with, link
from launchhub.web.responses import fragment, page_or_fragment, spreadsheet, wants_fragment
from roadmap.choosing import people
from roadmap.models import Feature, FeatureStatus, Launch, Product
from roadmap.selection import Selection, known_ids
from roadmap.table import AT_MOST, AT_ONCE, COLUMNS, DEEPEST, PIECE, Column, Layout, counted, piece, rows, sheet
from roadmap.views.frame import frame

MOST_OFFERED = 1000
"""How many people, products and launches a cell offers."""


@require_GET
def index(request: WorkspaceRequest) -> HttpResponse:
    """Features as rows, with the columns, the order and the groups that the address names; of these `?only=` some.

    The first rows come with the page, or as many as are `?loaded=` by now; `?after=` gives the piece from a row on.
    """
    selection, layout = Selection.of(request.GET), Layout.of(request.GET)
    features = _selected(request, selection)
    if only := known_ids(request.GET.get("only", "").split(",")):
        features = features.filter(pk__in=only)
    found = rows(features, layout, request.member)
    paginator = Paginator(found, AT_MOST)
    counted_to = AT_MOST * max(_number(request, "page"), 1) + 1  # to count all would take as long as there are rows
    paginator.count = features.order_by().values("pk")[:counted_to].count()  # without what is joined for the columns
    pages = paginator.get_page(request.GET.get("page"))
    after = _number(request, "after") if wants_fragment(request) else 0
    loaded = after + PIECE if after else max(AT_ONCE, _number(request, "loaded"))
    shown = {
        "layout": layout,
        "piece": piece(pages.object_list, after, min(loaded, AT_MOST), layout, counted(found, layout)),
        "loaded": loaded,
        "statuses": FeatureStatus.choices,
        "following": lambda number: here_with(request, after=[str(number)]),
        "whole": here_with(request, loaded=[str(AT_MOST)]),
        "start": link(request, "roadmap:feature_new").removesuffix("new/"),  # quicker than a look-up for each row
    }
    if after:
        return fragment(request, "roadmap/table_rows.html", "rows", shown)
    total = paginator.count if paginator.count < counted_to else f"more than {counted_to - 1}"
    context = frame(request, selection) | shown | _around(request, layout) | {"pages": pages, "total": total}
    return page_or_fragment(request, "roadmap/table.html", "view", context)


@require_GET
def file(request: WorkspaceRequest) -> HttpResponse:
    """Every row that is filtered, in the order that one sees, with the columns that one chose or all: `?as=csv`."""
    layout = Layout.of(request.GET, whole=True)
    found = rows(_selected(request, Selection.of(request.GET)), layout, request.member)
    headings = [column.title for column in layout.columns]
    return spreadsheet(request, "Roadmap", headings, sheet(found.iterator(), layout))


def _selected(request: WorkspaceRequest, selection: Selection) -> Any:
    return selection.of_features(Feature.objects.visible_to(request.member), request.member)


def _number(request: WorkspaceRequest, name: str) -> int:
    """Return a number of rows from the address: 0 without one."""
    given = request.GET.get(name, "")
    return min(int(given), AT_MOST) if given.isdecimal() and len(given) <= len(str(AT_MOST)) else 0


def _around(request: WorkspaceRequest, layout: Layout) -> dict[str, Any]:
    """Return what stands around the rows: headings, menus, and what a cell offers."""
    return {
        "headings": [(column, *_sorting(request, layout, column)) for column in layout.columns],
        "arrangement": list(_arrangement(request, layout)),
        "groupings": [("Nothing", here_with(request, group=[]), layout.group is None)]
        + [
            (column.title, here_with(request, group=[column.key]), column is layout.group)
            for column in COLUMNS.values()
            if column.groups
        ],
        "sorts": _sorts(request, layout),
        "files": [(kind.upper(), here_with(request, page=[], **{"as": [kind]})) for kind in TYPES],
        "offers": _offers(request),
        "changeable": [(each.key, each.title) for each in COLUMNS.values() if each.key != "title" and not each.is_read],
        "turn": lambda number: here_with(request, page=[str(number)]),
    }


def _sorting(request: WorkspaceRequest, layout: Layout, column: Column) -> tuple[str, str | None]:
    """Return where the heading of a column leads, and how it is sorted: ascending, then descending, then not."""
    steps = {column.key: [f"-{column.key}"], f"-{column.key}": []}
    present = next((key for key in layout.sorted_by if key.removeprefix("-") == column.key), None)
    wanted = steps[present] if present else [column.key]
    word = None if present is None else "descending" if present.startswith("-") else "ascending"
    return here_with(request, sort=wanted, page=[]), word


def _sorts(request: WorkspaceRequest, layout: Layout) -> dict[str, Any]:
    """Return what the form for sorting by several columns shows."""
    return {
        "options": [("", "Nothing")]
        + [
            (sign + column.key, f"{column.title}, {words}")
            for column in COLUMNS.values()
            for sign, words in (("", "ascending"), ("-", "descending"))
        ],
        "values": [*layout.sorted_by, *[""] * (DEEPEST - len(layout.sorted_by))],
        "kept": [
            (name, value)
            for name, values in request.GET.lists()
            for value in values
            if name not in ("sort", "page", "loaded")
        ],
    }


def _arrangement(request: WorkspaceRequest, layout: Layout) -> Any:
    """Yield each column with the addresses that show or hide it, and that move it to the left or to the right."""
    shown = [column.key for column in layout.columns[1:]]
    for place, key in enumerate(shown):
        without = [*shown[:place], *shown[place + 1 :]]
        left = [*without[: place - 1], key, *without[place - 1 :]] if place else None
        right = [*without[: place + 1], key, *without[place + 1 :]] if place < len(without) else None
        yield (
            COLUMNS[key].title,
            True,
            *(here_with(request, column=each) if each else None for each in (without, left, right)),
        )
    for key, column in COLUMNS.items():
        if key != "title" and key not in shown:
            yield column.title, False, here_with(request, column=[*shown, key]), None, None


def _offers(request: WorkspaceRequest) -> dict[str, list[tuple[Any, str]]]:
    """Return what a cell lets one choose, by column."""
    member = request.member
    if not may(member, Right.EDIT_ROADMAP):
        return {}
    found = {
        "product": Product.objects.visible_to(member).order_by("name", "pk"),
        "owner": people(member).annotate(name=name_at()),
        "launch": Launch.objects.visible_to(member).nearest_first(),
    }
    offered = {key: list(rows.values_list("pk", "name")[:MOST_OFFERED]) for key, rows in found.items()}
    return {"status": list(FeatureStatus.choices), **offered}
