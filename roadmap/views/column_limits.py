"""The limit of a column of the board."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods

from launchhub.accounts.middleware import WorkspaceRequest
from launchhub.accounts.rights import Right, require
from launchhub.web.forms import attempt, dialog
from launchhub.web.links import link
from launchhub.web.responses import saved
from roadmap.actions import column_limits
from roadmap.forms import ColumnLimitForm
from roadmap.models import ColumnLimit, FeatureStatus
from roadmap.models.features import OPEN


@require_http_methods(["GET", "POST"])
def edit(request: WorkspaceRequest, status: str) -> HttpResponse:
    """Say how many features a column is meant to have at most; everybody's board shows it."""
    require(request.member, Right.EDIT_ROADMAP)
    if status not in OPEN:
        raise Http404("There is no such column to limit.")
    limit = ColumnLimit.objects.visible_to(request.member).filter(status=status).first()
    form = ColumnLimitForm(request.POST or None, initial={"most": limit.most if limit else None})
    if form.is_valid():
        most = form.cleaned_data["most"]
        attempt(form, lambda: column_limits.put(status, most, by=request.member))
        if form.is_valid():
            title = FeatureStatus(status).label
            message = f"{title} is limited to {most}." if most else f"{title} has no limit."
            return saved(request, link(request, "roadmap:board"), message=message, changed=["column_limits"])
    return dialog(request, "roadmap/column_limits/form.html", form, column=FeatureStatus(status))
