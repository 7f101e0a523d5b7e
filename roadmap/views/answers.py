"""How the dialogs and inline forms of launches, features and products end."""

from __future__ import annotations

from django.http import HttpResponse

from launchhub.accounts.middleware import WorkspaceRequest
from launchhub.web.links import link
from launchhub.web.responses import saved
from roadmap.models import Feature, Launch, Product


def back_to_room(
    request: WorkspaceRequest, launch: Launch, message: str, *, page: str = "roadmap:launch"
) -> HttpResponse:
    """Close the dialog and let what shows the launch fetch itself anew; without JavaScript go to `page`."""
    changed = [f"launch-{launch.pk}", "launches"]
    return saved(request, link(request, page, pk=launch.pk), message=message, changed=changed)


def back_to_feature(request: WorkspaceRequest, feature: Feature, message: str = "") -> HttpResponse:
    """Let what shows the feature fetch itself anew; without JavaScript go to its page."""
    changed = [f"feature-{feature.pk}", "features", "roadmap"]
    if feature.launch_id:
        changed.append(f"launch-{feature.launch_id}")
    return saved(request, link(request, "roadmap:feature", pk=feature.pk), message=message, changed=changed)


def back_to_product(request: WorkspaceRequest, product: Product, message: str) -> HttpResponse:
    """Close the dialog and let what shows the product fetch itself anew; without JavaScript go to its page."""
    changed = ["products", f"product-{product.pk}"]
    return saved(request, link(request, "roadmap:product", pk=product.pk), message=message, changed=changed)
