"""Launches: planned, edited, brought to customers."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from launchhub.accounts.models import Member
from launchhub.accounts.rights import Forbidden
from launchhub.lib.errors import Conflict
from launchhub.lib.wall import workspace_context
from roadmap.actions import briefs, features, launches
from roadmap.models import DateMove, Feature, Launch, Milestone, Product, Task
from tests.roadmap.conftest import LAUNCH_DAY
from tests.roadmap.pages import share
from tests.roadmap.spine import kinds, last


@pytest.fixture
def briefed(launch: Launch, alice: Member) -> Launch:
    """The launch, once all three voices were heard."""
    for hat in ("product", "marketing", "qa"):
        briefs.create(launch=launch, hat=hat, text="Yes, and this is why.", by=alice)
    return launch


def bring(launch: Launch, *states: str, by: Member, **fields: Any) -> Launch:
    for state in states:
        launch = launches.transition(launch, to=state, by=by, **fields)
    return launch


def test_is_planned_with_its_products(launch: Launch, product: Product) -> None:
    assert list(launch.products.all()) == [product]
    assert (launch.status, launch.tier, launch.shown_date, launch.shown_outside) == (
        "planning",
        2,
        "14 May 2027",
        "May 2027",
    )
    assert kinds(launch) == ["launch.created"]


def test_needs_a_product(petra: Member, launch: Launch) -> None:
    with pytest.raises(ValidationError, match="at least one product"):
        launches.create(by=petra, name="Nothing", products=[], owner=petra)
    with pytest.raises(ValidationError, match="at least one product"):
        launches.update(launch, by=petra, products=[])


def test_only_the_product_hat_plans(product: Product, mark: Member, quentin: Member, vera: Member) -> None:
    for member in (mark, quentin, vera):
        with pytest.raises(Forbidden, match="product hat"):
            launches.create(by=member, name="Mine", products=[product], owner=member)


def test_links_stay_in_the_workspace(product: Product, petra: Member, mallory: Member) -> None:
    with pytest.raises(ValidationError) as caught:
        launches.create(by=petra, name="Mine", products=[product], owner=mallory)
    assert "owner" in caught.value.message_dict


def test_an_edited_date_goes_through_the_door(launch: Launch, code_freeze: Milestone, petra: Member) -> None:
    edited = launches.update(launch, by=petra, name="Payments 2.1", date=dt.date(2027, 5, 21), expected_version=1)
    assert (edited.name, edited.date) == ("Payments 2.1", dt.date(2027, 5, 21))
    assert DateMove.objects.get().reason == "unspecified"
    code_freeze.refresh_from_db()
    assert code_freeze.due == dt.date(2027, 5, 7)
    assert kinds(launch) == ["launch.created", "launch.date_moved", "launch.updated"]


def test_walks_from_planning_to_closed(briefed: Launch, petra: Member) -> None:
    launch = bring(briefed, "committed", "ready", "launched", "closed", by=petra)
    assert launch.actual_date == petra.workspace.today()
    assert kinds(launch).count("launch.status_changed") == 4
    assert last("launch.status_changed").data["in_words"] == "from launched to closed"


def test_a_step_cannot_be_skipped(launch: Launch, petra: Member) -> None:
    with pytest.raises(Conflict, match="planning can become committed, on hold or cancelled"):
        launches.transition(launch, to="launched", by=petra)


def test_an_unknown_state_is_refused(launch: Launch, petra: Member) -> None:
    with pytest.raises(ValidationError, match="no state of a launch"):
        launches.transition(launch, to="done", by=petra)


def test_blockers_stand_in_the_way_and_are_named(
    briefed: Launch, product: Product, petra: Member, alice: Member
) -> None:
    cut = features.create(by=petra, title="Refunds", product=product, launch=briefed, status="cut")
    launch = bring(briefed, "committed", "ready", by=petra)
    with pytest.raises(Conflict) as caught:
        launches.transition(launch, to="launched", by=petra)
    assert [blocker["object"]["id"] for blocker in caught.value.blockers] == [cut.pk]
    with pytest.raises(Forbidden, match="admin"):
        launches.transition(launch, to="launched", override_reason="We must", by=petra)
    launched = launches.transition(launch, to="launched", override_reason="The board decided", by=alice)
    assert launched.status == "launched"
    assert last("launch.status_changed").data["override_reason"] == "The board decided"


def test_only_becoming_launched_can_be_overridden(launch: Launch, alice: Member) -> None:
    with pytest.raises(ValidationError, match="Only becoming launched"):
        launches.transition(launch, to="closed", override_reason="Why not", by=alice)


def test_its_bin_holds_what_is_dated_by_it(launch: Launch, blog_post: Task, petra: Member) -> None:
    launches.delete(launch, by=petra)
    assert not Launch.objects.visible_to(petra).exists()
    assert not Task.objects.visible_to(petra).exists()
    launches.restore(launch, by=petra)
    assert Task.objects.visible_to(petra).get() == blog_post


def test_counts_slips_but_not_pull_ins(launch: Launch, petra: Member) -> None:
    for day in (21, 28, 24):
        launches.move(launch, to=dt.date(2027, 5, day), reason="scope", by=petra)
    counted = Launch.objects.with_slips().get(pk=launch.pk)
    assert (counted.slips, counted.slipped_days) == (2, 14)


def test_a_launch_that_never_moved_has_no_slips(launch: Launch) -> None:
    counted = Launch.objects.with_slips().get(pk=launch.pk)
    assert (counted.slips, counted.slipped_days) == (0, 0)


def test_mallory_sees_nothing(launch: Launch, refunds: Feature, mallory: Member) -> None:
    with workspace_context(mallory.workspace):
        assert not Launch.objects.exists()
        assert not Feature.objects.exists()
    for model in (Launch, Feature):
        assert not model.objects.visible_to(mallory).exists()


def test_a_guest_sees_what_is_shared_and_what_belongs_to_it(
    launch: Launch, product: Product, refunds: Feature, blog_post: Task, petra: Member, vera: Member
) -> None:
    other = launches.create(by=petra, name="Secret", products=[product], owner=petra)
    every = (Product, Launch, Feature, Task)
    assert not any(model.objects.visible_to(vera).exists() for model in every)
    share(launch, vera)
    assert list(Launch.objects.visible_to(vera)) == [launch]
    assert list(Feature.objects.visible_to(vera)) == [refunds]
    assert list(Task.objects.visible_to(vera)) == [blog_post]
    share(product, vera)
    assert set(Launch.objects.visible_to(vera)) == {launch, other}
    assert list(Product.objects.visible_to(vera)) == [product]


def test_counts_the_days(launch: Launch) -> None:
    assert launch.days_to_go(LAUNCH_DAY - dt.timedelta(18)) == 18


def test_only_an_admin_enters_a_launch_that_is_further_than_planning(
    product: Product, petra: Member, alice: Member
) -> None:
    fields = {"name": "Spring", "products": [product], "owner": petra, "status": "launched"}
    with pytest.raises(Forbidden, match="only an admin"):
        launches.create(by=petra, **fields)
    assert launches.create(by=alice, **fields).status == "launched"
