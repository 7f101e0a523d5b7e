"""Dependencies between features or between launches."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from launchhub.accounts.models import Member, Workspace
from launchhub.accounts.rights import Right, require
from launchhub.events import changes
from roadmap.graph import find_cycle
from roadmap.models import Dependency, DependencyKind, Feature, Launch


def create(*, source: Feature | Launch, target: Feature | Launch, by: Member | None, **fields: Any) -> Dependency:
    """Say that `target` waits for `source` (with another kind than "blocks": only that they belong together).

    Raises `ValidationError` when that would close a circle, with the whole way round in it.
    """
    require(by, Right.EDIT_ROADMAP)
    with transaction.atomic():
        _one_at_a_time(source.workspace_id)
        ends = _ends(source, target)
        _check_circle(source, target, fields.get("kind", DependencyKind.BLOCKS))
        return changes.create(Dependency, by=by, workspace=source.workspace, **ends, **fields)


def update(
    dependency: Dependency, *, by: Member | None, expected_version: int | None = None, **fields: Any
) -> Dependency:
    """Edit a dependency: its ends (`source`, `target`), kind or lag."""
    require(by, Right.EDIT_ROADMAP)
    with transaction.atomic():
        _one_at_a_time(dependency.workspace_id)
        dependency = changes.lock(dependency, expected_version)
        source = fields.pop("source", dependency.source)
        target = fields.pop("target", dependency.target)
        ends = _ends(source, target)
        _check_circle(source, target, fields.get("kind", dependency.kind), but=dependency)
        return changes.change(dependency, by=by, **ends, **fields)


def delete(dependency: Dependency, *, by: Member | None, expected_version: int | None = None) -> Dependency:
    """Put a dependency into the bin."""
    require(by, Right.EDIT_ROADMAP)
    return changes.remove(dependency, by=by, expected_version=expected_version)


def restore(dependency: Dependency, *, by: Member | None) -> Dependency:
    """Take a dependency out of the bin.

    Raises `ValidationError` when it would close a circle by now, and while one of its ends lies in the bin.
    """
    require(by, Right.EDIT_ROADMAP)
    with transaction.atomic():
        _one_at_a_time(dependency.workspace_id)
        for end in (dependency.source, dependency.target):
            changes.keep(end, end.noun)
        _check_circle(dependency.source, dependency.target, dependency.kind, but=dependency)
        return changes.restore(dependency, by=by)


def _one_at_a_time(workspace_id: uuid.UUID) -> None:
    """Let dependencies of a workspace be made one after the other: two at once could close a circle unseen."""
    Workspace.objects.select_for_update(no_key=True).get(pk=workspace_id)


def _ends(source: Feature | Launch, target: Feature | Launch) -> dict[str, Any]:
    if source.noun != target.noun:
        raise ValidationError({"to": f"A {source.noun} can only come before another {source.noun}."})
    if source.pk == target.pk:
        raise ValidationError({"to": f"“{source}” can't wait for itself."})
    unused = "launch" if source.noun == "feature" else "feature"
    return {
        f"from_{source.noun}": source,
        f"to_{target.noun}": target,
        f"from_{unused}": None,
        f"to_{unused}": None,
    }


def _check_circle(source: Feature | Launch, target: Feature | Launch, kind: str, but: Dependency | None = None) -> None:
    if kind != DependencyKind.BLOCKS:
        return
    ends = (f"from_{source.noun}", f"to_{source.noun}")
    rows = Dependency.objects.in_workspace(source.workspace_id).blocking().filter(**{f"{ends[0]}__isnull": False})
    edges = rows.exclude(pk=but.pk if but else None).values_list(*ends)
    if path := find_cycle(edges, (source.pk, target.pk)):
        titles = {row.pk: str(row) for row in type(source).objects.filter(pk__in=path)}
        way = " → ".join(f"“{titles[pk]}”" for pk in path)
        raise ValidationError({"to": f"This would go round in a circle: {way}."})
