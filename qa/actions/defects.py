"""Defects: what is wrong, and what becomes of it."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction
from django.db.models import Q

from launchhub.accounts.models import Member, Workspace
from launchhub.accounts.rights import Right, require
from launchhub.events import changes
from launchhub.events.models import Event
from qa.actions.assessment import reassess
from qa.events import DEFECT_OPENED
from qa.models import Criterion, CriterionKind, Defect, DefectStatus, Gate


def create(*, by: Member | None, workspace: Workspace | None = None, **fields: Any) -> Defect:
    """Report a defect, which everyone but a guest may, and judge the gates that ask about defects."""
    require(by, Right.SHARE)
    if "status" in fields and fields["status"] != DefectStatus.OPEN:
        require(by, Right.EDIT_QA)
    with transaction.atomic():
        row = changes.create(Defect, by=by, workspace=workspace, event_kind=DEFECT_OPENED, **fields)
        _judge(row, by)
        return row


def update(defect: Defect, *, by: Member | None, expected_version: int | None = None, **fields: Any) -> Defect:
    """Change a defect and judge the gates that it counted or counts for; opening it again is reported like new."""
    require(by, Right.EDIT_QA)
    with transaction.atomic():
        before = _gates_asking(defect)
        is_reopened = fields.get("status") == DefectStatus.OPEN != defect.status
        kind = DEFECT_OPENED if is_reopened else None
        row = changes.change(defect, by=by, event_kind=kind, expected_version=expected_version, **fields)
        _judge(row, by, before)
        return row


def delete(defect: Defect, *, by: Member | None, expected_version: int | None = None) -> Defect:
    """Withdraw a defect that was none."""
    require(by, Right.EDIT_QA)
    with transaction.atomic():
        row = changes.remove(defect, by=by, expected_version=expected_version)
        _judge(row, by)
        return row


def restore(defect: Defect, *, by: Member | None) -> Defect:
    """Bring a defect back."""
    require(by, Right.EDIT_QA)
    with transaction.atomic():
        row = changes.restore(defect, by=by)
        _judge(row, by)
        return row


def _judge(defect: Defect, by: Member | None, more: frozenset[uuid.UUID] = frozenset()) -> None:
    if gates := _gates_asking(defect) | more:
        cause = Event.objects.filter(workspace=defect.workspace_id, subject_id=defect.pk).latest("id")
        reassess(gates, by=by, caused_by=cause)


def _gates_asking(defect: Defect) -> frozenset[uuid.UUID]:
    """Return the gates of coming launches with a criterion about defects that counts this one."""
    asking = Criterion.objects.alive().filter(kind=CriterionKind.DEFECTS).values("gate")
    rows = Gate.objects.in_workspace(defect.workspace_id).ahead().filter(pk__in=asking)
    of = Q(pk=defect.gate_id) | Q(features=defect.feature_id) if defect.feature_id else Q(pk=defect.gate_id)
    return frozenset(rows.filter(of).values_list("pk", flat=True))
