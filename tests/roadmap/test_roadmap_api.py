"""Features and launches of a period in one answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from launchhub.accounts.models import Member
from roadmap.actions import features
from roadmap.models import Feature, Launch, Product
from tests.roadmap.pages import share

ROADMAP = "/api/v1/harbour/roadmap/"
MAY = {"from": "2027-05-01", "to": "2027-05-31"}


def test_it_holds_what_has_a_day_in_the_period(
    api: Callable[..., Client], petra: Member, product: Product, launch: Launch, refunds: Feature
) -> None:
    features.create(by=petra, title="Late", product=product, start=dt.date(2027, 5, 31), target=dt.date(2027, 7, 1))
    features.create(by=petra, title="Gone", product=product, target=dt.date(2027, 4, 30))
    found = api(petra, "roadmap:read").get(ROADMAP, MAY).json()
    assert (found["from"], found["to"]) == ("2027-05-01", "2027-05-31")
    assert [row["title"] for row in found["features"]] == ["Refunds", "Late"]
    assert [(row["name"], row["date"]) for row in found["launches"]] == [("Payments 2.0", "2027-05-14")]
    assert found["features"][0]["launch"] == str(launch.pk)
    assert "seen" not in found["features"][0]


def test_a_guest_gets_what_is_shared(
    api: Callable[..., Client], vera: Member, mallory: Member, launch: Launch, refunds: Feature
) -> None:
    assert api(vera).get(ROADMAP, MAY).json()["features"] == []
    share(refunds, vera)
    found = api(vera).get(ROADMAP, MAY).json()
    assert [(row["title"], row["launch"]) for row in found["features"]] == [("Refunds", None)]
    assert found["launches"] == []
    assert api(mallory).get(ROADMAP, MAY).status_code == 404


@pytest.mark.parametrize(
    ("asked", "parameter"),
    [({"from": "soon"}, "from"), ({"to": "2027-02-30"}, "to"), ({"to": ""}, "to"),
     ({"from": "2027-01-01", "to": "2030-01-01"}, "to"), ({"from": "2027-05-02", "to": "2027-05-01"}, "to"),
     ({"since": "2027-01-01"}, "since")],
)  # fmt: skip
def test_a_period_that_makes_no_sense_is_refused(
    api: Callable[..., Client], petra: Member, asked: dict[str, str], parameter: str
) -> None:
    answer = api(petra).get(ROADMAP, asked)
    assert answer.status_code == 400
    assert [error["parameter"] for error in answer.json()["errors"]] == [parameter]


def test_it_takes_as_many_queries_for_three_as_for_one(
    api: Callable[..., Client], petra: Member, product: Product, refunds: Feature
) -> None:
    client = api(petra)
    client.get(ROADMAP, MAY)  # what is cached for good is cached

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(ROADMAP, MAY).status_code == 200
        return len(captured)

    one = queries()
    for title in ("Receipts", "Vouchers"):
        features.create(by=petra, title=title, product=product, target=dt.date(2027, 5, 2))
    assert queries() == one
