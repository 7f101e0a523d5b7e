"""Watching and muting. A member's own wishes: they are no news to others, so no event is recorded."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError

from launchhub.accounts.models import Member
from launchhub.accounts.nouns import find_visible
from launchhub.accounts.scoping import EditableModel
from launchhub.notifications.models import Watch

WATCHABLE = ("product", "launch", "feature", "gate", "claim", "asset")
"""Nouns that can be watched (domain.md, section 1)."""


def watch(obj: EditableModel, *, by: Member, because: str = "") -> Watch:
    """Let a member be told of what happens to an object; a mute ends."""
    return _set(obj, by, muted=False, because=because or f"you watch “{obj}”")


def mute(obj: EditableModel, *, by: Member) -> Watch:
    """Let a member be left alone about an object, whatever the reason; of a launch also about all that is in it."""
    return _set(obj, by, muted=True, because=f"you muted “{obj}”")


def ensure(obj: EditableModel, members: Collection[Member], *, because: str) -> None:
    """Make the members watch an object, for a reason such as "you were mentioned"; who has muted it stays muted."""
    rows = [_row(obj, member, because) for member in members]
    Watch.objects.bulk_create(rows, ignore_conflicts=True)


def create(*, by: Member, noun: str, target_id: Any, muted: bool = False) -> Watch:
    """Watch or mute the object of this noun and id. Raises `ValidationError` when the member can't see it."""
    if noun not in WATCHABLE:
        raise ValidationError({"noun": f"Choose one of {', '.join(WATCHABLE)}."})
    target = find_visible(noun, target_id, by)
    return mute(target, by=by) if muted else watch(target, by=by)


def update(row: Watch, *, by: Member, expected_version: int | None = None, muted: bool | None = None) -> Watch:
    """Turn a watch into a mute, or a mute into a watch."""
    if muted is None or muted == row.muted:
        return row
    return create(by=by, noun=row.noun, target_id=row.target_id, muted=muted)


def delete(row: Watch, *, by: Member, expected_version: int | None = None) -> None:
    """Neither watch nor mute any longer."""
    Watch.objects.visible_to(by).filter(pk=row.pk).delete()


def _set(obj: EditableModel, member: Member, **fields: Any) -> Watch:
    row, _ = Watch.objects.update_or_create(
        workspace_id=obj.workspace_id, member=member, target_id=obj.pk, defaults={"noun": obj.noun, **fields}
    )
    return row


def _row(obj: EditableModel, member: Member, because: str) -> Watch:
    return Watch(workspace_id=obj.workspace_id, member=member, noun=obj.noun, target_id=obj.pk, because=because)
