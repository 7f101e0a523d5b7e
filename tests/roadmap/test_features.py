"""Features: planned, late, parked, cut, and changed in their look."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from launchhub.accounts.models import Member
from launchhub.accounts.rights import Forbidden
from launchhub.events.models import Event
from roadmap.actions import features
from roadmap.models import DateMove, Feature, Launch, Product
from tests.roadmap.spine import kinds, last

AFTER = dt.date(2027, 6, 1)


def test_only_the_product_hat_edits(refunds: Feature, mark: Member) -> None:
    for act in (
        lambda: features.update(refunds, by=mark, title="Mine"),
        lambda: features.transition(refunds, to="done", by=mark),
        lambda: features.ui_change(refunds, build="412", by=mark),
        lambda: features.delete(refunds, by=mark),
    ):
        with pytest.raises(Forbidden, match="product hat"):
            act()


def test_a_new_state_is_one_event(refunds: Feature, petra: Member) -> None:
    features.transition(refunds, to="done", by=petra)
    assert kinds(refunds) == ["feature.created", "feature.status_changed"]
    assert last("feature.status_changed").data["in_words"] == "from building to done"


def test_parking_needs_a_reason_which_goes_when_it_returns(refunds: Feature, petra: Member) -> None:
    with pytest.raises(ValidationError, match="why the feature is parked"):
        features.transition(refunds, to="parked", by=petra)
    assert features.transition(refunds, to="parked", reason="No capacity", by=petra).reason == "No capacity"
    assert features.transition(refunds, to="planned", by=petra).reason == ""


def test_cutting_a_feature_of_a_launch_is_urgent(refunds: Feature, product: Product, petra: Member) -> None:
    features.transition(refunds, to="cut", by=petra)
    assert last("feature.cut").launch_id == refunds.launch_id
    loose = features.create(by=petra, title="Loose", product=product)
    features.transition(loose, to="cut", by=petra)
    assert kinds(loose) == ["feature.created", "feature.status_changed"]


def test_a_moved_target_is_kept_in_the_ledger(refunds: Feature, petra: Member) -> None:
    line = features.move(refunds, to=dt.date(2027, 5, 10), reason="capacity", note="Two are ill", by=petra)
    assert (line.subject_type, line.days, line.launch_id) == ("feature", 3, refunds.launch_id)
    features.update(refunds, by=petra, target=dt.date(2027, 5, 9))
    assert [move.reason for move in DateMove.objects.of(refunds)] == ["unspecified", "capacity"]
    with pytest.raises(ValidationError, match="already 2027-05-09"):
        features.move(refunds, to=dt.date(2027, 5, 9), reason="capacity", by=petra)


def test_is_late_once_each_time_it_passes_its_launch(refunds: Feature, petra: Member) -> None:
    features.move(refunds, to=AFTER, reason="scope", by=petra)
    features.move(refunds, to=AFTER + dt.timedelta(1), reason="scope", by=petra)
    assert kinds(refunds).count("feature.late") == 1
    features.move(refunds, to=dt.date(2027, 5, 1), reason="scope", by=petra)
    features.move(refunds, to=AFTER, reason="scope", by=petra)
    assert kinds(refunds).count("feature.late") == 2
    assert list(Feature.objects.late()) == [refunds]


def test_is_late_when_it_joins_a_launch_too_soon_for_it(product: Product, launch: Launch, petra: Member) -> None:
    feature = features.create(by=petra, title="Late", product=product, target=AFTER)
    features.update(feature, by=petra, launch=launch)
    assert kinds(feature) == ["feature.created", "feature.updated", "feature.late"]


def test_a_done_feature_is_never_late(refunds: Feature, petra: Member) -> None:
    features.transition(refunds, to="done", by=petra)
    features.move(refunds, to=AFTER, reason="scope", by=petra)
    assert not Event.objects.filter(kind="feature.late").exists()


def test_a_change_of_look_counts_up(refunds: Feature, petra: Member) -> None:
    assert features.ui_change(refunds, build="415", note="New colours", by=petra).ui_revision == 2
    assert last("feature.ui_changed").data["build"] == "415"


@pytest.mark.parametrize("day", [dt.date(1969, 12, 31), dt.date(9999, 12, 31)])
def test_no_date_lies_in_a_year_that_nobody_plans_for(refunds: Feature, petra: Member, day: dt.date) -> None:
    for field in ("start", "target"):
        with pytest.raises(ValidationError) as caught:
            features.update(refunds, by=petra, **{"start": None, field: day})
        assert "outside the years 1970 to 2200" in caught.value.message_dict[field][0]


def test_starts_before_its_target(refunds: Feature, petra: Member) -> None:
    with pytest.raises(ValidationError) as caught:
        features.update(refunds, by=petra, start=AFTER)
    assert "after the target" in caught.value.message_dict["start"][0]
