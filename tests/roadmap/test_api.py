"""Roadmap's collections over REST: what every collection promises."""

from __future__ import annotations

from typing import Any

import pytest

from launchhub.accounts.models import Member
from roadmap.actions import features, launches
from roadmap.models import Feature, Launch, Product
from tests.api.contract import CollectionContract, NeverChanges, Reads


class RoadmapContract(CollectionContract):
    """Written by the product hat, read by all."""

    editor, reader = "petra", "mark"

    @pytest.fixture(autouse=True)
    def _plan(self, product: Product, launch: Launch, petra: Member) -> None:
        self.product, self.launch, self.petra = product, launch, petra


class TestProducts(RoadmapContract):
    collection = "products"
    change = {"name": "Ledger", "strategy": "One ledger for all"}

    def fields(self, number: int) -> dict[str, Any]:
        return {"name": f"Product {number}", "key": f"P{number}", "vision": "Calm"}


class TestFeatures(RoadmapContract):
    collection = "features"
    change = {"title": "Partial refunds", "labels": ["money"], "target": "2027-05-10", "status": "building"}

    def fields(self, number: int) -> dict[str, Any]:
        return {
            "title": f"Feature {number}",
            "product": str(self.product.pk),
            "launch": str(self.launch.pk),
            "target": "2027-05-01",
            "labels": ["a", "b"],
            "external_url": "https://example.com/1",
        }


class TestLaunches(RoadmapContract):
    collection = "launches"
    change = {"name": "Payments 3.0", "date": "2027-06-30", "precision": "month", "tier": 1}

    def fields(self, number: int) -> dict[str, Any]:
        return {
            "name": f"Launch {number}",
            "products": [str(self.product.pk)],
            "owner": str(self.petra.pk),
            "date": "2027-05-14",
            "summary": "All of it",
        }


class TestDependencies(RoadmapContract):
    collection = "dependencies"
    change = {"lag_days": 3}

    def fields(self, number: int) -> dict[str, Any]:
        first, second = (self.feature(f"{title} {number}") for title in ("Before", "After"))
        return {"from": first, "to": second, "kind": "blocks", "lag_days": number}

    def feature(self, title: str) -> str:
        found = Feature.objects.filter(title=title).first()
        return str((found or features.create(by=self.petra, title=title, product=self.product)).pk)


class TestMilestones(RoadmapContract):
    collection = "milestones"
    change = {"name": "Feature freeze", "due": "2027-05-03"}

    def fields(self, number: int) -> dict[str, Any]:
        return {"name": f"Milestone {number}", "launch": str(self.launch.pk), "offset_days": -number, "kind": "freeze"}


class TestTasks(RoadmapContract):
    collection = "tasks"
    change = {"title": "Write it", "status": "doing", "assignee": None}

    def fields(self, number: int) -> dict[str, Any]:
        return {
            "title": f"Task {number}",
            "launch": str(self.launch.pk),
            "hat": "qa",
            "offset_days": -number,
            "offset_unit": "working",
            "assignee": str(self.petra.pk),
        }


class TestDateMoves(Reads, NeverChanges):
    collection = "date_moves"
    editor = "petra"

    @pytest.fixture(autouse=True)
    def _plan(self, product: Product, petra: Member) -> None:
        self.product, self.petra = product, petra

    def make(self, number: int) -> str:
        launch = launches.create(by=self.petra, name=f"Launch {number}", products=[self.product], owner=self.petra)
        line = launches.move(launch, to=self.petra.workspace.today(), reason="scope", by=self.petra)
        return str(line.pk)
