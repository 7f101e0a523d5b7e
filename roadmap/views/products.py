"""Products."""

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from launchhub.accounts.middleware import WorkspaceRequest
from launchhub.accounts.rights import Right, require
from launchhub.web.forms import attempt, dialog
from launchhub.web.responses import redirect_to
from roadmap.actions import products
from roadmap.forms import ProductForm


@require_http_methods(["GET", "POST"])
def create(request: WorkspaceRequest) -> HttpResponse:
    """Add a product; the next thing that one does with it is a launch."""
    require(request.member, Right.EDIT_ROADMAP)
    form = ProductForm(request.POST or None)
    if form.is_valid() and (made := attempt(form, lambda: products.create(by=request.member, **form.cleaned_data))):
        return redirect_to(request, "roadmap:launches", message=f"{made} is there. Plan a launch of it.")
    return dialog(request, "roadmap/products/form.html", form)
