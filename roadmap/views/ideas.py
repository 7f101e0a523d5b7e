"""Ideas: a small form that anybody may use, with what is there already while one types."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_http_methods

from launchhub.accounts.middleware import WorkspaceRequest
from launchhub.web.forms import attempt, dialog
from launchhub.web.links import link
from launchhub.web.responses import page_or_fragment, saved
from roadmap.actions import ideas
from roadmap.forms import IdeaForm
from roadmap.similar import similar as similar_to


@require_http_methods(["GET", "POST"])
def create(request: WorkspaceRequest) -> HttpResponse:
    """Propose a feature."""
    form = IdeaForm(request.POST or None, member=request.member, initial={"product": request.GET.get("product")})
    if form.is_valid() and (made := attempt(form, lambda: ideas.propose(by=request.member, **form.cleaned_data))):
        page = link(request, "roadmap:feature", pk=made.pk)
        return saved(request, page, message=f"Thank you: “{made}” is among the ideas.", changed=["features"])
    return dialog(request, "roadmap/ideas/new.html", form)


@require_GET
def similar(request: WorkspaceRequest) -> HttpResponse:
    """Features with titles like the one that is typed, of the product if one is chosen: `?title=…&product=…`."""
    form = IdeaForm(request.GET, member=request.member)
    form.full_clean()
    found = similar_to(form.cleaned_data.get("title", ""), form.cleaned_data.get("product"), request.member)
    return page_or_fragment(request, "roadmap/ideas/similar.html", "similar", {"found": found})
