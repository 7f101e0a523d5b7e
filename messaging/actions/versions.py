"""What was written in an asset."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction

from launchhub.accounts.rights import Right, require
from launchhub.events import changes
from launchhub.events.record import record
from messaging import facts
from messaging.events import ASSET_VERSION_ADDED
from messaging.models import Asset, AssetStatus, AssetVersion

if TYPE_CHECKING:
    from launchhub.accounts.models import Member


def create(asset: Asset, *, by: Member | None, body: str = "", link: str = "") -> AssetVersion:
    """Return a new version, which the asset is a draft with again; what it is made against is kept with it.

    `body` is Markdown, `link` leads to what was made elsewhere. Raises `ValidationError` when both are missing.
    """
    require(by, Right.EDIT_MESSAGING)
    if not (body.strip() or link):
        raise ValidationError({"body": "Write the text as Markdown, or give a link to it."})
    with transaction.atomic():
        row = changes.lock(asset)
        version = AssetVersion(
            workspace_id=row.workspace_id,
            asset=row,
            number=row.versions.count() + 1,
            body=body,
            link=link,
            author=by,
            made_against=facts.made_against(row),
        )
        version.clean_fields(exclude=["workspace", "asset", "author"])
        version.save(force_insert=True)
        row.status = AssetStatus.DRAFT
        changes.touch(row, "status")
        record(ASSET_VERSION_ADDED, row, by=by, number=version.number)
    return version
