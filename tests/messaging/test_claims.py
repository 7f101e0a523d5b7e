"""A claim's state is computed from its features and what stands in their way."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from launchhub.accounts.models import Member
from launchhub.lib.errors import Forbidden, Stale
from messaging import handlers
from messaging.actions import claims
from messaging.models import Asset, Claim
from qa.actions import gates, signoffs
from roadmap.actions import features, launches
from roadmap.models import Feature, Launch
from tests.messaging.conftest import days, kinds, last
from tests.roadmap.pages import share


def state(claim: Claim) -> str:
    return str(Claim.objects.get(pk=claim.pk).state)


def test_a_claim_is_pending_while_its_feature_is_being_built(claim: Claim) -> None:
    assert claim.state == "pending"
    assert claim.reasons == ["One-tap checkout is not done yet."]


def test_a_claim_is_backed_when_its_feature_is_done(petra: Member, claim: Claim, feature: Feature) -> None:
    features.update(feature, by=petra, status="done")
    handlers.reassess_claims_about_feature(last("feature.status_changed"))
    assert state(claim) == "backed"
    assert last("claim.backed").caused_by == last("feature.status_changed").pk


def test_a_claim_is_broken_when_its_feature_is_cut(petra: Member, claim: Claim, feature: Feature) -> None:
    features.update(feature, by=petra, status="cut", reason="No time")
    handlers.reassess_claims_about_feature(last("feature.cut"))
    assert state(claim) == "broken"
    assert last("claim.broken").data["because"] == "One-tap checkout is cut."


def test_a_claim_is_broken_when_its_feature_is_thrown_away(petra: Member, claim: Claim, feature: Feature) -> None:
    features.delete(feature, by=petra)
    handlers.reassess_claims_about_feature(last("feature.deleted"))
    assert state(claim) == "broken"


def test_a_claim_is_broken_when_a_covering_gate_fails_and_recovers_when_it_is_put_right(
    quentin: Member, alice: Member, claim: Claim, feature: Feature, launch: Launch
) -> None:
    gate = gates.create(by=quentin, launch=launch, name="Load test", features=[feature])
    rejected = {"decision": "reject", "reason": "Too slow", "customer_impact": "Paying takes a minute"}
    signoffs.create(by=quentin, gate=gate, **rejected)
    handlers.reassess_claims_about_covered_features(last("gate.failed"))
    broken = last("claim.broken")
    assert broken.data["because"] == "One-tap checkout: Load test failed."
    assert (broken.launch_id, broken.caused_by) == (launch.pk, last("gate.failed").pk)
    signoffs.create(by=alice, gate=gate, decision="waive", reason="Only on one phone", waiver_expires=launch.date)
    handlers.reassess_claims_about_covered_features(last("gate.waived"))
    assert state(claim) == "pending"


def test_a_gate_that_is_open_with_a_week_to_go_puts_a_claim_at_risk(
    petra: Member, quentin: Member, claim: Claim, feature: Feature, launch: Launch, today: dt.date
) -> None:
    gates.create(by=quentin, launch=launch, name="Load test", features=[feature])
    launches.move(launch, to=today + days(8), reason="market", by=petra)
    handlers.reassess_launch(last("launch.date_moved"))
    assert state(claim) == "pending"
    launches.move(Launch.objects.get(pk=launch.pk), to=today + days(7), reason="market", by=petra)
    handlers.reassess_launch(last("launch.date_moved"))
    assert state(claim) == "at_risk"
    assert last("claim.at_risk").caused_by == last("launch.date_moved").pk


def test_a_claim_without_a_feature_is_refused(mark: Member) -> None:
    with pytest.raises(ValidationError) as error:
        claims.create(by=mark, text="Pay in one tap.", features=[])
    assert error.value.message_dict == {"features": ["Name at least one feature that the claim is about."]}


def test_a_new_claim_is_in_the_state_that_its_features_give_it(mark: Member, petra: Member, feature: Feature) -> None:
    features.update(feature, by=petra, status="done")
    claim = claims.create(by=mark, text="Pay in one tap.", features=[feature])
    assert (claim.state, claim.version) == ("backed", 1)
    assert kinds()[-1] == "claim.created"


def test_other_features_give_another_state(
    mark: Member, petra: Member, claim: Claim, product: Any, launch: Launch
) -> None:
    ready = features.create(by=petra, title="Saved cards", product=product, launch=launch, status="done")
    assert claims.update(claim, by=mark, features=[ready]).state == "backed"


def test_looking_again_when_nothing_has_changed_says_nothing(petra: Member, claim: Claim, feature: Feature) -> None:
    features.update(feature, by=petra, status="cut", reason="No time")
    event = last("feature.cut")
    handlers.reassess_claims_about_feature(event)
    said = kinds()
    handlers.reassess_claims_about_feature(event)
    assert kinds() == said


def test_reassessing_many_claims_takes_as_many_queries_as_one(
    petra: Member, mark: Member, feature: Feature, launch: Launch
) -> None:
    counts = []
    for number in (1, 3, 30):
        made = [
            claims.create(by=mark, text=f"Promise {number}.{each}", features=[feature], launch=launch)
            for each in range(number)
        ]
        with CaptureQueriesContext(
            connection,
        ) as queries:
            claims.reassess(made)
        counts.append(len(queries))
    assert counts[0] == counts[1] == counts[2]


def test_only_marketing_and_admins_edit_claims(petra: Member, alice: Member, claim: Claim) -> None:
    with pytest.raises(Forbidden, match="marketing hat"):
        claims.update(claim, by=petra, text="Pay at once.")
    assert claims.update(claim, by=alice, text="Pay at once.").text == "Pay at once."


def test_a_claim_that_somebody_else_has_changed_is_not_overwritten(mark: Member, claim: Claim) -> None:
    claims.update(claim, by=mark, expected_version=1, text="Pay at once.")
    with pytest.raises(Stale):
        claims.update(claim, by=mark, expected_version=1, text="Pay quickly.")


def test_nobody_promises_what_another_workspace_builds(mallory: Member, claim: Claim, feature: Feature) -> None:
    with pytest.raises(ValidationError, match="no such features"):
        claims.create(by=mallory, text="Pay in two taps.", features=[feature])


def test_a_claim_in_the_bin_is_left_alone_until_it_is_restored(
    petra: Member, mark: Member, claim: Claim, feature: Feature
) -> None:
    binned = claims.delete(claim, by=mark)
    features.update(feature, by=petra, status="cut", reason="No time")
    handlers.reassess_claims_about_feature(last("feature.cut"))
    assert state(claim) == "pending"
    assert claims.restore(binned, by=mark).state == "broken"


def test_a_guest_sees_the_claims_of_launches_that_are_shared_with_her(
    vera: Member, mark: Member, claim: Claim, post: Any, launch: Launch
) -> None:
    assert not Claim.objects.visible_to(vera).exists()
    share(launch, vera)
    assert list(Claim.objects.visible_to(vera)) == [claim]
    assert list(Asset.objects.visible_to(vera)) == [post]


def test_another_workspace_sees_nothing(mallory: Member, claim: Claim, post: Any) -> None:
    assert not Claim.objects.visible_to(mallory).exists()
    assert not Asset.objects.visible_to(mallory).exists()
