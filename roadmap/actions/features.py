"""Features: planned, moved, brought to done, parked or cut."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from launchhub.accounts.models import Member
from launchhub.accounts.rights import Right, require
from launchhub.events import changes
from launchhub.events.kinds import EventKind
from launchhub.events.models import Event
from launchhub.events.record import record
from roadmap.actions import date_moves, order, products
from roadmap.events import (
    FEATURE_CUT,
    FEATURE_DATE_MOVED,
    FEATURE_LATE,
    FEATURE_PLACED,
    FEATURE_STATUS_CHANGED,
    FEATURE_UI_CHANGED,
)
from roadmap.ledger import in_words
from roadmap.models import DateMove, Feature, FeatureStatus, MoveReason, Product

Status = FeatureStatus


def create(*, product: Product, by: Member | None, **fields: Any) -> Feature:
    """Add a feature. Needs `title` and `product`."""
    require(by, Right.EDIT_ROADMAP)
    with transaction.atomic():
        products.keep(product)
        feature = changes.create(Feature, by=by, workspace=product.workspace, product=product, **fields)
        _tell_if_late(feature, was_late=False, by=by)
    return feature


def update(
    feature: Feature,
    *,
    by: Member | None,
    expected_version: int | None = None,
    **fields: Any,
) -> Feature:
    """Edit a feature. A new target is kept in the ledger, with `move_reason` and `move_note`."""
    require(by, Right.EDIT_ROADMAP)
    return _change(feature, by=by, expected_version=expected_version, **fields)[0]


def delete(feature: Feature, *, by: Member | None, expected_version: int | None = None) -> Feature:
    """Put a feature into the bin."""
    require(by, Right.EDIT_ROADMAP)
    return changes.remove(feature, by=by, expected_version=expected_version)


def restore(feature: Feature, *, by: Member | None) -> Feature:
    """Take a feature out of the bin. Raises `ValidationError` while its product lies there."""
    require(by, Right.EDIT_ROADMAP)
    with transaction.atomic():
        products.keep(feature.product)
        return changes.restore(feature, by=by)


def transition(
    feature: Feature, *, to: str, reason: str = "", by: Member | None, expected_version: int | None = None
) -> Feature:
    """Bring a feature into another state. Parking needs a reason; a cut feature of a launch raises `feature.cut`."""
    require(by, Right.EDIT_ROADMAP)
    if to not in Status.values:
        raise ValidationError({"to": f"“{to}” is no state of a feature: use {', '.join(Status.values)}."})
    return _change(feature, by=by, expected_version=expected_version, status=to, reason=reason)[0]


def move(
    feature: Feature,
    *,
    to: dt.date | None,
    reason: str,
    note: str = "",
    by: Member | None,
    expected_version: int | None = None,
) -> DateMove:
    """Move the target of a feature and return the line in the ledger. Raises `ValidationError` by field."""
    require(by, Right.EDIT_ROADMAP)
    date_moves.check_reason(reason)
    with transaction.atomic():
        feature = changes.lock(feature, expected_version)
        if to == feature.target:
            raise ValidationError({"date": f"The target is already {to.isoformat() if to else 'without a date'}."})
        _, line = _change(feature, by=by, move_reason=reason, move_note=note, target=to)
    assert line is not None
    return line


def place(
    feature: Feature,
    *,
    before: Feature | None = None,
    after: Feature | None = None,
    by: Member | None,
    expected_version: int | None = None,
    **fields: Any,
) -> Feature:
    """Put a feature right before or after another one, and change along what its new place stands for, as one event.

    `fields` are what a column of a board stands for: a status (and the reason for parking), a launch, a target (and
    `move_reason` with `move_note`, as in `update`).
    """
    require(by, Right.EDIT_ROADMAP)
    with transaction.atomic():
        if before or after:
            fields["position"] = order.position_of(feature, before=before, after=after)
        return _change(feature, by=by, expected_version=expected_version, **fields)[0]


def ui_change(
    feature: Feature,
    *,
    build: str,
    note: str = "",
    by: Member | None,
    expected_version: int | None = None,
    caused_by: Event | None = None,
) -> Feature:
    """Say that the look of a feature changed: what depicts it is out of date from now on."""
    require(by, Right.EDIT_ROADMAP)
    with transaction.atomic():
        feature = changes.lock(feature, expected_version)
        data = {"build": build, "note": note, "ui_revision": feature.ui_revision + 1, "caused_by": caused_by}
        return changes.change(
            feature, by=by, event_kind=FEATURE_UI_CHANGED, data=data, ui_revision=feature.ui_revision + 1
        )


def _change(
    feature: Feature,
    *,
    by: Member | None,
    expected_version: int | None = None,
    move_reason: str = MoveReason.UNSPECIFIED,
    move_note: str = "",
    **fields: Any,
) -> tuple[Feature, DateMove | None]:
    """Change a row with one event, keep a new target in the ledger, and tell when the feature became late."""
    date_moves.check_reason(move_reason, "move_reason")
    with transaction.atomic():
        before = changes.lock(feature, expected_version)
        if "product" in fields:
            products.keep(fields["product"])
        was_late = before.is_late
        kind, data = _kind(before, fields)
        if kind is FEATURE_DATE_MOVED and move_reason != MoveReason.UNSPECIFIED:
            data |= {"reason": move_reason, "note": move_note}
        after = changes.change(before, by=by, event_kind=kind, data=data, **fields)
        line = None
        if after.target != before.target:
            line = date_moves.add(after, old=before.target, new=after.target, reason=move_reason, note=move_note, by=by)
        _tell_if_late(after, was_late=was_late, by=by)
    return after, line


def _kind(before: Feature, fields: dict[str, Any]) -> tuple[EventKind | None, dict[str, Any]]:
    """Say which fact a change is: a new state before a new target before any other edit; another place is none."""
    if "position" in fields and all(getattr(before, name) == fields[name] for name in fields.keys() - {"position"}):
        return FEATURE_PLACED, {}
    new = Status(fields.get("status", before.status))
    if new != before.status:
        if new is Status.PARKED and not fields.get("reason"):
            raise ValidationError({"reason": "Say why the feature is parked."})
        fields.setdefault("reason", "")
        words = f"from {Status(before.status).label.lower()} to {new.label.lower()}"
        kind = FEATURE_CUT if new is Status.CUT and before.launch_id else FEATURE_STATUS_CHANGED
        return kind, {"old": before.status, "new": new.value, "reason": fields["reason"], "in_words": words}
    target = fields.get("target", before.target)
    if target != before.target:
        return FEATURE_DATE_MOVED, {"old": before.target, "new": target, "in_words": in_words(before.target, target)}
    return None, {}


def _tell_if_late(feature: Feature, *, was_late: bool, by: Member | None) -> None:
    if feature.is_late and not was_late:
        assert feature.launch is not None
        record(FEATURE_LATE, feature, by=by, target=feature.target, launch_date=feature.launch.date)
