"""Activities and assets on the timeline: Mark moves them, each by the action of its own kind."""

from __future__ import annotations

import datetime as dt

import pytest

from launchhub.accounts.models import Member
from messaging.actions import activities
from messaging.models import Activity, Asset
from roadmap.models import Launch
from tests.messaging.conftest import days, last
from tests.roadmap.pages import HTMX, SignIn, at, text


@pytest.fixture
def webinar(mark: Member, launch: Launch) -> Activity:
    """Mark's webinar, a week before the launch."""
    return activities.create(by=mark, launch=launch, title="Webinar", channel="webinar", offset_days=-7)


def test_an_activity_and_an_asset_stay_anchored_when_they_are_moved(
    signed_in: SignIn, mark: Member, webinar: Activity, post: Asset
) -> None:
    for thing, to in ((webinar, -5), (post, 2)):
        assert thing.launch.date
        moved = {"start": (thing.launch.date + days(to)).isoformat(), "version": thing.version}
        answer = signed_in(mark).post(at(f"messaging:{thing.noun}_dates", pk=thing.pk), moved, headers=HTMX)
        assert answer.status_code == 204
        thing.refresh_from_db()
        assert thing.offset_days == to
        assert last(f"{thing.noun}.updated").subject_id == thing.pk


def test_an_activity_past_its_point_of_no_return_says_what_moving_it_costs(
    signed_in: SignIn, mark: Member, webinar: Activity, today: dt.date
) -> None:
    address = at("messaging:activity_dates", pk=webinar.pk)
    assert "point of no return" not in text(signed_in(mark).get(address))
    activities.update(webinar, by=mark, lock_on=today, cost_to_move=500, currency="EUR")
    assert "moving it costs 500.00 EUR." in text(signed_in(mark).get(address))


def test_what_is_refused_leaves_it_where_it_was(
    signed_in: SignIn, mark: Member, petra: Member, mallory: Member, webinar: Activity
) -> None:
    address, was = at("messaging:activity_dates", pk=webinar.pk), webinar.due
    assert signed_in(petra).post(address, {"start": "2027-05-09"}, headers=HTMX).status_code == 403
    assert signed_in(mallory).post(address, {"start": "2027-05-09"}, headers=HTMX).status_code == 404
    for wrong in ("2027-02-30", "0001-01-01", ""):
        assert signed_in(mark).post(address, {"start": wrong}, headers=HTMX).status_code == 422
    webinar.refresh_from_db()
    assert webinar.due == was
