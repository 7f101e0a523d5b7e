"""Criteria: the lines of a gate."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from launchhub.accounts.models import Member
from launchhub.accounts.rights import Right, require
from launchhub.events import changes
from qa.actions.assessment import locked, reassess
from qa.evaluation import read_rule
from qa.models import Criterion, CriterionKind, CriterionState, Gate


def create(*, by: Member | None, gate: Gate, **fields: Any) -> Criterion:
    """Add a line to a gate and judge it by what is shown already."""
    require(by, Right.EDIT_QA)
    with transaction.atomic():
        locked([gate.pk])
        _check(fields.get("kind", CriterionKind.MANUAL), fields)
        fields["params"] = _params(fields.get("kind", CriterionKind.MANUAL), fields.get("params", {}))
        row = changes.create(Criterion, by=by, workspace=gate.workspace, gate=gate, **fields)
        return _judged(row, by, {gate.pk})


def update(criterion: Criterion, *, by: Member | None, expected_version: int | None = None, **fields: Any) -> Criterion:
    """Change a criterion. `state` is set by hand for the kind `manual` only; the others follow what is shown."""
    require(by, Right.EDIT_QA)
    with transaction.atomic():
        gates = {criterion.gate_id, fields.get("gate", criterion.gate).pk}
        locked(gates)
        criterion = changes.lock(criterion, expected_version)
        kind = fields.get("kind", criterion.kind)
        _check(kind, fields)
        if "params" in fields or "kind" in fields:
            fields["params"] = _params(kind, fields.get("params", criterion.params))
        if kind != criterion.kind:  # what showed the old kind says nothing about the new one
            fields |= {"state": fields.get("state", CriterionState.UNKNOWN), "shown_by": "", "test_run": None}
        return _judged(changes.change(criterion, by=by, **fields), by, gates)


def delete(criterion: Criterion, *, by: Member | None, expected_version: int | None = None) -> Criterion:
    """Take a line off a gate and judge the gate without it."""
    require(by, Right.EDIT_QA)
    with transaction.atomic():
        locked([criterion.gate_id])
        row = changes.remove(criterion, by=by, expected_version=expected_version)
        reassess([row.gate_id], by=by)
        return row


def restore(criterion: Criterion, *, by: Member | None) -> Criterion:
    """Bring a line back, judged by what was shown meanwhile. Raises `ValidationError` while its gate is deleted."""
    require(by, Right.EDIT_QA)
    with transaction.atomic():
        changes.keep(criterion.gate, "gate")
        locked([criterion.gate_id])
        return _judged(changes.restore(criterion, by=by), by, {criterion.gate_id})


def _judged(criterion: Criterion, by: Member | None, gates: set[uuid.UUID]) -> Criterion:
    reassess(gates, by=by)
    criterion.refresh_from_db()
    return criterion


def _check(kind: str, fields: dict[str, Any]) -> None:
    if "state" in fields and kind != CriterionKind.MANUAL:
        raise ValidationError({"state": f"The state of a {kind} criterion follows what is shown; it is not set."})


def _params(kind: str, params: Any) -> dict[str, Any]:
    """Return the params with texts trimmed, so that a suite is found by its name. Raises `ValidationError`."""
    if not isinstance(params, dict):
        raise ValidationError({"params": "Write an object of parameters."})
    try:
        read_rule(kind, params)
    except ValueError as error:
        raise ValidationError({"params": str(error)}) from error
    return {name: value.strip() if isinstance(value, str) else value for name, value in params.items()}
