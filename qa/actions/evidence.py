"""Evidence: what supports a criterion besides test runs and defects."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from launchhub.accounts.models import Member
from launchhub.accounts.rights import Right, require
from launchhub.events import changes
from qa.actions.assessment import reassess
from qa.models import Criterion, CriterionKind, Evidence


def create(*, by: Member | None, criterion: Criterion, **fields: Any) -> Evidence:
    """Add evidence; the measured `value` of a metric criterion decides its state at once."""
    require(by, Right.EDIT_QA)
    _check(criterion, fields)
    with transaction.atomic():
        row = changes.create(Evidence, by=by, workspace=criterion.workspace, criterion=criterion, **fields)
        return _shown(row, by)


def update(evidence: Evidence, *, by: Member | None, expected_version: int | None = None, **fields: Any) -> Evidence:
    """Correct evidence, or lay it to another criterion."""
    require(by, Right.EDIT_QA)
    _check(fields.get("criterion", evidence.criterion), {"value": evidence.value} | fields)
    with transaction.atomic():
        row = changes.change(evidence, by=by, expected_version=expected_version, **fields)
        return _shown(row, by, evidence.criterion)


def delete(evidence: Evidence, *, by: Member | None, expected_version: int | None = None) -> Evidence:
    """Withdraw evidence; an earlier value counts again."""
    require(by, Right.EDIT_QA)
    with transaction.atomic():
        return _shown(changes.remove(evidence, by=by, expected_version=expected_version), by)


def restore(evidence: Evidence, *, by: Member | None) -> Evidence:
    """Bring evidence back. Raises `ValidationError` while its criterion is deleted."""
    require(by, Right.EDIT_QA)
    with transaction.atomic():
        changes.keep(evidence.criterion, "criterion")
        return _shown(changes.restore(evidence, by=by), by)


def _shown(evidence: Evidence, by: Member | None, *before: Criterion) -> Evidence:
    """Judge the gates of the criteria that the evidence supports, or supported before."""
    concerned = (evidence.criterion, *before)
    if gates := {criterion.gate_id for criterion in concerned if criterion.kind == CriterionKind.METRIC}:
        reassess(gates, by=by)
    return evidence


def _check(criterion: Criterion, fields: dict[str, Any]) -> None:
    if fields.get("value") is not None and criterion.kind != CriterionKind.METRIC:
        raise ValidationError({"value": f"Only a metric criterion has a value; this one is {criterion.kind}."})
