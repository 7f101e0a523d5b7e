"""An asset goes from draft to published, and is stale when what it shows, says or prints has changed."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from launchhub.accounts.models import Member
from launchhub.lib.errors import Conflict, Forbidden
from messaging import handlers
from messaging.actions import assets, claims, reviews, versions
from messaging.models import Asset, AssetVersion, Claim
from roadmap.actions import features, launches
from roadmap.models import Feature, Launch
from tests.messaging.conftest import days, kinds, last


def now(asset: Asset) -> Asset:
    return Asset.objects.get(pk=asset.pk)


# Dates ---------------------------------------------------------------------------------------------------------------


def test_an_anchored_asset_is_due_so_many_days_before_its_launch(mark: Member, launch: Launch) -> None:
    asset = assets.create(by=mark, launch=launch, title="Teaser", kind="social", offset_days=-14)
    assert asset.due == launch.date - days(14)


def test_an_asset_moves_with_its_launch_until_it_is_published(
    mark: Member, petra: Member, launch: Launch, approved_post: Asset
) -> None:
    launches.move(launch, to=launch.date + days(7), reason="scope", by=petra)
    assert now(approved_post).due == launch.date + days(7)
    assets.publish(approved_post, by=mark, reason="The date is right in the web version")
    launches.move(Launch.objects.get(pk=launch.pk), to=launch.date + days(14), reason="scope", by=petra)
    assert now(approved_post).due == launch.date + days(7)


def test_a_due_date_alone_pins_an_asset(mark: Member, post: Asset, today: dt.date) -> None:
    pinned = assets.update(post, by=mark, due=today + days(3))
    assert (pinned.due, pinned.offset_days) == (today + days(3), None)


# From draft to published ---------------------------------------------------------------------------------------------


def test_an_asset_is_written_reviewed_approved_and_published(mark: Member, petra: Member, post: Asset) -> None:
    versions.create(post, by=mark, body="Pay in one tap.")
    assert assets.request_review(post, by=mark).status == "in_review"
    reviews.create(post, by=petra, verdict="approve")
    assert now(post).status == "approved"
    assert assets.publish(post, by=mark).status == "published"
    assert kinds()[-4:] == ["asset.version_added", "asset.review_requested", "asset.approved", "asset.published"]


def test_a_review_can_ask_for_changes_and_then_has_to_say_which(mark: Member, petra: Member, post: Asset) -> None:
    versions.create(post, by=mark, body="Pay in no time.")
    with pytest.raises(ValidationError) as error:
        reviews.create(post, by=petra, verdict="changes")
    assert error.value.message_dict == {"remarks": ["Say what is to be changed."]}
    reviews.create(post, by=petra, verdict="changes", remarks="It is one tap, not no time.")
    assert now(post).status == "draft"
    assert last("asset.changes_requested").data["remarks"] == "It is one tap, not no time."


def test_a_new_version_makes_a_draft_of_an_approved_asset(mark: Member, approved_post: Asset) -> None:
    version = versions.create(approved_post, by=mark, link="https://example.com/post")
    assert (version.number, now(approved_post).status) == (2, "draft")


def test_a_version_needs_a_text_or_a_link(mark: Member, post: Asset) -> None:
    with pytest.raises(ValidationError) as error:
        versions.create(post, by=mark)
    assert list(error.value.message_dict) == ["body"]
    with pytest.raises(ValidationError) as error:
        versions.create(post, by=mark, link="javascript:alert(1)")
    assert list(error.value.message_dict) == ["link"]


def test_what_was_written_is_never_changed_or_deleted(approved_post: Asset) -> None:
    with pytest.raises(DatabaseError, match="ledger"), transaction.atomic():
        AssetVersion.objects.update(body="Pay in two taps.")
    with pytest.raises(DatabaseError, match="ledger"), transaction.atomic():
        AssetVersion.objects.all()._raw_delete(using="default")


def test_nothing_is_reviewed_or_published_before_it_is_written(mark: Member, petra: Member, post: Asset) -> None:
    for verb in (
        lambda: assets.request_review(post, by=mark),
        lambda: reviews.create(post, by=petra, verdict="approve"),
        lambda: assets.publish(post, by=mark),
    ):
        with pytest.raises(Conflict):
            verb()


def test_publishing_twice_is_refused(mark: Member, approved_post: Asset) -> None:
    assets.publish(approved_post, by=mark)
    with pytest.raises(Conflict, match="published already"):
        assets.publish(approved_post, by=mark)


# Who may -------------------------------------------------------------------------------------------------------------


def test_only_marketing_and_admins_write_and_publish(petra: Member, alice: Member, post: Asset) -> None:
    with pytest.raises(Forbidden, match="marketing hat"):
        versions.create(post, by=petra, body="Pay in one tap.")
    assert versions.create(post, by=alice, body="Pay in one tap.").author == alice


def test_a_review_needs_a_hat_that_is_asked_or_an_invitation(
    mark: Member, petra: Member, quentin: Member, post: Asset
) -> None:
    versions.create(post, by=mark, body="Pay in one tap.")
    with pytest.raises(Forbidden, match="marketing or product hat"):
        reviews.create(post, by=quentin, verdict="approve")
    assets.update(post, by=mark, reviewers=[quentin])
    assert reviews.create(post, by=quentin, verdict="approve").reviewer == quentin


# Stale ---------------------------------------------------------------------------------------------------------------


def test_an_asset_is_stale_when_the_look_of_a_depicted_feature_changes(
    petra: Member, feature: Feature, approved_post: Asset
) -> None:
    features.ui_change(feature, build="415", by=petra)
    handlers.reassess_assets_depicting_feature(last("feature.ui_changed"))
    assert now(approved_post).stale_reasons == ["shows One-tap checkout as it was: revision 1, now 2"]
    assert last("asset.stale").caused_by == last("feature.ui_changed").pk


def test_an_asset_is_stale_when_a_claim_that_it_makes_is_worded_anew(
    mark: Member, claim: Claim, approved_post: Asset
) -> None:
    claims.update(claim, by=mark, text="Pay with one tap.")
    handlers.reassess_assets_making_claim(last("claim.updated"))
    assert now(approved_post).stale_reasons == ["says “Pay in one tap.”, now “Pay with one tap.”"]


def test_an_asset_that_prints_the_date_is_stale_when_the_launch_moves(
    petra: Member, launch: Launch, approved_post: Asset
) -> None:
    launches.move(launch, to=launch.date + days(1), reason="quality", by=petra)
    handlers.reassess_launch(last("launch.date_moved"))
    assert "prints the launch date" in now(approved_post).stale_reasons[0]


def test_an_asset_that_prints_no_date_does_not_care(mark: Member, petra: Member, launch: Launch, post: Asset) -> None:
    assets.update(post, by=mark, prints_date=False)
    versions.create(post, by=mark, body="Pay in one tap.")
    reviews.create(post, by=petra, verdict="approve")
    launches.move(launch, to=launch.date + days(1), reason="quality", by=petra)
    handlers.reassess_launch(last("launch.date_moved"))
    assert not now(post).is_stale


def test_an_asset_that_turns_out_to_print_the_date_is_looked_at_at_once(
    mark: Member, petra: Member, launch: Launch, approved_post: Asset
) -> None:
    silent = assets.update(approved_post, by=mark, prints_date=False)
    launches.move(launch, to=launch.date + days(1), reason="quality", by=petra)
    handlers.reassess_launch(last("launch.date_moved"))
    assert not now(silent).is_stale
    assert assets.update(silent, by=mark, prints_date=True).is_stale


def test_an_asset_is_stale_when_a_depicted_feature_is_thrown_away(
    petra: Member, feature: Feature, approved_post: Asset
) -> None:
    features.delete(feature, by=petra)
    handlers.reassess_assets_depicting_feature(last("feature.deleted"))
    assert now(approved_post).stale_reasons == ["shows a feature that no longer exists"]


def test_a_draft_is_never_stale(petra: Member, mark: Member, feature: Feature, post: Asset) -> None:
    versions.create(post, by=mark, body="Pay in one tap.")
    features.ui_change(feature, build="415", by=petra)
    handlers.reassess_assets_depicting_feature(last("feature.ui_changed"))
    assert not now(post).is_stale


def test_an_asset_becomes_stale_once_however_many_reasons_follow(
    petra: Member, feature: Feature, launch: Launch, approved_post: Asset
) -> None:
    features.ui_change(feature, build="415", by=petra)
    event = last("feature.ui_changed")
    handlers.reassess_assets_depicting_feature(event)
    handlers.reassess_assets_depicting_feature(event)
    launches.move(launch, to=launch.date + days(1), reason="quality", by=petra)
    handlers.reassess_launch(last("launch.date_moved"))
    assert len(now(approved_post).stale_reasons) == 2
    assert kinds().count("asset.stale") == 1


def test_a_newly_approved_version_brings_an_asset_up_to_date(
    petra: Member, mark: Member, feature: Feature, approved_post: Asset
) -> None:
    features.ui_change(feature, build="415", by=petra)
    handlers.reassess_assets_depicting_feature(last("feature.ui_changed"))
    versions.create(approved_post, by=mark, body="Pay in one tap, with the new button.")
    assert now(approved_post).is_stale
    reviews.create(approved_post, by=petra, verdict="approve")
    assert not now(approved_post).is_stale
    assert kinds()[-2:] == ["asset.approved", "asset.current"]


def test_a_stale_asset_is_published_with_a_reason_only(
    petra: Member, mark: Member, feature: Feature, approved_post: Asset
) -> None:
    features.ui_change(feature, build="415", by=petra)  # nobody has looked at the asset again yet
    with pytest.raises(Conflict) as error:
        assets.publish(approved_post, by=mark)
    assert [blocker["kind"] for blocker in error.value.blockers] == ["stale_asset"]
    assets.publish(approved_post, by=mark, reason="The button is not in the picture")
    assert last("asset.published").data["reason"] == "The button is not in the picture"


def test_an_asset_that_makes_a_broken_claim_is_published_with_a_reason_only(
    petra: Member, mark: Member, feature: Feature, approved_post: Asset
) -> None:
    features.update(feature, by=petra, status="cut", reason="No time")
    with pytest.raises(Conflict, match="is broken: One-tap checkout is cut") as error:
        assets.publish(approved_post, by=mark)
    assert [blocker["kind"] for blocker in error.value.blockers] == ["broken_claim"]


def test_reassessing_many_assets_takes_as_many_queries_as_one(
    mark: Member, petra: Member, launch: Launch, feature: Feature, claim: Claim
) -> None:
    counts = []
    for number in (1, 3, 30):
        made = [
            assets.create(
                by=mark, launch=launch, title=f"Post {number}.{n}", kind="blog", features=[feature], claims=[claim]
            )
            for n in range(number)
        ]
        for asset in made:
            versions.create(asset, by=mark, body="Pay in one tap.")
            reviews.create(asset, by=petra, verdict="approve")
        with CaptureQueriesContext(connection) as queries:
            assets.reassess(made)
        counts.append(len(queries))
    assert counts[0] == counts[1] == counts[2]
