"""Many features changed by one request over REST: all or none."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from launchhub.accounts.models import Member
from roadmap.actions import features
from roadmap.models import Feature, Launch, Product
from tests.roadmap.spine import kinds

BULK = "/api/v1/harbour/features/bulk/"


@pytest.fixture
def three(petra: Member, product: Product) -> list[Feature]:
    """Three ideas."""
    return [features.create(by=petra, title=f"F{number}", product=product) for number in range(3)]


def change(client: Client, *edits: dict[str, Any]) -> Any:
    return client.patch(BULK, list(edits), content_type="application/json")


def told(response: Any) -> dict[str, str]:
    return {error["pointer"]: error["detail"] for error in response.json()["errors"]}


def test_changes_each_as_one_event_and_answers_in_the_order_given(
    api: Any, petra: Member, launch: Launch, three: list[Feature]
) -> None:
    edits = [{"id": str(each.pk), "version": 1, "launch": str(launch.pk), "status": "planned"} for each in three[::-1]]
    response = change(api(petra), *edits)
    assert response.status_code == 200
    assert [row["title"] for row in response.json()["results"]] == ["F2", "F1", "F0"]
    assert {(row["status"], row["launch"], row["version"]) for row in response.json()["results"]} == {
        ("planned", str(launch.pk), 2)
    }
    assert all(kinds(each) == ["feature.created", "feature.status_changed"] for each in three)


def test_tells_every_error_by_its_place_and_changes_nothing(api: Any, petra: Member, three: list[Feature]) -> None:
    features.update(three[1], by=petra, title="Else")
    good, stale, unexplained = (str(each.pk) for each in three)
    response = change(
        api(petra),
        {"id": good, "title": "Good"},
        {"id": stale, "version": 1, "title": "Mine"},
        {"id": unexplained, "status": "parked"},
        {"title": "Whose?"},
        {"id": petra.pk.hex, "title": "Nobody's"},
    )
    assert response.status_code == 400
    assert told(response).keys() == {"/1/version", "/2/reason", "/3/id", "/4/id"}
    assert "it is version 2" in told(response)["/1/version"]
    assert set(Feature.objects.values_list("title", flat=True)) == {"F0", "Else", "F2"}


def test_takes_no_object_twice_and_no_more_than_a_thousand(api: Any, petra: Member, three: list[Feature]) -> None:
    edit = {"id": str(three[0].pk), "title": "Twice"}
    assert told(change(api(petra), edit, edit)).keys() == {"/0/id", "/1/id"}
    assert change(api(petra), *[edit] * 1001).status_code == 400
    assert change(api(petra)).status_code == 400


def test_needs_the_product_hat_and_finds_nothing_from_outside(
    api: Any, mark: Member, mallory: Member, three: list[Feature]
) -> None:
    edit = {"id": str(three[0].pk), "title": "Mine"}
    assert change(api(mark), edit).status_code == 403
    foreign = api(mallory).patch("/api/v1/rival/features/bulk/", [edit], content_type="application/json")
    assert told(foreign).keys() == {"/0/id"}
