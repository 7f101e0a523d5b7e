"""Customers: who said what is in the insights."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from launchhub.accounts.models import Member
from launchhub.accounts.rights import Right, require
from launchhub.events import changes
from launchhub.lib.errors import Conflict
from launchhub.lib.text import plural
from roadmap.models import Customer, Insight


def create(*, by: Member | None, **fields: Any) -> Customer:
    """Add a customer. Needs `name`; raises `ValidationError` when there is one of this name."""
    require(by, Right.SHARE)
    return changes.create(Customer, by=by, **fields)


def update(customer: Customer, *, by: Member | None, expected_version: int | None = None, **fields: Any) -> Customer:
    """Edit a customer."""
    require(by, Right.SHARE)
    return changes.change(customer, by=by, expected_version=expected_version, **fields)


def delete(customer: Customer, *, by: Member | None, expected_version: int | None = None) -> Customer:
    """Put a customer into the bin. Raises `Conflict` while there are insights of theirs."""
    require(by, Right.SHARE)
    with transaction.atomic():
        customer = changes.lock(customer, expected_version)
        if count := Insight.objects.alive().filter(customer=customer).count():
            insights = plural(count, "insight is", "insights are")
            raise Conflict(f"{insights} from “{customer}”: say of each who it is from, or delete it, first.")
        return changes.remove(customer, by=by)


def restore(customer: Customer, *, by: Member | None) -> Customer:
    """Take a customer out of the bin. Raises `ValidationError` when another one has the name by now."""
    require(by, Right.SHARE)
    return changes.restore(customer, by=by)
