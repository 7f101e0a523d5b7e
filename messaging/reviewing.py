"""Whose verdict the latest version of an asset waits for."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import NamedTuple

from django.db.models import OuterRef, QuerySet, Subquery

from launchhub.accounts.models import Hat, Member, Role
from launchhub.lib.text import human_list
from messaging.models import Asset, AssetReviewer, AssetStatus, AssetVersion, Review, Verdict


def wearers(workspace_id: uuid.UUID, hats: Collection[str]) -> QuerySet[Member]:
    """Return the members who wear any of the hats and may review: guests do not."""
    people = Member.objects.in_workspace(workspace_id).alive().exclude(role=Role.GUEST)
    found: QuerySet[Member] = people.filter(hats__overlap=list(hats))
    return found


def still_asked(assets: Iterable[Asset]) -> dict[uuid.UUID, list[Hat]]:
    """Return, by the ids of assets of one workspace, the hats that have yet to approve the latest version of each.

    A hat has approved when somebody who wears it by now has, and has not asked for changes since. One that nobody wears
    is not waited for. Two queries however many assets; none where no kind asks for each hat.
    """
    assets = list(assets)
    picky = [asset for asset in assets if asset.approving_hats]
    asked: dict[uuid.UUID, list[Hat]] = {asset.pk: [] for asset in assets}
    if not picky:
        return asked
    hats = {hat for asset in picky for hat in asset.approving_hats}
    worn = {hat for each in wearers(picky[0].workspace_id, hats).values_list("hats", flat=True) for hat in each}
    approved = _approved_by([asset.pk for asset in picky])
    for asset in picky:
        asked[asset.pk] = [hat for hat in asset.approving_hats if hat in worn and hat not in approved[asset.pk]]
    return asked


class Awaited(NamedTuple):
    """Whose verdict is waited for: of somebody who wears these hats, or of any of these people (id and name)."""

    hats: list[Hat] = []
    reviewers: list[tuple[uuid.UUID, str]] = []

    def words(self) -> list[str]:
        """Return the names of the people or hats."""
        return [name for _, name in self.reviewers] or [hat.label for hat in self.hats]


def waiting_for_nobody(assets: Iterable[Asset]) -> list[Asset]:
    """Return the assets whose latest version somebody has approved, and no hat is left that has yet to.

    That is so of one in review when who wore the hat has left or lost it. Three queries however many assets.
    """
    assets = list(assets)
    asked, approved = still_asked(assets), _approved_by([asset.pk for asset in assets])
    return [asset for asset in assets if asset.pk in approved and not asked[asset.pk]]


def awaited(assets: Iterable[Asset]) -> dict[uuid.UUID, Awaited]:
    """Return, by id, for whom each asset that is in review waits; one workspace's, of which id, kind and status count.

    Three queries however many assets; none where nothing is in review.
    """
    reviewed = [asset for asset in assets if asset.status == AssetStatus.IN_REVIEW]
    if not reviewed:
        return {}
    named: dict[uuid.UUID, list[tuple[uuid.UUID, str]]] = defaultdict(list)
    links = AssetReviewer.objects.filter(asset__in=[asset.pk for asset in reviewed], member__deleted_at=None)
    links = links.order_by("member__user__name", "member")
    for asset_id, member_id, name in links.values_list("asset", "member", "member__user__name"):
        named[asset_id].append((member_id, name))
    asked = still_asked(reviewed)
    return {
        asset.pk: Awaited(asked[asset.pk])
        if asset.approving_hats
        else Awaited([] if named[asset.pk] else asset.reviewing_hats, named[asset.pk])
        for asset in reviewed
    }


def waited_for(assets: Iterable[Asset]) -> dict[uuid.UUID, str]:
    """Return what `awaited` does in words: hats, or the names of reviewers; "" for nobody."""
    return {pk: human_list(found.words()) for pk, found in awaited(assets).items()}


def _approved_by(asset_ids: list[uuid.UUID]) -> dict[uuid.UUID, set[str]]:
    """Return by asset the hats of those whose last verdict on its latest version is that it is approved."""
    latest = AssetVersion.objects.filter(asset=OuterRef("version__asset")).order_by("-number").values("pk")[:1]
    verdicts = Review.objects.filter(version__asset__in=asset_ids, version=Subquery(latest))
    verdicts = verdicts.order_by("created_at", "pk")
    rows = verdicts.values_list("version__asset", "reviewer", "verdict", "reviewer__hats")
    last = {(asset_id, reviewer_id): (verdict, hats) for asset_id, reviewer_id, verdict, hats in rows}
    found: dict[uuid.UUID, set[str]] = defaultdict(set)
    for (asset_id, _), (verdict, hats) in last.items():
        if verdict == Verdict.APPROVE:
            found[asset_id] |= set(hats or ())
    return found
