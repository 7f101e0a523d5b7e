"""Assets: what shows or says our claims, from the first draft until it is out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import transaction

from launchhub.accounts.rights import Right, require
from launchhub.events import changes
from launchhub.events.record import record
from launchhub.lib.errors import Conflict
from messaging import facts, readiness, reviewing
from messaging.events import (
    ASSET_CURRENT,
    ASSET_PUBLISHED,
    ASSET_REASONS_CHANGED,
    ASSET_REVIEW_REQUESTED,
    ASSET_STALE,
)
from messaging.models import Asset, AssetStatus
from roadmap import schedule

if TYPE_CHECKING:
    from launchhub.accounts.models import Member
    from launchhub.events.models import Event
    from roadmap.models import Launch


def create(*, by: Member | None, launch: Launch, **fields: Any) -> Asset:
    """Return a new asset of a launch, a draft without a version yet."""
    require(by, Right.EDIT_MESSAGING)
    place = {name: fields.pop(name) for name in schedule.PLACE if name in fields}
    fields |= schedule.placed(schedule.hold(launch), **place)
    return changes.create(Asset, by=by, workspace=launch.workspace, launch=launch, **fields)


def update(asset: Asset, *, by: Member | None, expected_version: int | None = None, **fields: Any) -> Asset:
    """Change the given fields and return the asset as it is now; a new due date pins it, an offset anchors it.

    An approved one is a draft again when its new kind asks somebody who has not approved it.
    """
    require(by, Right.EDIT_MESSAGING)
    with transaction.atomic():
        asset = schedule.lock(asset, fields, expected_version)
        if asset.status == AssetStatus.APPROVED and _asks_more(asset, fields.get("kind", asset.kind)):
            fields["status"] = AssetStatus.DRAFT
        row = changes.change(asset, by=by, **schedule.placed_anew(asset, fields))
        if fields.keys() & {"launch", "prints_date"}:
            (row,) = reassess([row], by=by)
        return row


def delete(asset: Asset, *, by: Member | None, expected_version: int | None = None) -> Asset:
    """Put the asset into the bin: it is withdrawn and makes no claim any more."""
    require(by, Right.EDIT_MESSAGING)
    return changes.remove(asset, by=by, expected_version=expected_version)


def restore(asset: Asset, *, by: Member | None) -> Asset:
    """Take the asset out of the bin, and say whether it is stale by now."""
    require(by, Right.EDIT_MESSAGING)
    with transaction.atomic():
        (row,) = reassess([schedule.restore(asset, by=by)], by=by)
        return row


def request_review(asset: Asset, *, by: Member | None, expected_version: int | None = None) -> Asset:
    """Ask the reviewers for a verdict on the latest version. Raises `Conflict` when there is nothing to review."""
    require(by, Right.EDIT_MESSAGING)
    with transaction.atomic():
        row = changes.lock(asset, expected_version)
        if row.status != AssetStatus.DRAFT:
            raise Conflict(f"“{row}” is {row.get_status_display().lower()}: write a new version to have it reviewed.")
        number = row.versions.count()
        if not number:
            raise Conflict(f"“{row}” has no version yet: write one, then ask for a review.")
        row.status = AssetStatus.IN_REVIEW
        changes.touch(row, "status")
        record(ASSET_REVIEW_REQUESTED, row, by=by, number=number)
    return row


def publish(asset: Asset, *, by: Member | None, reason: str = "", expected_version: int | None = None) -> Asset:
    """Publish the approved version.

    Raises `Conflict` without an approved version, and, unless a `reason` is given, for an asset that is stale or makes
    a broken claim; the blockers say why.
    """
    require(by, Right.EDIT_MESSAGING)
    with transaction.atomic():
        row = changes.lock(asset, expected_version)
        if row.status != AssetStatus.APPROVED:
            raise Conflict(_not_approved(row))
        against = readiness.against_publishing(row)
        if against and not reason.strip():
            why = "; ".join(f"“{finding.title}” {finding.detail}" for finding in against)
            raise Conflict(f"To publish it as it is, give a reason: {why}", [each.as_dict() for each in against])
        row.status = AssetStatus.PUBLISHED
        changes.touch(row, "status")
        record(ASSET_PUBLISHED, row, by=by, reason=reason.strip(), despite=[each.detail for each in against])
    return row


def reassess(assets: Iterable[Asset], *, by: Member | None = None, caused_by: Event | None = None) -> list[Asset]:
    """Compute anew whether assets are stale and return them as they are now.

    One that becomes stale is recorded as `asset.stale`, once: when the reasons change after that, as
    `asset.reasons_changed`, of which nobody is told; one that is up to date again as `asset.current`. The number of
    queries is the same for any number of assets, but for those that change.
    """
    with transaction.atomic():
        locked = Asset.objects.filter(pk__in=[asset.pk for asset in assets]).select_for_update(of=("self",))
        rows = list(locked.select_related("launch", "approved_version").order_by("pk"))
        reasons = facts.stale_reasons(rows)
        for row in rows:
            _settle(row, reasons[row.pk], by=by, caused_by=caused_by)
    return rows


def _settle(asset: Asset, reasons: list[str], *, by: Member | None, caused_by: Event | None) -> None:
    if asset.stale_reasons == reasons:
        return
    was_stale, asset.is_stale, asset.stale_reasons = asset.is_stale, bool(reasons), reasons
    changes.touch(asset, "is_stale", "stale_reasons")
    stale = ASSET_REASONS_CHANGED if was_stale else ASSET_STALE
    kind = stale if asset.is_stale else ASSET_CURRENT
    record(kind, asset, by=by, caused_by=caused_by, because=f"it {'; it '.join(reasons)}" if reasons else "")


def _asks_more(asset: Asset, kind: str) -> bool:
    """Say whether the asset, were it of another kind, would have to be approved by somebody else as well."""
    other = Asset(pk=asset.pk, workspace_id=asset.workspace_id, kind=kind)
    return kind != asset.kind and bool(reviewing.still_asked([other])[asset.pk])


def _not_approved(asset: Asset) -> str:
    if asset.status == AssetStatus.PUBLISHED:
        return f"“{asset}” is published already: write a new version and have it approved to publish again."
    asked = reviewing.waited_for([asset]).get(asset.pk)
    how = f"it waits for {asked}" if asked else "have it reviewed, then publish it"
    return f"The latest version of “{asset}” is not approved yet: {how}."
