"""What messaging does about events: claims and assets are looked at again when what they rely on has changed.

Looking again twice changes nothing, so an event may come twice.
"""

from __future__ import annotations

from collections.abc import Sequence

from launchhub.events.bus import on
from launchhub.events.models import Event
from messaging.actions import assets, claims, reviews
from messaging.models import Asset, Claim
from messaging.models.assets import LEGAL_KINDS, AssetStatus
from roadmap.actions import playbooks

GATE = (
    *("gate.opened", "gate.in_review", "gate.failed", "gate.passed", "gate.waived", "gate.reopened"),
    *("gate.updated", "gate.deleted", "gate.restored"),
)
FEATURE = (
    *("feature.status_changed", "feature.cut", "feature.late", "feature.date_moved"),
    *("feature.updated", "feature.deleted", "feature.restored"),
)
LOOK = ("feature.ui_changed", "feature.deleted", "feature.restored")
WHO_IS_THERE = ("member.hats_changed", "member.deleted", "member.restored")
WORDS = ("claim.updated", "claim.deleted", "claim.restored")


@on(*GATE)
def reassess_claims_about_covered_features(event: Event) -> None:
    """A gate stands in the way of the features that it covers, or no longer does."""
    of_launch = Claim.objects.alive().of_launches([event.launch_id] if event.launch_id else [])
    covered = Claim.objects.alive().naming(event.data.get("features", []))
    claims.reassess(of_launch | covered, caused_by=latest(event, GATE))


@on(*FEATURE)
def reassess_claims_about_feature(event: Event) -> None:
    """A claim holds as far as its features do."""
    claims.reassess(Claim.objects.alive().naming([event.subject_id]), caused_by=latest(event, FEATURE))


@on(*LOOK)
def reassess_assets_depicting_feature(event: Event) -> None:
    """An asset that shows a feature is stale when the feature looks different or is gone."""
    assets.reassess(Asset.objects.alive().depicting([event.subject_id]), caused_by=latest(event, LOOK))


@on("launch.date_moved")
def reassess_launch(event: Event) -> None:
    """A claim's risk depends on the days to go; an asset may state the date."""
    cause = latest(event, ["launch.date_moved"])
    claims.reassess(Claim.objects.alive().of_launches([event.subject_id]), caused_by=cause)
    assets.reassess(Asset.objects.alive().filter(launch=event.subject_id).printing_date(), caused_by=cause)


@on(*WORDS)
def reassess_assets_making_claim(event: Event) -> None:
    """An asset is stale when it says a claim in other words than the claim has now."""
    assets.reassess(Asset.objects.alive().making([event.subject_id]), caused_by=latest(event, WORDS))


@on(*WHO_IS_THERE)
def conclude_reviews(event: Event) -> None:
    """An asset that has been approved waits no longer for a hat that nobody wears now."""
    waiting = Asset.objects.in_workspace(event.workspace_id).alive().filter(status=AssetStatus.IN_REVIEW)
    reviews.conclude(waiting.filter(kind__in=LEGAL_KINDS), caused_by=event)


@on("playbook.applied")
def make_assets_of_playbook(event: Event) -> None:
    """A playbook that is applied to a launch brings its assets along."""
    playbooks.carry_out(event, Asset.noun, assets)


def latest(event: Event, kinds: Sequence[str]) -> Event:
    """Return the latest event of these kinds about the same subject: what its present state is to be laid to.

    A claim is broken by the gate's failure, not by the gate's opening a moment before that is heard only now.
    """
    same = Event.objects.filter(workspace=event.workspace_id, subject_id=event.subject_id, kind__in=kinds)
    last: Event = same.latest("id")
    return last
