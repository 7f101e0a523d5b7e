"""Priorities: the ranked list with its chart, and the line above which features are promoted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_http_methods

from launchhub.accounts.middleware import WorkspaceRequest
from launchhub.accounts.rights import Right, require
from launchhub.lib.text import plural
from launchhub.web.forms import attempt, dialog
from launchhub.web.links import here_with, link
from launchhub.web.responses import page_or_fragment, saved
from roadmap import scoring
from roadmap.actions import priorities as actions
from roadmap.models.scores import models_of
from roadmap.priorities import COUNTED, candidates, chart, in_short, line_through, parted, rows
from roadmap.score_forms import DecisionForm, ParkForm, PromoteForm
from roadmap.selection import Selection
from roadmap.views.frame import frame


@require_GET
def index(request: WorkspaceRequest) -> HttpResponse:
    """Features by their scores under one model; what one has not scored waits, unless one chooses to see all."""
    require(request.member, Right.SHARE)
    selection, models = Selection.of(request.GET), models_of(request.member)
    model = models.get(request.GET.get("model", ""), scoring.RICE)
    is_all_shown = request.GET.get("all") == "yes"
    ranked, waiting, left = rows(
        candidates(selection, request.member), model.key, request.member, is_all_shown=is_all_shown
    )
    start = link(request, "roadmap:feature_new").removesuffix("new/")  # quicker than a look-up for each bubble
    is_chart = model is scoring.VALUE_EFFORT
    context = {
        "model": model,
        "models": [(each.name, here_with(request, model=each.key, line=""), each is model) for each in models.values()],
        "own": [(each.name, each.key) for key, each in models.items() if key not in scoring.KNOWN],
        "ranked": ranked,
        "waiting": waiting,
        "left": plural(left, "feature") if left <= COUNTED else f"more than {COUNTED:,} features",
        "is_cut": left > len(waiting),
        "line": line_through(ranked, request.GET.get("line", "")),
        "is_all_shown": is_all_shown,
        "toggled": here_with(request, all="" if is_all_shown else "yes"),
        "asked": [(name, value) for name, values in request.GET.lists() for value in values if name != "line"],
        "bubbles": chart(ranked, lambda pk: f"{start}{pk}/") if is_chart else None,
        "in_short": in_short,
    }
    return page_or_fragment(request, "roadmap/priorities/index.html", "view", frame(request, selection) | context)


@require_http_methods(["GET", "POST"])
def promote(request: WorkspaceRequest) -> HttpResponse:
    """Make planned what stands above the line, each as it is shown before."""
    return _decide(request, 0, PromoteForm, actions.promote, "on the roadmap")


@require_http_methods(["GET", "POST"])
def park(request: WorkspaceRequest) -> HttpResponse:
    """Park what stands below the line, each as it is shown before."""
    return _decide(request, 1, ParkForm, actions.park, "parked")


def _decide(
    request: WorkspaceRequest, side: int, form_class: type[DecisionForm], action: Callable[..., Any], done: str
) -> HttpResponse:
    require(request.member, Right.EDIT_ROADMAP)
    model = models_of(request.member).get(request.GET.get("model", ""), scoring.RICE)
    features = candidates(Selection.of(request.GET), request.member)
    ranked, _, _ = rows(features, model.key, request.member, is_all_shown=True)
    line = line_through(ranked, request.GET.get("line", ""))
    proposed = parted(features, model.key, line)[side]
    form = form_class(request.POST or None, member=request.member, proposed=proposed)
    back = f"{link(request, 'roadmap:priorities')}?{request.GET.urlencode()}"
    if form.is_valid():
        fields = {**form.cleaned_data}
        chosen = fields.pop("features")
        if attempt(form, lambda: action(chosen, by=request.member, **fields)):
            return saved(request, back, message=f"{plural(len(chosen), 'feature')} {done}.", changed=["features"])
    return dialog(request, "roadmap/priorities/decide.html", form, side=side, line=line, proposed=proposed, back=back)
