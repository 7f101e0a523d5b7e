"""Keeping a view of a screen, and sharing it. One's own view is one's own wish: events are of shared ones alone."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from launchhub.accounts.models import Member
from launchhub.accounts.rights import Right, require
from launchhub.events import changes
from launchhub.events.record import record
from launchhub.lib.errors import Forbidden
from launchhub.saved_views.events import SHARED, UNSHARED, UPDATED
from launchhub.saved_views.models import SavedView


def create(
    *, name: str, screen: str, query: str = "", is_shared: bool = False, external_id: str = "", by: Member
) -> SavedView:
    """Keep how one looks at a screen. `query` is what its address says after “?”.

    Raises `ValidationError` by field, `Forbidden` when a guest wants to share it.
    """
    view = SavedView(
        workspace=by.workspace, owner=by, name=name, screen=screen, query=query, is_shared=is_shared,
        external_id=external_id,
    )  # fmt: skip
    _check(view, by)
    with transaction.atomic():
        with changes.unique_errors(SavedView):
            view.save(force_insert=True)
        _tell(view, was_shared=False, by=by)
    return view


def update(view: SavedView, *, by: Member, expected_version: int | None = None, **fields: Any) -> SavedView:
    """Rename a view, change what it shows, share it or keep it to oneself."""
    with transaction.atomic():
        view = changes.lock(view, expected_version)
        require_owner(view, by)
        changed = [name for name, value in fields.items() if getattr(view, name) != value]
        if not changed:
            return view
        was_shared = view.is_shared
        for name in changed:
            setattr(view, name, fields[name])
        _check(view, by)
        with changes.unique_errors(SavedView):
            changes.touch(view, *changed)
        _tell(view, was_shared=was_shared, by=by)
    return view


def delete(view: SavedView, *, by: Member, expected_version: int | None = None) -> SavedView:
    """Put a view into the bin."""
    return _put(view, timezone.now(), by, expected_version)


def restore(view: SavedView, *, by: Member) -> SavedView:
    """Take a view out of the bin. Raises `ValidationError` while another one has its name."""
    return _put(view, None, by)


def may_edit(member: Member, view: SavedView) -> bool:
    """Say whether the member changes the view: its owner, and of a shared one the admins."""
    return view.owner_id == member.pk or (view.is_shared and member.is_admin)


def require_owner(view: SavedView, by: Member) -> None:
    """Raise `Forbidden` unless the member changes the view."""
    if not may_edit(by, view):
        raise Forbidden("You may not change this view: that needs its owner or the admin role.")


def _put(view: SavedView, deleted_at: Any, by: Member, expected_version: int | None = None) -> SavedView:
    with transaction.atomic():
        view = changes.lock(view, expected_version)
        require_owner(view, by)
        if (view.deleted_at is None) != (deleted_at is None):
            view.deleted_at = deleted_at
            with changes.unique_errors(SavedView):
                changes.touch(view, "deleted_at")
            if view.is_shared:
                record(UNSHARED if deleted_at else SHARED, view, by=by)
    return view


def _check(view: SavedView, by: Member) -> None:
    if view.is_shared:
        require(by, Right.SHARE)
    view.name = view.name.strip()
    view.clean_fields(exclude=["workspace", "owner"])
    view.clean()


def _tell(view: SavedView, *, was_shared: bool, by: Member) -> None:
    if view.is_shared:
        record(UPDATED if was_shared else SHARED, view, by=by)
    elif was_shared:
        record(UNSHARED, view, by=by)
