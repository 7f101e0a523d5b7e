"""Moving a launch: the preview, the reason, and who does it at the same time."""

from __future__ import annotations

import datetime as dt

import pytest

from launchhub.accounts.models import Member
from roadmap.actions import launches, milestones
from roadmap.models import DateMove, Launch, Milestone
from tests.roadmap.conftest import LAUNCH_DAY
from tests.roadmap.pages import HTMX, SignIn, at, text


def test_the_preview_shows_the_blast_radius_and_writes_nothing(
    signed_in: SignIn, petra: Member, launch: Launch, code_freeze: Milestone, press_day: Milestone
) -> None:
    address = at("roadmap:launch_move_preview", pk=launch.pk)
    html = text(signed_in(petra).post(address, {"date": "7 May 2027", "version": launch.version}, headers=HTMX))
    radius = launches.preview_move(launch, to=dt.date(2027, 5, 7), by=petra)
    assert f"<b>{len(radius.moved)}</b> dated thing moves along" in html
    assert "Code freeze" in html
    assert "<b>1</b> pinned thing is in conflict" in html
    for person in radius.people:
        assert f"because {person['because']}" in html.replace("&#34;", '"')
    assert not DateMove.objects.filter(subject_id=launch.pk).exists()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("31 June 2027", "is no date"),
        ("2027-05-14", "already on"),
        ("\0", "Null characters"),
        ("x" * 10_000, "no date"),
    ],
    ids=["impossible", "present", "nul", "long"],
)
def test_the_preview_says_why_there_is_nothing_to_show(
    signed_in: SignIn, petra: Member, launch: Launch, typed: str, words: str
) -> None:
    response = signed_in(petra).post(at("roadmap:launch_move_preview", pk=launch.pk), {"date": typed}, headers=HTMX)
    assert response.status_code == 200
    assert words in text(response)


def test_without_a_reason_nothing_moves_and_date_and_preview_stay(
    signed_in: SignIn, petra: Member, launch: Launch, code_freeze: Milestone
) -> None:
    response = signed_in(petra).post(at("roadmap:launch_move", pk=launch.pk), {"date": "28 May 2027"}, headers=HTMX)
    html = text(response)
    assert response.status_code == 422
    assert 'value="28 May 2027"' in html
    assert "dated thing moves along" in html
    assert "This field is required." in html
    launch.refresh_from_db()
    assert launch.date == LAUNCH_DAY


def test_without_javascript_the_preview_asks_for_no_reason_yet(
    signed_in: SignIn, petra: Member, launch: Launch, code_freeze: Milestone
) -> None:
    response = signed_in(petra).post(at("roadmap:launch_move", pk=launch.pk), {"date": "Q3 2027", "preview": "1"})
    assert response.status_code == 200
    assert "dated thing moves along" in text(response)
    assert "This field is required." not in text(response)


def test_a_move_says_from_where_to_where_and_how_many_are_told(
    signed_in: SignIn, petra: Member, launch: Launch, code_freeze: Milestone
) -> None:
    fields = {"date": "Q3 2027", "reason": "scope", "note": "More to build", "version": launch.version}
    response = signed_in(petra).post(at("roadmap:launch_move", pk=launch.pk), fields, follow=True)
    assert "Moved from 14 May 2027 to Q3 2027, 139 days later. 2 people are being told." in text(response)
    launch.refresh_from_db()
    assert (launch.date, launch.precision) == (dt.date(2027, 9, 30), "quarter")


def test_who_moves_at_the_same_time_is_told_and_sees_the_new_preview(
    signed_in: SignIn, alice: Member, petra: Member, launch: Launch
) -> None:
    fields = {"date": "28 May 2027", "reason": "scope", "version": launch.version}
    launches.move(launch, to=dt.date(2027, 6, 4), reason="quality", by=alice)
    client, address = signed_in(petra), at("roadmap:launch_move", pk=launch.pk)
    response = client.post(address, fields, headers=HTMX)
    assert response.status_code == 422
    assert "Somebody changed the launch meanwhile: it is now 4 June 2027." in text(response)
    launch.refresh_from_db()
    assert launch.date == dt.date(2027, 6, 4)
    assert client.post(address, fields | {"version": launch.version}, headers=HTMX).status_code == 204


def test_a_cancelled_launch_moves_only_as_a_correction(signed_in: SignIn, petra: Member, launch: Launch) -> None:
    launch = launches.transition(launch, to="cancelled", by=petra)
    client, address = signed_in(petra), at("roadmap:launch_move", pk=launch.pk)
    response = client.post(address, {"date": "28 May 2027", "reason": "scope"}, headers=HTMX)
    assert (response.status_code, "only as a correction" in text(response)) == (422, True)
    assert client.post(address, {"date": "28 May 2027", "reason": "correction"}, headers=HTMX).status_code == 204


def test_a_long_list_is_cut_with_the_number_of_the_rest(signed_in: SignIn, petra: Member, launch: Launch) -> None:
    for number in range(120):
        milestones.create(by=petra, launch=launch, name=f"Step {number}", offset_days=-number)
    response = signed_in(petra).post(at("roadmap:launch_move_preview", pk=launch.pk), {"date": "28 May 2027"})
    assert "<b>120</b> dated things move along" in text(response)
    assert "and 70 more" in text(response)
