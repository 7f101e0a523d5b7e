"""Limits of the board's columns."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from launchhub.accounts.models import Member
from launchhub.accounts.rights import Right, require
from launchhub.events import changes
from roadmap.models import ColumnLimit


def create(*, by: Member | None, **fields: Any) -> ColumnLimit:
    """Limit a column. Raises `ValidationError` by field, on `status` when it has a limit already."""
    require(by, Right.EDIT_ROADMAP)
    return changes.create(ColumnLimit, by=by, **fields)


def update(limit: ColumnLimit, *, by: Member | None, expected_version: int | None = None, **fields: Any) -> ColumnLimit:
    """Change a limit."""
    require(by, Right.EDIT_ROADMAP)
    return changes.change(limit, by=by, expected_version=expected_version, **fields)


def delete(limit: ColumnLimit, *, by: Member | None, expected_version: int | None = None) -> ColumnLimit:
    """Let a column have no limit any more."""
    require(by, Right.EDIT_ROADMAP)
    return changes.remove(limit, by=by, expected_version=expected_version)


def restore(limit: ColumnLimit, *, by: Member | None) -> ColumnLimit:
    """Limit a column as before. Raises `ValidationError` when it has another limit by now."""
    require(by, Right.EDIT_ROADMAP)
    return changes.restore(limit, by=by)


def put(status: str, most: int | None, *, by: Member) -> None:
    """Limit the column of a status to so many features, or with None to no number, whatever its limit was."""
    require(by, Right.EDIT_ROADMAP)
    with transaction.atomic():
        limit = ColumnLimit.objects.visible_to(by).filter(status=status).first()
        if most is not None:
            _ = update(limit, by=by, most=most) if limit else create(by=by, status=status, most=most)
        elif limit:
            delete(limit, by=by)
