"""Ideas: what anybody proposes, before it is on the roadmap."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction

from launchhub.accounts.models import Member
from launchhub.events import changes
from roadmap.actions import products
from roadmap.events import FEATURE_PROPOSED
from roadmap.models import Feature, FeatureStatus, Product


def propose(*, title: str, product: Product, description: str = "", external_id: str = "", by: Member) -> Feature:
    """Propose a feature: any member may, and a guest for a product that is shared with them, who sees it from then on.

    It is an idea without an owner, a launch or dates. Raises `ValidationError` by field.
    """
    if not Product.objects.visible_to(by).filter(pk=product.pk).exists():
        raise ValidationError({"product": "There is no such product that you may see."})
    with transaction.atomic():
        products.keep(product)
        return changes.create(
            Feature,
            by=by,
            event_kind=FEATURE_PROPOSED,
            title=title,
            product=product,
            description=description,
            external_id=external_id,
            status=FeatureStatus.IDEA,
        )
