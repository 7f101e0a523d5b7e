"""Who is told because of what they own in messaging, and why."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from launchhub.accounts.models import Member
from launchhub.events.models import Event
from launchhub.notifications.models import Notification
from launchhub.notifications.recipients import resolve
from launchhub.notifications.spread import fan_out
from messaging import handlers
from messaging.actions import assets, claims, reviews, versions
from messaging.models import Asset, Claim
from qa.actions import gates, signoffs
from roadmap.actions import features, launches
from roadmap.models import Feature, Launch
from tests.messaging.conftest import days, last


def told(event: Event) -> dict[str, str]:
    """Return who is told of an event, and why."""
    return {recipient.name: recipient.because for recipient in resolve(event)}


@pytest.fixture
def gate_failed(quentin: Member, launch: Launch, feature: Feature) -> Event:
    """Quentin rejects a gate that covers the feature."""
    gate = gates.create(by=quentin, launch=launch, name="Load test", features=[feature])
    signoffs.create(
        by=quentin, gate=gate, decision="reject", reason="Too slow", customer_impact="Paying takes a minute"
    )
    return last("gate.failed")


def test_a_failed_gate_reaches_the_owners_of_broken_claims_and_of_assets_that_make_them(
    post: Asset, gate_failed: Event
) -> None:
    reasons = told(gate_failed)
    assert reasons["Mark"] == "you own the claim “Pay in one tap.”, which this breaks"
    assert reasons["Alice"] == "you own the asset “Launch blog post”, which makes the claim “Pay in one tap.”"
    assert "Quentin" not in reasons


def test_they_are_the_same_after_the_claims_are_looked_at_again(post: Asset, gate_failed: Event) -> None:
    before = told(gate_failed)
    handlers.reassess_claims_about_covered_features(gate_failed)
    assert Claim.objects.get().state == "broken"
    assert told(gate_failed) == before


def test_who_has_several_reasons_is_told_once_with_all_of_them(mark: Member, post: Asset, gate_failed: Event) -> None:
    assets.update(post, by=mark, owner=mark)
    fan_out(gate_failed)
    (notification,) = Notification.objects.filter(member=mark)
    assert "you own the asset “Launch blog post”" in notification.because
    assert "you own the claim “Pay in one tap.”" in notification.because


def test_who_was_told_of_the_failed_gate_is_not_told_again_that_it_broke_a_claim(
    post: Asset, gate_failed: Event
) -> None:
    handlers.reassess_claims_about_covered_features(gate_failed)
    broken = last("claim.broken")
    assert broken.caused_by == gate_failed.pk
    fan_out(broken)
    fan_out(gate_failed)
    assert not Notification.objects.filter(event_id=broken.pk).exists()
    assert set(Notification.objects.values_list("member__user__name", flat=True)) == {"Petra", "Mark", "Alice"}


def test_a_broken_claim_is_laid_to_the_failure_even_if_the_gate_s_opening_is_heard_after_it(
    post: Asset, gate_failed: Event
) -> None:
    for event in Event.objects.filter(subject_id=gate_failed.subject_id).order_by("id"):
        handlers.reassess_claims_about_covered_features(event)
    assert last("claim.broken").caused_by == gate_failed.pk


def test_claims_and_assets_in_the_bin_concern_nobody(
    mark: Member, claim: Claim, post: Asset, gate_failed: Event
) -> None:
    assets.delete(post, by=mark)
    assert "Alice" not in told(gate_failed)
    claims.delete(claim, by=mark)
    assert "Mark" not in told(gate_failed)


def test_a_cut_feature_reaches_the_owners_of_claims_and_assets_that_name_it(
    petra: Member, feature: Feature, post: Asset
) -> None:
    features.update(feature, by=petra, status="cut", reason="No time")
    reasons = told(last("feature.cut"))
    assert reasons["Mark"] == "you own the claim “Pay in one tap.”, which names One-tap checkout"
    assert "you own the asset “Launch blog post”, which shows One-tap checkout" in reasons["Alice"]


def test_a_late_feature_reaches_them_too(petra: Member, feature: Feature, launch: Launch, post: Asset) -> None:
    features.update(feature, by=petra, target=launch.date + days(1))
    assert {"Alice", "Mark"} <= told(last("feature.late")).keys()


def test_a_new_look_reaches_the_owners_of_assets_that_show_the_feature_once(
    petra: Member, feature: Feature, approved_post: Asset
) -> None:
    features.ui_change(feature, build="415", by=petra)
    event = last("feature.ui_changed")
    assert told(event) == {"Alice": "you own the asset “Launch blog post”, which shows One-tap checkout"}
    fan_out(event)
    handlers.reassess_assets_depicting_feature(event)
    stale = last("asset.stale")
    assert told(stale) == {}


def test_a_claim_worded_anew_makes_the_asset_stale_and_tells_its_owner(
    mark: Member, claim: Claim, approved_post: Asset
) -> None:
    claims.update(claim, by=mark, text="Pay with one tap.")
    handlers.reassess_assets_making_claim(last("claim.updated"))
    assert told(last("asset.stale")) == {"Alice": "you own the asset “Launch blog post”"}


def test_a_moved_launch_reaches_the_owners_of_assets_that_print_its_date(
    petra: Member, mark: Member, launch: Launch, approved_post: Asset
) -> None:
    assets.update(approved_post, by=mark, due=launch.date)  # pinned, so it does not move along
    launches.move(launch, to=launch.date - days(14), reason="market", by=petra)
    assert "your asset “Launch blog post” prints the date" in told(last("launch.date_moved"))["Alice"]


def test_a_request_for_review_reaches_the_reviewers_named_or_else_the_hats_asked(
    mark: Member, petra: Member, quentin: Member, post: Asset
) -> None:
    versions.create(post, by=mark, body="Pay in one tap.")
    assets.request_review(post, by=mark)
    event = last("asset.review_requested")
    assert told(event)["Petra"] == "you wear the product hat, which reviews assets like “Launch blog post”"
    assert "Quentin" not in told(event)
    assets.update(post, by=mark, reviewers=[quentin])
    assert told(event) == {"Quentin": "you review the asset “Launch blog post”"}


def test_a_verdict_reaches_the_owner_of_the_asset(mark: Member, petra: Member, post: Asset) -> None:
    versions.create(post, by=mark, body="Pay in one tap.")
    reviews.create(post, by=petra, verdict="approve")
    assert told(last("asset.approved")) == {"Alice": "you own the asset “Launch blog post”"}


def test_finding_out_whom_a_failed_gate_concerns_takes_as_many_queries_for_many_claims_as_for_one(
    mark: Member, feature: Feature, launch: Launch, gate_failed: Event
) -> None:
    counts = []
    for number in (1, 3, 30):
        for each in range(number):
            made = claims.create(by=mark, text=f"Promise {number}.{each}", features=[feature], owner=mark)
            assets.create(by=mark, launch=launch, title="Post", kind="blog", owner=mark, claims=[made])
        with CaptureQueriesContext(connection) as queries:
            resolve(gate_failed)
        counts.append(len(queries))
    assert counts[0] == counts[1] == counts[2]
