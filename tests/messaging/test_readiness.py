"""What messaging says about the readiness of a launch and the blast radius of a move."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from launchhub.accounts.models import Member
from messaging import handlers
from messaging.actions import activities, assets, claims, versions
from messaging.models import Asset, Claim
from messaging.tasks import reassess_claims
from qa.actions import gates
from roadmap import readiness
from roadmap.actions import features, launches
from roadmap.models import Feature, Launch
from tests.messaging.conftest import days, last


def found(launch: Launch, today: dt.date) -> list[tuple[str, str, str]]:
    """Return what messaging finds about a launch: severity, kind and what it is about."""
    nouns = ("claim", "asset")
    findings = [each for each in readiness.findings([launch], today)[launch.pk] if each.noun in nouns]
    return [(each.severity, each.kind, each.title) for each in findings]


def cut(feature: Feature, petra: Member) -> None:
    features.update(feature, by=petra, status="cut", reason="No time")
    handlers.reassess_claims_about_feature(last("feature.cut"))


def test_a_broken_claim_blocks_the_launch_while_an_asset_makes_it(
    petra: Member, mark: Member, launch: Launch, feature: Feature, post: Asset, today: dt.date
) -> None:
    cut(feature, petra)
    assert found(launch, today) == [("blocker", "broken_claim", "Pay in one tap.")]
    assets.delete(post, by=mark)
    assert found(launch, today) == []


def test_a_claim_at_risk_is_a_risk(
    petra: Member, launch: Launch, feature: Feature, claim: Claim, today: dt.date
) -> None:
    features.update(feature, by=petra, target=launch.date + days(1))
    handlers.reassess_claims_about_feature(last("feature.late"))
    assert found(launch, today) == [("risk", "claim_at_risk", "Pay in one tap.")]


def test_a_stale_asset_is_a_risk_when_it_is_due_within_a_week(
    petra: Member, launch: Launch, feature: Feature, approved_post: Asset, today: dt.date
) -> None:
    features.ui_change(feature, build="415", by=petra)
    handlers.reassess_assets_depicting_feature(last("feature.ui_changed"))
    assert found(launch, launch.date - days(8)) == []
    assert found(launch, launch.date - days(7)) == [("risk", "stale_asset", "Launch blog post")]


def test_each_asset_and_each_claim_counts_once_for_marketing(
    petra: Member, launch: Launch, feature: Feature, approved_post: Asset, today: dt.date
) -> None:
    cut(feature, petra)
    counted = [tick for tick in readiness.ticks([launch])[launch.pk] if tick.hat == "marketing"]
    assert [(tick.title, tick.state) for tick in counted] == [
        ("Launch blog post", "passed"),
        ("Pay in one tap.", "failed"),
    ]


def test_it_takes_as_many_queries_for_many_launches_as_for_one(
    petra: Member, mark: Member, product: Any, today: dt.date
) -> None:
    counts = []
    for number in (1, 3, 30):
        planned = [
            launches.create(by=petra, name=f"Launch {n}", products=[product], owner=petra, date=today + days(3))
            for n in range(number)
        ]
        for launch in planned:
            made = features.create(by=petra, title="Checkout", product=product, launch=launch, status="cut")
            claim = claims.create(by=mark, text="Pay", features=[made], owner=mark)
            post = assets.create(
                by=mark, launch=launch, title="Post", kind="blog", claims=[claim], owner=mark, due=today
            )
            assert claim.state == "broken"
            versions.create(post, by=mark, body="Pay")
        with CaptureQueriesContext(connection) as queries:
            readiness.findings(planned, today)
        counts.append(len(queries))
    assert counts[0] == counts[1] == counts[2]


# What a move would touch ---------------------------------------------------------------------------------------------


def test_a_move_shows_the_claims_that_it_puts_at_risk(
    petra: Member, launch: Launch, feature: Feature, claim: Claim
) -> None:
    features.update(feature, by=petra, target=launch.date - days(10))
    radius = launches.preview_move(launch, to=launch.date - days(20), by=petra)
    (entry,) = radius.claims
    assert (entry["type"], entry["title"], entry["from"], entry["to"]) == (
        "claim",
        "Pay in one tap.",
        "pending",
        "at_risk",
    )
    assert "after its launch" in entry["why"]


def test_a_move_shows_the_assets_that_print_the_date(petra: Member, launch: Launch, approved_post: Asset) -> None:
    radius = launches.preview_move(launch, to=launch.date + days(14), by=petra)
    (entry,) = radius.assets_stale
    assert (entry["type"], entry["title"]) == ("asset", "Launch blog post")
    assert entry["why"].startswith("it prints the launch date")


def test_a_move_shows_what_it_costs_to_move_what_is_past_its_point_of_no_return(
    petra: Member, mark: Member, launch: Launch, today: dt.date
) -> None:
    money = {"cost_to_move": 4000, "currency": "EUR"}
    for title, lock_on in (("Print ad", today - days(1)), ("Web ad", today + days(1))):
        activities.create(
            by=mark, launch=launch, title=title, channel="ads", offset_days=0, lock_on=lock_on, owner=mark, **money
        )
    radius = launches.preview_move(launch, to=launch.date + days(14), by=petra)
    (entry,) = radius.past_lock
    assert (entry["title"], entry["cost_to_move"], entry["currency"]) == ("Print ad", "4000.00", "EUR")


def test_a_preview_changes_nothing(petra: Member, launch: Launch, approved_post: Asset) -> None:
    before = Asset.objects.values().get()
    launches.preview_move(launch, to=launch.date + days(14), by=petra)
    assert Asset.objects.values().get() == before


# What time itself does -----------------------------------------------------------------------------------------------


def test_once_a_day_claims_are_looked_at_again_when_their_launch_is_near(
    petra: Member, mark: Member, quentin: Member, product: Any, today: dt.date
) -> None:
    near = launches.create(by=petra, name="Soon", products=[product], owner=petra, date=today + days(7))
    feature = features.create(by=petra, title="Saved cards", product=product, launch=near, status="done")
    claim = claims.create(by=mark, text="No card needed.", features=[feature])
    assert claim.state == "backed"
    gates.create(by=quentin, launch=near, name="Security review", features=[feature])
    reassess_claims()
    reassess_claims()
    assert Claim.objects.get().state == "at_risk"
    assert last("claim.at_risk").caused_by is None
