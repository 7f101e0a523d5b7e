"""Insights: shared, linked to features, planned, or declined with an answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from launchhub.accounts.models import Member
from launchhub.accounts.rights import Right, may, needed, require
from launchhub.events import changes
from launchhub.events.record import history_time
from launchhub.lib.errors import Forbidden
from launchhub.lib.text import human_list
from roadmap.actions import customers
from roadmap.events import INSIGHT_DECLINED, INSIGHT_LINKED, INSIGHT_PLANNED, INSIGHT_REOPENED, INSIGHT_SHARED
from roadmap.models import Feature, Insight, InsightStatus

Status = InsightStatus
KINDS = {Status.PLANNED: INSIGHT_PLANNED, Status.DECLINED: INSIGHT_DECLINED}


def create(*, by: Member, features: Sequence[Feature] = (), new_customer: str = "", **fields: Any) -> Insight:
    """Share what somebody said. Needs `body`.

    `new_customer` is the name of a customer who is not there yet, and is made along. Raises `ValidationError` by field.
    """
    require(by, Right.SHARE)
    with transaction.atomic():
        fields |= _customer(new_customer, fields, by)
        if at := history_time():
            fields["created_at"] = at  # it has waited for an answer since then
        return changes.create(
            Insight,
            by=by,
            event_kind=INSIGHT_SHARED,
            author=by,
            features=list(features),
            status=Status.LINKED if features else Status.NEW,
            **fields,
        )


def update(
    insight: Insight,
    *,
    by: Member | None,
    expected_version: int | None = None,
    new_customer: str = "",
    **fields: Any,
) -> Insight:
    """Edit an insight. Whether it is new or linked follows from its features.

    Raises `Forbidden` unless the member shared it or edits the roadmap, and `ValidationError` by field.
    """
    require_change(by, insight)
    with transaction.atomic():
        insight = changes.lock(insight, expected_version)
        fields |= _customer(new_customer, fields, by)
        return _change(insight, by=by, **fields)


def link(insight: Insight, feature: Feature, *, links: bool = True, by: Member | None) -> Insight:
    """Link an insight to a feature, or (`links` false) no longer. Raises as `update` does."""
    require_change(by, insight)
    with transaction.atomic():
        insight = changes.lock(insight)
        others = [each for each in insight.features.all() if each.pk != feature.pk]
        return _change(insight, by=by, features=[*others, feature] if links else others)


def transition(
    insight: Insight, *, to: str, answer: str = "", by: Member | None, expected_version: int | None = None
) -> Insight:
    """Plan an insight, decline it with an answer, or take it up again (as linked, or as new when it is not linked).

    Whoever shared it is told. Raises `ValidationError` by field.
    """
    require(by, Right.EDIT_ROADMAP)
    if to not in Status.values:
        raise ValidationError({"to": f"“{to}” is no state of an insight: use {', '.join(Status.values)}."})
    with transaction.atomic():
        insight = changes.lock(insight, expected_version)
        open_as = unanswered_as(insight)
        if to == Status.PLANNED and open_as == Status.NEW:
            raise ValidationError({"to": "Link it to a feature first: who shared it is told when that is done."})
        if to == Status.DECLINED and not answer.strip():
            raise ValidationError({"answer": "Say why: whoever shared it is told."})
        if to in (Status.NEW, Status.LINKED) and to != open_as:
            raise ValidationError({"to": f"It is {'not ' if to == Status.LINKED else ''}linked: use {open_as}."})
        kind = KINDS.get(Status(to), INSIGHT_REOPENED)
        data = {"old": insight.status, "new": to, "note": answer}
        return changes.change(insight, by=by, event_kind=kind, data=data, status=Status(to), answer=answer)


def unanswered_as(insight: Insight) -> InsightStatus:
    """Return what an insight is while nobody has answered it: linked to a feature, or new."""
    return Status.LINKED if insight.features.exists() else Status.NEW


def delete(insight: Insight, *, by: Member | None, expected_version: int | None = None) -> Insight:
    """Put an insight into the bin."""
    require_change(by, insight)
    return changes.remove(insight, by=by, expected_version=expected_version)


def restore(insight: Insight, *, by: Member | None) -> Insight:
    """Take an insight out of the bin. Raises `ValidationError` while its customer lies there."""
    require_change(by, insight)
    with transaction.atomic():
        if insight.customer:
            changes.keep(insight.customer, "customer")
        return changes.restore(insight, by=by)


def may_change(member: Member | None, insight: Insight) -> bool:
    """Say whether the member edits, links and deletes an insight: who shared it, and who edits the roadmap."""
    if may(member, Right.EDIT_ROADMAP) or member is None:
        return True
    return insight.author_id == member.pk and may(member, Right.SHARE)


def require_change(by: Member | None, insight: Insight) -> None:
    """Raise `Forbidden` unless the member may change the insight."""
    if not may_change(by, insight):
        raise Forbidden(
            f"You may not change this insight: that needs {needed(Right.EDIT_ROADMAP)}, or to have shared it."
        )


def _customer(new: str, fields: dict[str, Any], by: Member | None) -> dict[str, Any]:
    """Return the customer, made now if new, and kept until the end of the transaction if not."""
    if new:
        return {"customer": customers.create(by=by, name=new)}
    if customer := fields.get("customer"):
        changes.keep(customer, "customer")
    return {}


def _change(insight: Insight, *, by: Member | None, **fields: Any) -> Insight:
    """Change a locked insight as one event, its status along with its features."""
    kind, data = None, {}
    if "features" in fields:
        features, before = fields["features"], set(insight.features.values_list("pk", flat=True))
        added = [feature for feature in features if feature.pk not in before]
        if insight.is_unanswered:
            fields["status"] = Status.LINKED if features else Status.NEW
        elif insight.status == Status.PLANNED and not features:
            raise ValidationError({"features": "It is planned with its feature: take it up again first."})
        if added:
            kind = INSIGHT_LINKED
            data = {"added": added, "in_words": human_list([f"“{feature}”" for feature in added])}
    return changes.change(insight, by=by, event_kind=kind, data=data, **fields)
