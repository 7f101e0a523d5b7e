"""The board: features as cards in columns, and what happens when one is put elsewhere."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods

from launchhub.accounts.middleware import WorkspaceRequest
from launchhub.accounts.rights import Right, require
from launchhub.web.access import get_visible
from launchhub.web.forms import attempt, dialog
from launchhub.web.links import link
from launchhub.web.responses import page_or_fragment, saved
from roadmap import board
from roadmap.actions import features
from roadmap.forms import FeatureForm, PlaceForm
from roadmap.models import Feature
from roadmap.models.features import OPEN
from roadmap.selection import Selection
from roadmap.views.frame import SHARED, frame


@require_GET
def index(request: WorkspaceRequest) -> HttpResponse:
    """Features in columns by status, launch or quarter; those that are parked stand in a lane beside them."""
    selection = Selection.of(request.GET)
    shown = selection.of_features(Feature.objects.visible_to(request.member), request.member)
    filled = board.fill(shown, _columns(request, selection), request.GET.getlist("more"))
    board.tell_limits(filled, request.member, is_filtered=selection.is_filtered)
    context = {
        "columns": filled,
        "blocked": board.blocked(filled, request.member),
        "way": _way(request),
        "ways": [(word, _with(request, by=way), way == _way(request)) for way, word in board.WAYS.items()],
        "more": lambda key: _with(request, more=[*request.GET.getlist("more"), key]),
        "limitable": OPEN if _way(request) == "status" else (),
        "today": request.workspace.today(),
    }
    return page_or_fragment(request, "roadmap/board.html", "view", frame(request, selection) | context)


@require_http_methods(["GET", "POST"])
def place(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Put a feature into another column, or elsewhere in its own."""
    feature = get_visible(Feature.objects.select_related("launch"), request, pk)
    require(request.member, Right.EDIT_ROADMAP)
    columns = _columns(request, Selection.of(request.GET))
    form = PlaceForm(
        request.POST or None, member=request.member, obj=feature, columns=columns, initial=request.GET.dict()
    )
    if form.is_valid() and attempt(form, lambda: features.place(feature, by=request.member, **form.as_fields())):
        return saved(request, _board(request), message=f"{feature} is in {form.column.title}.", changed=["features"])
    return dialog(request, "roadmap/features/place.html", form, feature=feature, back=_board(request))


@require_http_methods(["GET", "POST"])
def create(request: WorkspaceRequest) -> HttpResponse:
    """Add a feature by its title and product; `?by=` and `?to=` say which column of the board it is for."""
    require(request.member, Right.EDIT_ROADMAP)
    selection = Selection.of(request.GET)
    columns = {column.key: column for column in _columns(request, selection)}
    gives = columns[request.GET["to"]].gives if request.GET.get("to") in columns else {}
    form = FeatureForm(request.POST or None, member=request.member, initial={"product": request.GET.get("product")})
    if form.is_valid() and (
        made := attempt(form, lambda: features.create(by=request.member, **gives, **form.cleaned_data))
    ):
        return saved(request, _board(request), message=f"{made} is on the roadmap.", changed=["features"])
    return dialog(request, "roadmap/features/new.html", form, back=_board(request))


def _way(request: HttpRequest) -> str:
    way = request.GET.get("by", "")
    return way if way in board.WAYS else "status"


def _columns(request: WorkspaceRequest, selection: Selection) -> list[board.Column]:
    return board.columns(_way(request), request.member, request.workspace.today(), selection)


def _board(request: WorkspaceRequest) -> str:
    return f"{link(request, 'roadmap:board')}?by={_way(request)}"


def _with(request: HttpRequest, **changed: Any) -> str:
    """Return the query of this page with some parameters changed; columns that show more belong to one way."""
    asked = request.GET.copy()
    for name, value in changed.items():
        asked.setlist(name, value if isinstance(value, list) else [value])
    if "by" in changed:
        for name in set(asked) - {"by", *SHARED}:
            del asked[name]
    return f"?{asked.urlencode()}"
