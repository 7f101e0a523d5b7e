"""Where a feature stands among the others, and how it is put elsewhere."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from launchhub.accounts.models import Member
from launchhub.accounts.rights import Forbidden
from launchhub.lib.errors import Stale
from launchhub.notifications.recipients import resolve
from roadmap.actions import features
from roadmap.models import DateMove, Feature, Launch, Product
from tests.roadmap.conftest import LAUNCH_DAY
from tests.roadmap.spine import kinds, last


@pytest.fixture
def row(petra: Member, product: Product) -> list[Feature]:
    """Features A to D, in this order."""
    return [features.create(by=petra, title=title, product=product) for title in "ABCD"]


def order() -> str:
    return "".join(Feature.objects.alive().order_by("position", "pk").values_list("title", flat=True))


def test_comes_right_before_or_right_after_another(row: list[Feature], petra: Member) -> None:
    a, b, c, d = row
    features.place(d, before=b, by=petra)
    assert order() == "ADBC"
    features.place(a, after=c, by=petra)
    assert order() == "DBCA"
    features.place(c, before=d, by=petra)
    assert order() == "CDBA"


def test_there_is_always_room_between_two(row: list[Feature], petra: Member) -> None:
    a, b, c, d = row
    for _ in range(30):  # halving 1,024 runs out of numbers sooner or later
        features.place(c, after=a, by=petra)
        features.place(d, after=a, by=petra)
        assert order() == "ADCB"
        features.place(d, before=b, by=petra)
        assert order() == "ACDB"


def test_numbering_anew_is_no_edit_of_the_others(row: list[Feature], petra: Member) -> None:
    a, b, _, d = row
    features.place(d, before=b, by=petra)
    for other in (a, b):
        other.refresh_from_db()
        assert (other.version, kinds(other)) == (1, ["feature.created"])


def test_a_new_place_is_one_event_with_what_it_stands_for(row: list[Feature], launch: Launch, petra: Member) -> None:
    a, b, *_ = row
    placed = features.place(b, before=a, status="building", launch=launch, by=petra)
    assert (placed.status, placed.launch, order()) == ("building", launch, "BACD")
    assert kinds(b) == ["feature.created", "feature.status_changed"]
    assert {"status", "launch", "position"} == last("feature.status_changed").data["changes"].keys()


def test_another_place_alone_is_no_news(row: list[Feature], alice: Member) -> None:
    a, b, *_ = row
    features.place(b, before=a, status=b.status, by=alice)
    assert kinds(b) == ["feature.created", "feature.placed"]
    assert resolve(last("feature.placed")) == [], "Petra owns the product, and is told of its edits"


def test_a_new_target_is_kept_in_the_ledger(refunds: Feature, petra: Member) -> None:
    features.place(refunds, target=LAUNCH_DAY, by=petra)
    assert [(move.new, move.reason) for move in DateMove.objects.of(refunds)] == [(LAUNCH_DAY, "unspecified")]


def test_is_refused_without_the_right_a_reason_one_neighbour_or_the_version(
    row: list[Feature], petra: Member, mark: Member
) -> None:
    a, b, c, _ = row
    with pytest.raises(Forbidden, match="product hat"):
        features.place(a, before=b, by=mark)
    with pytest.raises(ValidationError, match="why the feature is parked"):
        features.place(b, before=a, status="parked", by=petra)
    with pytest.raises(ValidationError, match="one neighbour"):
        features.place(a, before=b, after=c, by=petra)
    with pytest.raises(Stale):
        features.place(b, before=a, by=petra, expected_version=7)
    assert order() == "ABCD"


def test_a_program_places_features_too(api: Any, row: list[Feature], petra: Member) -> None:
    a, b, *_ = row
    address = f"/api/v1/harbour/features/{b.pk}/placements/"
    client = api(petra)
    response = client.post(address, {"before": str(a.pk), "status": "planned"}, content_type="application/json")
    assert (response.status_code, response.json()["status"], order()) == (201, "planned", "BACD")
    stale = client.post(address, {"after": str(a.pk)}, content_type="application/json", headers={"if-match": '"1"'})
    assert (stale.status_code, order()) == (412, "BACD")
