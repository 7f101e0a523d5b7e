"""Messaging over REST."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from roadmap.actions import features
from roadmap.models import Feature, Launch
from tests.api.contract import JSON, CollectionContract
from tests.messaging.conftest import days


class TestPersonas(CollectionContract):
    collection = "personas"
    editor, reader = "mark", "petra"
    change = {"segment": "Small shops"}

    def fields(self, number: int) -> dict[str, Any]:
        return {"name": f"Shopkeeper {number}", "goals": "Sell without a queue"}


class TestClaims(CollectionContract):
    collection = "claims"
    editor, reader = "mark", "petra"
    change = {"pillar": "Speed"}

    @pytest.fixture(autouse=True)
    def _promised(self, feature: Feature, launch: Launch, mark: Any) -> None:
        self.feature, self.launch, self.mark = feature, launch, mark

    def fields(self, number: int) -> dict[str, Any]:
        links = {"features": [str(self.feature.pk)], "launch": str(self.launch.pk), "owner": str(self.mark.pk)}
        return {"text": f"Pay in {number} taps.", **links}

    def test_has_a_state_with_its_reasons(self) -> None:
        shown = self.get(self.make(1))
        assert (shown["state"], shown["reasons"]) == ("pending", ["One-tap checkout is not done yet."])

    def test_needs_a_feature(self) -> None:
        response = self.post(self.fields(1) | {"features": []})
        assert response.status_code == 400
        assert response.json()["errors"][0]["pointer"] == "/features"

    def test_keeps_its_state_itself(self) -> None:
        assert self.patch(self.make(1), {"state": "backed"}).status_code == 400

    def test_lists_the_claims_about_a_feature(self, petra: Any, product: Any) -> None:
        other = features.create(by=petra, title="Saved cards", product=product)
        pk = self.make(1)
        for feature, found in ((self.feature, [pk]), (other, [])):
            listed = self.client.get(self.url(), {"features": str(feature.pk), "state": "pending"})
            assert [row["id"] for row in listed.json()["results"]] == found


class TestAssets(CollectionContract):
    collection = "assets"
    editor, reader = "mark", "petra"
    change = {"title": "Launch story"}

    @pytest.fixture(autouse=True)
    def _made_of(self, launch: Launch, claim: Any, feature: Feature) -> None:
        self.launch, self.claim, self.feature = launch, claim, feature

    def fields(self, number: int) -> dict[str, Any]:
        links = {"claims": [str(self.claim.pk)], "features": [str(self.feature.pk)], "launch": str(self.launch.pk)}
        return {"title": f"Post {number}", "kind": "blog", "offset_days": -number, **links}

    def test_is_due_so_many_days_before_its_launch(self) -> None:
        shown = self.get(self.make(14))
        assert shown["due"] == (self.launch.date - days(14)).isoformat()

    def test_goes_from_draft_to_published(self) -> None:
        pk = self.make(1)
        version = self.post({"body": "Pay in one tap."}, pk, "versions")
        assert (version.status_code, version.json()["number"]) == (201, 1)
        assert self.post({}, pk, "review_requests").json()["status"] == "in_review"
        review = self.as_("petra").post(self.url(pk, "reviews"), {"verdict": "approve"}, content_type=JSON)
        assert (review.status_code, review.json()["number"]) == (201, 1)
        published = self.post({}, pk, "publications")
        assert (published.status_code, published.json()["status"]) == (201, "published")

    def test_is_published_with_a_reason_only_when_it_makes_a_broken_claim(self, petra: Any) -> None:
        pk = self.make(1)
        self.post({"body": "Pay in one tap."}, pk, "versions")
        self.post({"verdict": "approve"}, pk, "reviews")
        features.update(self.feature, by=petra, status="cut", reason="No time")
        refused = self.post({}, pk, "publications")
        assert refused.status_code == 409
        assert refused.json()["blockers"][0]["object"]["title"] == "Pay in one tap."
        assert self.post({"reason": "The embargo ends today"}, pk, "publications").status_code == 201

    def test_lists_its_versions_and_reviews_with_as_many_queries_for_many_as_for_one(self) -> None:
        pk = self.make(1)
        counts: dict[str, list[int]] = {"versions": [], "reviews": []}
        for _ in range(3):
            self.post({"link": "https://example.com/post"}, pk, "versions")
            self.post({"verdict": "changes", "remarks": "Shorter."}, pk, "reviews")
            for noun, numbers in counts.items():
                with CaptureQueriesContext(connection) as queries:
                    listed = self.client.get(self.url(pk, noun)).json()["results"]
                numbers.append(len(queries))
        assert len(listed) == 3
        assert all(len(set(numbers)) == 1 for numbers in counts.values())

    @pytest.mark.parametrize(
        ("noun", "body", "pointer"),
        [
            ("versions", {}, "/body"),
            ("versions", {"link": "ftp:nowhere"}, "/link"),
            ("versions", {"body": "Text", "number": 7}, "/number"),
            ("reviews", {"verdict": "maybe"}, "/verdict"),
            ("publications", {"reason": 7}, "/reason"),
        ],
    )
    def test_names_what_is_wrong_below_it(self, noun: str, body: dict[str, Any], pointer: str) -> None:
        pk = self.make(1)
        self.post({"body": "Pay in one tap."}, pk, "versions")
        response = self.post(body, pk, noun)
        assert response.status_code == 400, response.content
        assert response.json()["errors"][0]["pointer"] == pointer


class TestActivities(CollectionContract):
    collection = "activities"
    editor, reader = "mark", "petra"
    change = {"status": "live"}

    @pytest.fixture(autouse=True)
    def _of_launch(self, launch: Launch) -> None:
        self.launch = launch

    def fields(self, number: int) -> dict[str, Any]:
        money = {"cost_to_move": "1200.00", "currency": "EUR", "lock_on": "2026-09-01"}
        return {"title": f"Ad {number}", "channel": "ads", "launch": str(self.launch.pk), "offset_days": 0, **money}

    def test_refuses_a_cost_below_nothing(self) -> None:
        response = self.post(self.fields(1) | {"cost_to_move": "-1"})
        assert response.status_code == 400
        assert response.json()["errors"][0]["pointer"] == "/cost_to_move"
