"""Verdicts on what was written in an asset."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction

from launchhub.accounts.rights import Right, may
from launchhub.events import changes
from launchhub.events.record import record
from launchhub.lib.errors import Conflict, Forbidden
from launchhub.lib.text import human_list
from messaging import reviewing
from messaging.actions.assets import reassess
from messaging.events import ASSET_APPROVED, ASSET_CHANGES_REQUESTED, ASSET_PARTLY_APPROVED
from messaging.models import Asset, AssetStatus, AssetVersion, Review, Verdict

if TYPE_CHECKING:
    from launchhub.accounts.models import Member
    from launchhub.events.models import Event


NOBODY_LEFT = "Nobody is left whose approval it waited for."


def create(asset: Asset, *, by: Member | None, verdict: str, remarks: str = "") -> Review:
    """Return a verdict on the latest version: approved, or a draft again that needs changes.

    Where legal is asked, each hat that is asked has to approve this version, which is in review until then.
    Raises `Forbidden` for who is not asked, `ValidationError` for changes without remarks, and `Conflict` when there
    is no version or the latest one is out already.
    """
    _require_reviewer(asset, by)
    if verdict == Verdict.CHANGES and not remarks.strip():
        raise ValidationError({"remarks": "Say what is to be changed."})
    with transaction.atomic():
        row = changes.lock(asset)
        version = _latest(row)
        review = Review(workspace_id=row.workspace_id, version=version, reviewer=by, verdict=verdict, remarks=remarks)
        review.clean_fields(exclude=["workspace", "version", "reviewer"])
        review.save(force_insert=True)
        _take(row, review)
    return review


def conclude(assets: Iterable[Asset], *, caused_by: Event) -> list[Asset]:
    """Approve those in review that somebody has approved and that wait for nobody any more; return them.

    The number of queries is the same for any number of assets, but for those that change.
    """
    with transaction.atomic():
        reviewed = Asset.objects.filter(pk__in=[asset.pk for asset in assets], status=AssetStatus.IN_REVIEW)
        concluded = reviewing.waiting_for_nobody(reviewed.select_for_update().order_by("pk"))
        for asset in concluded:
            _approve(asset, _latest(asset), by=None, remarks=NOBODY_LEFT, caused_by=caused_by)
        reassess(concluded, caused_by=caused_by)
    return concluded


def _take(asset: Asset, review: Review) -> None:
    """Let the verdict take effect on the asset."""
    version, by = review.version, review.reviewer
    if review.verdict == Verdict.APPROVE and (asked := reviewing.still_asked([asset])[asset.pk]):
        asset.status = AssetStatus.IN_REVIEW
        changes.touch(asset, "status")
        waits = f"{human_list([hat.label for hat in asked])} {'is' if len(asked) == 1 else 'are'} still asked"
        told = {"number": version.number, "remarks": review.remarks, "asked": asked, "waits": waits}
        record(ASSET_PARTLY_APPROVED, asset, by=by, **told)
    elif review.verdict == Verdict.APPROVE:
        _approve(asset, version, by=by, remarks=review.remarks)
    else:
        asset.status = AssetStatus.DRAFT
        if asset.approved_version_id == version.pk:
            asset.approved_version = None
        changes.touch(asset, "status", "approved_version")
        record(ASSET_CHANGES_REQUESTED, asset, by=by, number=version.number, remarks=review.remarks)
    reassess([asset], by=by)


def _approve(asset: Asset, version: AssetVersion, *, by: Member | None, **rest: Any) -> None:
    asset.status, asset.approved_version = AssetStatus.APPROVED, version
    changes.touch(asset, "status", "approved_version")
    record(ASSET_APPROVED, asset, by=by, number=version.number, **rest)


def _latest(asset: Asset) -> AssetVersion:
    version: AssetVersion | None = asset.versions.order_by("number").last()
    if version is None:
        raise Conflict(f"“{asset}” has no version yet that could be reviewed.")
    if asset.status == AssetStatus.PUBLISHED:
        raise Conflict(f"Version {version.number} of “{asset}” is published already: a verdict comes too late.")
    return version


def _require_reviewer(asset: Asset, by: Member | None) -> None:
    """Marketing, the hats that are asked and the reviewers named may review. Raises `Forbidden` for others."""
    if by is None or may(by, Right.EDIT_MESSAGING):
        return
    is_asked = bool(set(asset.reviewing_hats) & set(by.hats)) or asset.reviewers.filter(pk=by.pk).exists()
    if by.is_guest or not is_asked:
        hats = human_list(["marketing", *asset.reviewing_hats], "or")
        raise Forbidden(f"You may not review “{asset}”: that needs the {hats} hat, or to be named as a reviewer.")
