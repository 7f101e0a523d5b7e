"""Moving a launch: what it would touch is shown first, then it takes a reason."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from launchhub.accounts.middleware import WorkspaceRequest
from launchhub.accounts.rights import Right, require
from launchhub.lib.errors import Conflict
from launchhub.lib.text import plural
from launchhub.web.access import get_visible
from launchhub.web.forms import attempt, dialog
from launchhub.web.responses import fragment, page_or_fragment
from roadmap import ledger
from roadmap.actions import launches
from roadmap.forms import MoveForm
from roadmap.models import DateMove, Launch, MoveReason
from roadmap.views.answers import back_to_room

TEMPLATE = "roadmap/launches/move.html"


@require_http_methods(["GET", "POST"])
def create(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Move the date. Without JavaScript, the same form shows first what the move would touch (`preview`)."""
    launch = _movable(request, pk)
    asked = {"date": request.GET["date"]} if "date" in request.GET else {}
    form = MoveForm(request.POST or None, obj=launch, initial=asked)
    if "preview" in request.POST:
        return page_or_fragment(request, TEMPLATE, "dialog", _looked_at(request, launch, form))
    if form.is_valid():
        if line := attempt(form, lambda: launches.move(launch, **form.as_fields(), by=request.member)):
            return back_to_room(request, launch, _in_words(launch, line, form.cleaned_data["precision"]))
        launch = _movable(request, pk)  # somebody else may have moved it meanwhile
    return dialog(request, TEMPLATE, form, launch=launch, **_radius(request, launch, form))


@require_POST
def preview(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """What a move to this date would touch, while the date is being chosen. Nothing is written."""
    launch = _movable(request, pk)
    return fragment(request, TEMPLATE, "blast", _looked_at(request, launch, MoveForm(request.POST, obj=launch)))


def _movable(request: WorkspaceRequest, pk: UUID) -> Launch:
    launch: Launch = get_visible(Launch.objects.select_related("workspace"), request, pk)
    require(request.member, Right.EDIT_ROADMAP)
    return launch


def _looked_at(request: WorkspaceRequest, launch: Launch, form: MoveForm) -> dict[str, Any]:
    """Return what shows a form that is not sent yet, so that only its date may be wrong by now."""
    form.errors.pop("reason", None)
    return {"form": form, "launch": launch, **_radius(request, launch, form)}


def _radius(request: WorkspaceRequest, launch: Launch, form: MoveForm) -> dict[str, Any]:
    """Return the blast radius of the move in the form, or the problem that leaves none to show."""
    if not form.is_bound:
        return {"radius": None, "problem": ""}
    asked = form.cleaned_data if hasattr(form, "cleaned_data") else {}
    if "date" not in asked:
        return {"radius": None, "problem": " ".join(map(str, form.errors.get("date", ())))}
    reason = asked.get("reason") or MoveReason.UNSPECIFIED
    try:
        radius = launches.preview_move(
            launch, to=asked["date"], reason=reason, cascade=asked["cascade"], by=request.member
        )
    except ValidationError as error:
        return {"radius": None, "problem": " ".join(error.messages)}
    except Conflict as conflict:
        return {"radius": None, "problem": conflict.detail}
    return {"radius": radius, "problem": ""}


def _in_words(launch: Launch, line: DateMove, precision: str) -> str:
    told = len(line.blast_radius["people"])
    moved = ledger.in_words(line.old, line.new, launch.precision, precision)
    return f"Moved {moved}. {plural(told, 'person is', 'people are')} being told."
