"""RACI lines: who is responsible, accountable, consulted and informed for a part of a launch."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from launchhub.accounts.models import Member, Role
from launchhub.accounts.rights import Right, require
from launchhub.events import changes
from roadmap.models import Launch, PlaybookItem, RaciLine


def create(*, launch: Launch, by: Member | None, **fields: Any) -> RaciLine:
    """Add a line. Needs `what`, `hat` and `accountable`; the other three are lists of members."""
    require(by, Right.EDIT_ROADMAP)
    _check_people(fields)
    return changes.create(RaciLine, by=by, workspace=launch.workspace, launch=launch, **fields)


def update(line: RaciLine, *, by: Member | None, expected_version: int | None = None, **fields: Any) -> RaciLine:
    """Edit a line; a list of members replaces the one before."""
    require(by, Right.EDIT_ROADMAP)
    _check_people(fields)
    return changes.change(line, by=by, expected_version=expected_version, **fields)


def delete(line: RaciLine, *, by: Member | None, expected_version: int | None = None) -> RaciLine:
    """Put a line into the bin."""
    require(by, Right.EDIT_ROADMAP)
    return changes.remove(line, by=by, expected_version=expected_version)


def restore(line: RaciLine, *, by: Member | None) -> RaciLine:
    """Take a line out of the bin. Raises `ValidationError` while its launch lies there."""
    require(by, Right.EDIT_ROADMAP)
    with transaction.atomic():
        changes.keep(line.launch, "launch")
        return changes.restore(line, by=by)


def people(item: PlaybookItem, launch: Launch) -> dict[str, Any]:
    """Return the people of the line that a playbook's item becomes.

    The launch's owner is accountable until they hand it on; consulted and informed are all who wear the hats named.
    """
    found: dict[str, Any] = {"accountable": launch.owner}
    for name, hats in item.details.items():
        rows = Member.objects.in_workspace(launch.workspace_id).alive().exclude(role=Role.GUEST)
        found[name] = list(rows.filter(hats__overlap=hats))
    return found


def _check_people(fields: dict[str, Any]) -> None:
    """Refuse nobody as accountable, and guests, who are not told of most of a launch, where somebody has to act."""
    if fields.get("accountable", True) is None:
        raise ValidationError({"accountable": "Exactly one member is accountable: name them."})
    for name in ("accountable", "responsible"):
        given = fields.get(name)
        for member in given if isinstance(given, list) else [given] if given else []:
            if member.is_guest:
                raise ValidationError({name: f"{member.name} is a guest here: name a member."})
