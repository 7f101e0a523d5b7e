"""One's own score of a feature: in its row of the ranked list, in a dialog, and in the panel of the feature."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods

from launchhub.accounts.middleware import WorkspaceRequest
from launchhub.accounts.rights import Right, require
from launchhub.web.access import get_visible
from launchhub.web.forms import attempt, dialog
from launchhub.web.links import link
from launchhub.web.responses import fragment, page_or_fragment, saved, wants_fragment
from roadmap.actions import scores
from roadmap.models import Feature, Score
from roadmap.models.scores import models_of
from roadmap.priorities import in_short, row, said_of
from roadmap.score_forms import ScoreForm
from roadmap.scoring import Model

ROW = "roadmap/priorities/row.html"


@require_GET
def index(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """What one says of a feature under each scoring model, and what all say where one has scored."""
    feature = get_visible(Feature, request, pk)
    require(request.member, Right.SHARE)
    models = models_of(request.member)
    context = {"feature": feature, "models": models, "rows": said_of(feature, models, request.member)}
    return page_or_fragment(request, "roadmap/scores/index.html", "scores", context | {"in_short": in_short})


@require_http_methods(["GET", "POST"])
def edit(request: WorkspaceRequest, pk: UUID, model: str) -> HttpResponse:
    """Score a feature for oneself under a model."""
    feature = get_visible(Feature.objects.select_related("product"), request, pk)
    require(request.member, Right.SHARE)
    rules = models_of(request.member).get(model)
    if rules is None:
        raise Http404("There is no such scoring model.")
    mine = Score.objects.filter(feature=feature, model=model, member=request.member).first()
    form = ScoreForm(request.POST or None, model=rules, mine=mine)
    is_saved = form.is_valid() and _is_taken(request, form, feature, model)
    if "rank" in request.POST and wants_fragment(request):
        return _row(request, form, feature, rules, 200 if is_saved else 422)
    back = f"{link(request, 'roadmap:priorities')}?model={model}"
    if is_saved:
        return saved(request, back, message=f"{feature} is scored.", changed=["features", f"feature-{pk}"])
    return dialog(request, "roadmap/scores/form.html", form, feature=feature, model=rules, back=back)


def _is_taken(request: WorkspaceRequest, form: ScoreForm, feature: Feature, model: str) -> bool:
    def act() -> bool:
        scores.score(feature, model=model, values=form.values(), by=request.member)
        return True

    return bool(attempt(form, act))


def _row(request: WorkspaceRequest, form: ScoreForm, feature: Feature, model: Model, status: int) -> HttpResponse:
    """Answer with the row as it is now: the other rows keep their places until the list is opened anew."""
    rank = request.POST["rank"]
    shown = {"rank": int(rank) if rank.isdecimal() and len(rank) < 5 else None}
    typed = {} if status == 200 else {"errors": form.errors, "typed": form.data}
    context = {
        "row": row(feature, model.key, request.member, **shown, **typed),
        "model": model,
        "in_short": in_short,
    }
    return fragment(request, ROW, "row", context, status=status)
