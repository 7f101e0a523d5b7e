"""Signing a gate off."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from launchhub.accounts.middleware import WorkspaceRequest
from launchhub.web.access import get_visible
from launchhub.web.forms import attempt, dialog
from qa.actions import signoffs
from qa.forms import SignOffForm
from qa.models import Decision, Gate
from qa.views.answers import done
from qa.views.dossier import IS_NOW, SAID
from qa.views.signing import offered


@require_http_methods(["GET", "POST"])
def create(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Enter my decision into the gate's ledger."""
    rows = Gate.objects.select_related("launch", "workspace").prefetch_related("gateapprover_set")
    gate = get_visible(rows, request, pk)
    decisions = offered(gate, request.member)
    form = SignOffForm(request.POST if request.method == "POST" else None, decisions=decisions or list(Decision))
    if form.is_valid():
        asked = form.cleaned_data
        if signoff := attempt(form, lambda: signoffs.create(gate=gate, by=request.member, **asked)):
            said, now = SAID[Decision(signoff.decision)], IS_NOW[signoff.gate.status]
            return done(request, gate, f"{said}. {gate} {now}.")
    return dialog(request, "qa/signoffs/form.html", form, gate=gate, decisions=decisions)
