"""Test runs: sending a report by hand, and what one found."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_http_methods

from launchhub.accounts.middleware import WorkspaceRequest
from launchhub.accounts.rights import Right, require
from launchhub.web.access import get_visible
from launchhub.web.forms import attempt, dialog
from launchhub.web.responses import page_or_fragment
from qa.actions import test_runs
from qa.forms import ReportForm
from qa.models import Criterion, Gate, TestRun
from qa.views.answers import done
from qa.views.dossier import suites_of

SHOWN = 200


@require_http_methods(["GET", "POST"])
def upload(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Send a JUnit report, from the page of a gate."""
    gate = get_visible(Gate.objects.select_related("launch"), request, pk)
    require(request.member, Right.EDIT_QA)
    suites = suites_of(Criterion.objects.visible_to(request.member).filter(gate=gate).order_by("pk"))
    first = request.GET.get("suite") or (suites[0] if suites else "")
    form = ReportForm(request.POST or None, request.FILES or None, initial={"suite": first, "build": gate.launch.build})
    if form.is_valid() and (run := attempt(form, lambda: test_runs.record(by=request.member, **form.cleaned_data))):
        return done(request, gate, f"{run.passed:,} of {run.tests:,} passed.")
    return dialog(request, "qa/test_runs/form.html", form, gate=gate, suites=suites)


@require_GET
def detail(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """What failed in a run."""
    run = get_visible(TestRun, request, pk)
    problems = run.problems
    context = {"run": run, "problems": problems[:SHOWN], "total": len(problems)}
    return page_or_fragment(request, "qa/test_runs/detail.html", "dialog", context)
