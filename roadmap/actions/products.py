"""Products."""

from typing import Any

from django.db import transaction

from launchhub.accounts.models import Member
from launchhub.accounts.rights import Right, require
from launchhub.events import changes
from launchhub.lib.errors import Conflict
from launchhub.lib.text import plural
from roadmap.models import Feature, Product


def create(*, by: Member | None, **fields: Any) -> Product:
    """Add a product. Needs `name` and `key`; raises `ValidationError` when the key is taken."""
    require(by, Right.EDIT_ROADMAP)
    return changes.create(Product, by=by, **fields)


def update(product: Product, *, by: Member | None, expected_version: int | None = None, **fields: Any) -> Product:
    """Edit a product."""
    require(by, Right.EDIT_ROADMAP)
    return changes.change(product, by=by, expected_version=expected_version, **fields)


def delete(product: Product, *, by: Member | None, expected_version: int | None = None) -> Product:
    """Put a product into the bin. Raises `Conflict` while it has features."""
    require(by, Right.EDIT_ROADMAP)
    with transaction.atomic():
        product = changes.lock(product, expected_version)
        if count := Feature.objects.alive().filter(product=product).count():
            raise Conflict(f"“{product}” has {plural(count, 'feature')}: move or delete them first.")
        return changes.remove(product, by=by)


def restore(product: Product, *, by: Member | None) -> Product:
    """Take a product out of the bin."""
    require(by, Right.EDIT_ROADMAP)
    return changes.restore(product, by=by)


def keep(product: Product) -> None:
    """Let nobody delete the product before the present transaction ends. Call it before something is put into it.

    Raises `ValidationError` when it is in the bin.
    """
    changes.keep(product, "product")
