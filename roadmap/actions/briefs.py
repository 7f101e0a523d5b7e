"""Briefs: the three voices heard before a launch is committed."""

from __future__ import annotations

from typing import Any

from launchhub.accounts.models import Hat, Member
from launchhub.events import changes
from launchhub.lib.errors import Forbidden
from roadmap.models import Brief, Launch, Voice
from roadmap.readiness import Finding


def create(*, launch: Launch, hat: str, by: Member | None, **fields: Any) -> Brief:
    """Write the brief of a hat for a launch. Who writes it is its author. Raises `ValidationError` by field."""
    require_hat(by, hat)
    fields.setdefault("author", by)
    return changes.create(Brief, by=by, workspace=launch.workspace, launch=launch, hat=hat, **fields)


def update(brief: Brief, *, by: Member | None, expected_version: int | None = None, **fields: Any) -> Brief:
    """Edit a brief. Its first author stays; who edited it is in the record."""
    for hat in {brief.hat, fields.get("hat", brief.hat)}:
        require_hat(by, hat)
    return changes.change(brief, by=by, expected_version=expected_version, **fields)


def delete(brief: Brief, *, by: Member | None, expected_version: int | None = None) -> Brief:
    """Put a brief into the bin."""
    require_hat(by, brief.hat)
    return changes.remove(brief, by=by, expected_version=expected_version)


def restore(brief: Brief, *, by: Member | None) -> Brief:
    """Take a brief out of the bin. Raises `ValidationError` when the hat has written another one by now."""
    require_hat(by, brief.hat)
    return changes.restore(brief, by=by)


def missing(launch: Launch) -> list[Voice]:
    """Return the hats that have not written their brief for the launch yet."""
    written = set(Brief.objects.alive().filter(launch=launch).values_list("hat", flat=True))
    return [voice for voice in Voice if voice not in written]


def blockers(launch: Launch) -> list[Finding]:
    """Return what keeps the launch from being committed: a blocker for each missing brief."""
    return [
        Finding(
            "brief_missing",
            f"needs the {Hat(voice).label} brief before it is committed",
            "blocker",
            launch.noun,
            launch.pk,
            str(launch),
        )
        for voice in missing(launch)
    ]


def may_write(member: Member | None, hat: str) -> bool:
    """Say whether the member speaks for the hat: wears it, or administers the workspace. `None` is the system."""
    return member is None or member.is_admin or (not member.is_guest and hat in member.hats)


def require_hat(by: Member | None, hat: str) -> None:
    """Raise `Forbidden` unless the member speaks for the hat."""
    if not may_write(by, hat):
        raise Forbidden(f"You may not write the {hat} brief: that needs the {hat} hat or the admin role.")
