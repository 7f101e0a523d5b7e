"""Briefs: product, marketing and qa are heard before a launch is committed."""

from __future__ import annotations

from functools import partial
from typing import Any, ClassVar

import pytest
from django.core.exceptions import ValidationError

from launchhub.accounts.models import Member
from launchhub.lib.errors import Conflict, Forbidden
from launchhub.lib.wall import workspace_context
from roadmap.actions import briefs, launches
from roadmap.models import Brief, Launch, Product
from tests.api.contract import CollectionContract
from tests.roadmap.spine import kinds, last


@pytest.fixture
def brief(petra: Member, launch: Launch) -> Brief:
    """Why Petra wants Payments 2.0."""
    return briefs.create(launch=launch, hat="product", text="Customers ask for refunds.", by=petra)


def test_a_hat_writes_its_own(brief: Brief, petra: Member) -> None:
    assert (str(brief), brief.author) == ("Product brief", petra)
    assert last("brief.created").launch_id == brief.launch_id


@pytest.mark.parametrize("name", ["mark", "quentin", "vera"])
def test_no_other_hat_writes_it(brief: Brief, launch: Launch, name: str, request: pytest.FixtureRequest) -> None:
    member = request.getfixturevalue(name)
    for act in (briefs.delete, briefs.restore, briefs.update):
        with pytest.raises(Forbidden, match="needs the product hat or the admin role"):
            act(brief, by=member)
    with pytest.raises(Forbidden, match="product hat"):
        briefs.create(launch=launch, hat="product", text="Let me tell you.", by=member)


def test_nobody_hands_their_brief_to_another_hat(brief: Brief, petra: Member) -> None:
    with pytest.raises(Forbidden, match="qa hat"):
        briefs.update(brief, hat="qa", by=petra)


def test_an_admin_writes_any(launch: Launch, alice: Member) -> None:
    alice.hats = []
    assert briefs.create(launch=launch, hat="qa", text="Hard to test offline.", by=alice).author == alice


def test_an_edit_is_another_version_and_keeps_the_author(brief: Brief, alice: Member, petra: Member) -> None:
    edited = briefs.update(brief, by=alice, text="Customers ask for refunds within a day.", expected_version=1)
    assert (edited.version, edited.author) == (2, petra)
    assert kinds(brief) == ["brief.created", "brief.updated"]


def test_there_is_one_per_launch_and_hat(brief: Brief, launch: Launch, petra: Member) -> None:
    with pytest.raises(ValidationError, match="edit that one") as caught:
        briefs.create(launch=launch, hat="product", text="Again.", by=petra)
    assert "hat" in caught.value.message_dict


def test_one_from_the_bin_gives_way_to_a_newer_one(brief: Brief, launch: Launch, petra: Member) -> None:
    briefs.delete(brief, by=petra)
    newer = briefs.create(launch=launch, hat="product", text="Better.", by=petra)
    with pytest.raises(ValidationError, match="edit that one"):
        briefs.restore(brief, by=petra)
    briefs.delete(newer, by=petra)
    assert briefs.restore(brief, by=petra).deleted_at is None


@pytest.mark.parametrize(
    ("fields", "field"), [({"text": ""}, "text"), ({"hat": "sales"}, "hat"), ({"hat": "pirate"}, "hat")]
)
def test_bad_input_is_named(launch: Launch, alice: Member, fields: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as caught:
        briefs.create(**{"launch": launch, "hat": "qa", "text": "Risky.", "by": alice} | fields)
    assert list(caught.value.message_dict) == [field]


def test_a_launch_is_committed_only_when_all_three_are_heard(
    brief: Brief, launch: Launch, petra: Member, mark: Member, quentin: Member
) -> None:
    assert briefs.missing(launch) == ["marketing", "qa"]
    with pytest.raises(Conflict, match="can't become committed yet: needs the Marketing brief") as caught:
        launches.transition(launch, to="committed", by=petra)
    assert [blocker["kind"] for blocker in caught.value.blockers] == ["brief_missing", "brief_missing"]
    briefs.create(launch=launch, hat="marketing", text="Shops.", by=mark)
    written = briefs.create(launch=launch, hat="qa", text="Refunds twice.", by=quentin)
    briefs.delete(written, by=quentin)
    assert briefs.missing(launch) == ["qa"], "one in the bin is not heard"
    briefs.restore(written, by=quentin)
    assert briefs.missing(launch) == []
    assert launches.transition(launch, to="committed", by=petra).status == "committed"


def test_mallory_sees_none(brief: Brief, mallory: Member) -> None:
    assert not Brief.objects.visible_to(mallory).exists()
    with workspace_context(mallory.workspace):
        assert not Brief.objects.exists()


class TestOverRest(CollectionContract):
    collection = "briefs"
    editor = "petra"
    reader = "mark"
    change: ClassVar[dict[str, Any]] = {"text": "Customers ask for refunds within a day."}

    @pytest.fixture(autouse=True)
    def _plan(self, petra: Member, product: Product) -> None:
        plan = partial(launches.create, by=petra, products=[product], owner=petra)
        self.launches = [str(plan(name=f"Launch {number}").pk) for number in range(30)]

    def fields(self, number: int) -> dict[str, Any]:
        return {"launch": self.launches[number], "hat": "product", "text": "Customers ask for refunds."}
