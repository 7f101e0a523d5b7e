"""The lines of a gate, and what shows whether they are met."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from launchhub.accounts.middleware import WorkspaceRequest
from launchhub.accounts.rights import Right, require
from launchhub.web.access import get_visible
from launchhub.web.forms import attempt, dialog
from qa.actions import criteria, evidence
from qa.forms import CriterionForm, EvidenceForm, JudgementForm, ValueForm
from qa.models import Criterion, CriterionKind, Gate
from qa.views.answers import done

FORMS = {CriterionKind.METRIC: ValueForm, CriterionKind.MANUAL: JudgementForm}
"""What a person shows of a criterion, by its kind: a value, a judgement, else evidence alone."""


@require_http_methods(["GET", "POST"])
def create(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Add a line to a gate."""
    gate = get_visible(Gate.objects.select_related("workspace"), request, pk)
    require(request.member, Right.EDIT_QA)
    form = CriterionForm(request.POST or None)
    if (
        form.is_valid()
        and attempt(form, lambda: criteria.create(by=request.member, gate=gate, **form.as_fields())) is not None
    ):
        return done(request, gate, "Criterion added.")
    return dialog(request, "qa/criteria/form.html", form, gate=gate, criterion=None)


@require_http_methods(["GET", "POST"])
def edit(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Change what a line of a gate asks for."""
    criterion = _criterion(request, pk)
    form = CriterionForm(request.POST or None, obj=criterion)
    if (
        form.is_valid()
        and attempt(form, lambda: criteria.update(criterion, by=request.member, **form.as_fields())) is not None
    ):
        return done(request, criterion.gate, "Saved.")
    return dialog(request, "qa/criteria/form.html", form, gate=criterion.gate, criterion=criterion)


@require_http_methods(["GET", "POST"])
def show(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Show that a criterion is met, or not: judge a manual one, record a metric's value, add a link or a note."""
    criterion = _criterion(request, pk)
    form = FORMS.get(CriterionKind(criterion.kind), EvidenceForm)(
        request.POST or None, initial={"state": criterion.state}
    )
    if form.is_valid() and attempt(form, lambda: _show(request, criterion, form.cleaned_data)) is not None:
        return done(request, criterion.gate, "Recorded.")
    return dialog(request, "qa/criteria/show.html", form, gate=criterion.gate, criterion=criterion)


def _show(request: WorkspaceRequest, criterion: Criterion, given: dict[str, Any]) -> Any:
    """Keep the evidence, if there is any, then the judgement: two actions, which stand or fall together."""
    shown = {name: value for name, value in given.items() if name != "state" and value not in (None, "")}
    judged = "state" in given
    found = evidence.create(by=request.member, criterion=criterion, **shown) if shown or not judged else criterion
    return criteria.update(criterion, by=request.member, state=given["state"]) if judged else found


def _criterion(request: WorkspaceRequest, pk: UUID) -> Criterion:
    rows = Criterion.objects.select_related("gate__launch", "workspace")
    criterion: Criterion = get_visible(rows, request, pk, gate__in=Gate.objects.visible_to(request.member))
    require(request.member, Right.EDIT_QA)
    return criterion
