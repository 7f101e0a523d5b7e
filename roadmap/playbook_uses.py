"""Which launch follows which playbook: the one that was applied to it last, as the spine tells."""

from __future__ import annotations

import uuid
from typing import Any, NamedTuple

from launchhub.accounts.models import Member
from launchhub.events.models import Event
from roadmap.events import PLAYBOOK_APPLIED
from roadmap.models import Launch, Playbook


class Use(NamedTuple):
    """A playbook that a launch follows, in the revision that was applied to it."""

    playbook_id: uuid.UUID
    revision: int


class Behind(NamedTuple):
    """A playbook that has been changed since it was applied, in this revision."""

    playbook: Playbook
    revision: int


def uses(workspace_id: uuid.UUID, **which: Any) -> dict[uuid.UUID, Use]:
    """Return what launches follow, by launch; `which` are lookups that narrow the events. One query."""
    applied = Event.objects.filter(workspace=workspace_id, kind=str(PLAYBOOK_APPLIED), **which)
    latest = applied.order_by("launch_id", "-id").distinct("launch_id")
    rows: Any = latest.values_list("launch_id", "subject_id", "data__revision")
    return {launch_id: Use(playbook_id, revision) for launch_id, playbook_id, revision in rows}


def uses_ahead(member: Member) -> dict[uuid.UUID, Use]:
    """Return what the launches follow that the member sees and that are still to come. One query."""
    ahead = Launch.objects.visible_to(member).ahead().values("pk")
    return uses(member.workspace_id, launch_id__in=ahead)


def behind(launch: Launch, member: Member) -> Behind | None:
    """Return the playbook that a launch follows, if there is a newer revision of it. Two queries."""
    use = uses(member.workspace_id, launch_id=launch.pk).get(launch.pk)
    playbook = Playbook.objects.visible_to(member).filter(pk=use.playbook_id).first() if use else None
    return Behind(playbook, use.revision) if use and playbook and playbook.revision > use.revision else None
