"""Products."""

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from launchhub.accounts.middleware import WorkspaceRequest
from launchhub.accounts.rights import Right, require
from launchhub.web.responses import form_error, page_or_fragment, redirect_to
from roadmap.actions import products
from roadmap.forms import ProductForm


@require_http_methods(["GET", "POST"])
def create(request: WorkspaceRequest) -> HttpResponse:
    """Add a product; the next thing that one does with it is a launch."""
    require(request.member, Right.EDIT_ROADMAP)
    form = ProductForm(request.POST or None)
    if form.is_valid():
        try:
            product = products.create(by=request.member, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect_to(request, "roadmap:launches", message=f"{product} is there. Plan a launch of it.")
    answer = form_error if request.method == "POST" else page_or_fragment
    return answer(request, "roadmap/products/form.html", "dialog", {"form": form})
