"""Owners are asked whether the date still holds; doubt reaches the launch's owner, and silence is seen."""

from __future__ import annotations

import datetime as dt
import re
from email import message_from_bytes, policy
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.test import Client

from launchhub.accounts.actions import members
from launchhub.accounts.models import Member, Workspace
from launchhub.events.models import Event
from launchhub.events.record import history
from launchhub.lib.errors import Conflict, Forbidden
from launchhub.notifications.actions import watches
from launchhub.notifications.models import Notification
from roadmap import hearing
from roadmap.actions import features, launches, pulses, raci, tasks
from roadmap.models import DatePulse, Launch, Product
from tests.cast import program, share
from tests.events.drain import drain
from tests.roadmap.pages import HTMX, SignIn, at, queries, text
from tests.roadmap.spine import kinds, last

ASKED = "launch.pulse_asked"
TEN = dt.time(10)


@pytest.fixture
def soon(petra: Member, mark: Member, quentin: Member, product: Product) -> Launch:
    """A launch of Petra's in 30 working-week days, with a task of Mark's and a feature of Quentin's."""
    day = petra.workspace.today() + dt.timedelta(30)
    with history():
        launch = launches.create(by=petra, name="Refunds", products=[product], owner=petra, date=day)
        tasks.create(by=petra, launch=launch, title="Tell shops", hat="marketing", assignee=mark, offset_days=-5)
        features.create(by=petra, title="Vouchers", product=product, launch=launch, owner=quentin, status="building")
    return launch


def ask(launch: Launch, days: int, hour: int = 10) -> int:
    """Let the hourly job run so many days from today; return how often the launch was asked about so far."""
    day = launch.workspace.today() + dt.timedelta(days)
    Workspace.objects.filter(pk=launch.workspace_id).update(working_days=list(range(7)))
    workspace = Workspace.objects.get(pk=launch.workspace_id)
    pulses.ask(workspace, dt.datetime.combine(day, dt.time(hour), dt.UTC))
    return kinds(launch).count(ASKED)


def question(launch: Launch) -> Event:
    """Ask about the launch and let everybody be told."""
    ask(launch, 7)
    drain()
    return last(ASKED)


def told(event: Event) -> list[str]:
    """Return who is asked."""
    rows = Notification.objects.asking().filter(event=event)
    return sorted(rows.values_list("member__user__name", flat=True))


def believed(launch: Launch, reader: Member) -> dict[str, Any]:
    """Return the confidence as the API shows it to somebody."""
    found: dict[str, Any] = program(reader).get(f"/api/v1/harbour/launches/{launch.pk}/").json()["confidence"]
    return found


# Who is asked, and when -----------------------------------------------------------------------------------------------


def test_owners_of_the_launch_and_of_its_open_parts_are_asked(
    soon: Launch, alice: Member, petra: Member, vera: Member
) -> None:
    share(soon, vera)
    watches.watch(soon, by=alice)
    event = question(soon)
    assert told(event) == ["Mark", "Petra", "Quentin"]
    sentence = f"Is Refunds still on for {soon.shown_date}?"
    assert {row.sentence for row in Notification.objects.filter(event=event)} == {sentence}


def test_who_answers_for_a_track_is_asked_and_who_is_done_or_has_muted_it_is_not(
    soon: Launch, alice: Member, petra: Member, mark: Member, quentin: Member
) -> None:
    raci.create(by=petra, launch=soon, what="Go", hat="product", accountable=alice)
    tasks.complete(soon.tasks.get(), by=mark)
    watches.mute(soon, by=quentin)
    assert told(question(soon)) == ["Alice", "Petra"]


def test_it_is_asked_once_a_week(soon: Launch) -> None:
    Launch.objects.filter(pk=soon.pk).update(created_at=soon.created_at - dt.timedelta(7))
    assert [ask(soon, day) for day in (0, 0, 6, 7)] == [1, 1, 1, 2]


def test_in_the_last_week_the_day_after_is_soon_enough(soon: Launch) -> None:
    Launch.objects.filter(pk=soon.pk).update(date=soon.workspace.today() + dt.timedelta(4))
    assert [ask(soon, day) for day in (0, 1, 4, 5)] == [0, 1, 1, 1]  # not on the day itself, nor after it


def test_a_move_is_reason_enough_to_wait_for_a_whole_turn(soon: Launch, petra: Member) -> None:
    Launch.objects.filter(pk=soon.pk).update(created_at=soon.created_at - dt.timedelta(90))
    assert soon.date
    launches.move(soon, to=soon.date + dt.timedelta(7), reason="scope", by=petra)
    assert [ask(soon, day) for day in (0, 6, 7)] == [0, 0, 1]


@pytest.mark.parametrize("status", ["launched", "closed", "cancelled", "on_hold"])
def test_what_is_not_on_its_way_is_not_asked_about(soon: Launch, status: str) -> None:
    Launch.objects.filter(pk=soon.pk).update(status=status)
    assert ask(soon, 7) == 0


def test_nobody_is_asked_before_the_morning_or_on_a_day_off(soon: Launch) -> None:
    assert ask(soon, 7, hour=7) == 0
    Workspace.objects.filter(pk=soon.workspace_id).update(timezone="Asia/Tokyo")
    assert ask(soon, 7, hour=22) == 0  # seven in the morning there, of the day after
    day = soon.workspace.today() + dt.timedelta(7)
    Workspace.objects.filter(pk=soon.workspace_id).update(working_days=[(day.weekday() + 3) % 7])
    pulses.ask(Workspace.objects.get(pk=soon.workspace_id), dt.datetime.combine(day, TEN, dt.UTC))
    assert ASKED not in kinds(soon)


# Answering ------------------------------------------------------------------------------------------------------------


def test_a_doubt_reaches_the_owner_at_once_and_a_yes_nobody(soon: Launch, mark: Member, quentin: Member) -> None:
    pulses.create(launch=soon, answer="yes", by=mark)
    pulses.create(launch=soon, answer="wobbly", note="Load test is shaky", by=quentin)
    drain()
    [row] = Notification.objects.filter(event=last("launch.doubted"))
    assert (row.member.name, row.event.data["note"]) == ("Petra", "Load test is shaky")
    assert row.sentence == f"Quentin doubts {soon.shown_date} for Refunds and says it is wobbly"
    assert not Notification.objects.filter(event=last("launch.confirmed")).exists()


def test_the_latest_answer_counts_and_the_same_again_is_said_once(soon: Launch, mark: Member) -> None:
    first = pulses.create(launch=soon, answer="no", note="Too much", by=mark)
    assert pulses.create(launch=soon, answer="no", note="Too much", by=mark) == first
    pulses.create(launch=soon, answer="yes", by=mark)
    [counts] = hearing.heard([soon])[soon.pk].answers
    assert (counts.answer, DatePulse.objects.count()) == ("yes", 2)


def test_what_cannot_be_answered_is_refused(soon: Launch, petra: Member, mark: Member, vera: Member) -> None:
    with pytest.raises(ValidationError) as caught:
        pulses.create(launch=soon, answer="perhaps", by=mark)
    assert "answer" in caught.value.message_dict
    with pytest.raises(Forbidden, match="member role"):
        pulses.create(launch=soon, answer="yes", by=vera)
    launches.transition(soon, to="cancelled", by=petra)
    with pytest.raises(Conflict, match="no date ahead"):
        pulses.create(launch=soon, answer="yes", by=mark)
    assert not DatePulse.objects.exists()


def test_the_ledger_is_never_changed(soon: Launch, mark: Member) -> None:
    pulse = pulses.create(launch=soon, answer="yes", by=mark)
    with pytest.raises(DatabaseError, match="is a ledger"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE roadmap_datepulse SET answer = 'no' WHERE id = %s", [pulse.pk])


def test_an_answer_says_nothing_of_another_date(soon: Launch, petra: Member, mark: Member) -> None:
    pulses.create(launch=soon, answer="no", by=mark)
    assert believed(soon, petra)["level"] == "low"
    assert soon.date
    launches.move(soon, to=soon.date + dt.timedelta(7), reason="scope", by=petra)
    assert "Mark says no." not in believed(soon, petra)["reasons"]


def test_silence_lowers_the_confidence_from_the_next_day(
    soon: Launch, alice: Member, petra: Member, mark: Member, quentin: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_nobody = question(soon)
    assert hearing.heard([soon])[soon.pk].silent == []  # asked today
    tomorrow = with_nobody.happened_at.date() + dt.timedelta(1)
    monkeypatch.setattr(Workspace, "today", lambda self: tomorrow)
    pulses.create(launch=soon, answer="yes", by=mark)
    assert hearing.heard([soon])[soon.pk].silent == ["Petra", "Quentin"]
    assert believed(soon, petra) == {
        "level": "high",
        "points": 73,
        "reasons": ["Petra and Quentin did not answer: 2 of 3 asked.", "Mark says yes."],
    }
    members.delete(quentin, by=alice)
    assert hearing.heard([soon])[soon.pk].silent == ["Petra"]


def test_an_answer_counts_until_a_day_after_the_next_question(
    soon: Launch, mark: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    pulses.create(launch=soon, answer="yes", by=mark)
    today = soon.workspace.today()
    for days, counts in ((8, 1), (9, 0)):
        monkeypatch.setattr(Workspace, "today", lambda self, days=days: today + dt.timedelta(days))
        assert len(hearing.heard([soon])[soon.pk].answers) == counts


# Links, pages, REST ---------------------------------------------------------------------------------------------------


def test_the_email_has_a_link_for_each_answer_and_only_post_answers(soon: Launch, mark: Member) -> None:
    question(soon)
    [sent] = [each for each in mail.outbox if mark.email in each.to]
    part = message_from_bytes(sent.message().as_bytes(), policy=policy.default).get_body(("html",))
    assert part
    links = re.findall(r'href="http://localhost:\d+(/accounts/answers/[^"]+)"', part.get_content())
    assert [link.rpartition("?")[2] for link in links] == ["answer=yes", "answer=wobbly", "answer=no"]
    page = text(Client().get(links[1]))
    assert re.search(r'class="button primary"[^>]*value="wobbly"', page)
    assert not DatePulse.objects.exists()
    for answer in ("wobbly", "wobbly", "no"):
        assert Client().post(links[1], {"answer": answer, "note": "Shaky"}).status_code == 200
    assert list(DatePulse.objects.order_by("id").values_list("answer", "note", "member__user__name")) == [
        ("wobbly", "Shaky", "Mark"),
        ("no", "Shaky", "Mark"),
    ]
    assert "You said “no”, just now." in text(Client().get(links[0]))


def test_a_link_about_a_date_that_moved_takes_no_answer(soon: Launch, petra: Member, mark: Member) -> None:
    question(soon)
    [sent] = [each for each in mail.outbox if mark.email in each.to]
    raw = sent.message().as_bytes().replace(b"=\r\n", b"").decode()
    [link, *_] = re.findall(r"(/accounts/answers/[^/]+/)", raw)
    assert soon.date
    launches.move(soon, to=soon.date + dt.timedelta(7), reason="scope", by=petra)
    assert "It has moved since." in text(Client().get(link))
    assert Client().post(link, {"answer": "yes"}).status_code == 409
    assert not DatePulse.objects.exists()


def test_the_inbox_asks_until_it_is_answered(soon: Launch, mark: Member, signed_in: SignIn) -> None:
    event = question(soon)
    client = signed_in(mark)
    assert "Do you still believe in the date?" in text(client.get(at("pages:inbox")))
    row = Notification.objects.get(event=event, member=mark)
    answer = {"id": row.pk, "answer": "no", "note": "Two of us are ill"}
    assert client.post(at("pages:inbox_answer"), answer, headers=HTMX).status_code == 204
    page = text(client.get(at("pages:inbox")))
    assert "Do you still believe in the date?" not in page
    assert "You said “no”, just now." in page


def test_the_room_shows_the_confidence_with_its_reasons_and_takes_an_answer(
    soon: Launch, petra: Member, mark: Member, vera: Member, mallory: Member, signed_in: SignIn
) -> None:
    address = at("roadmap:launch_pulses", pk=soon.pk)
    client = signed_in(mark)
    one = queries(client, address)
    assert "Nobody has been asked yet." in text(client.get(address))
    assert client.post(address, {"answer": "perhaps"}, headers=HTMX).status_code == 422
    assert client.post(address, {"answer": "wobbly", "note": "<b>Hm</b>"}, headers=HTMX).status_code == 204
    pulses.create(launch=soon, answer="yes", by=petra)
    page = text(client.get(address))
    assert "Mark says it is wobbly." in page
    assert "70 of 100" in page
    assert "&lt;b&gt;Hm&lt;/b&gt;" in page
    assert queries(client, address) == one
    share(soon, vera)
    assert signed_in(vera).get(address).status_code == 403
    assert "wobbly" not in text(signed_in(vera).get(at("roadmap:launch_activity", pk=soon.pk)))
    assert signed_in(mallory).get(address).status_code == 404


def test_over_rest_one_answers_for_oneself_and_reads_all(
    soon: Launch, petra: Member, mark: Member, vera: Member, mallory: Member
) -> None:
    collection, client = "/api/v1/harbour/pulses/", program(mark)
    body = {"launch": str(soon.pk), "answer": "wobbly", "note": "Hm"}
    made = client.post(collection, body, content_type="application/json")
    assert made.status_code == 201
    assert {name: made.json()[name] for name in ("member_name", "answer", "date")} == {
        "member_name": "Mark", "answer": "wobbly", "date": soon.date.isoformat() if soon.date else "",
    }  # fmt: skip
    for wrong in ({"member": str(petra.pk)}, {"answer": "perhaps"}, {"launch": str(mark.pk)}, {"date": "2027-01-01"}):
        assert client.post(collection, body | wrong, content_type="application/json").status_code == 400
    one = f"{collection}{made.json()['id']}/"
    assert (client.patch(one).status_code, client.delete(one).status_code) == (405, 405)
    assert [each["note"] for each in program(petra).get(f"{collection}?launch={soon.pk}").json()["results"]] == ["Hm"]
    share(soon, vera)
    assert program(vera).get(collection).json()["results"] == []
    assert believed(soon, vera) is None
    assert program(mallory).get("/api/v1/rival/pulses/").json()["results"] == []


def test_the_list_of_launches_takes_as_many_queries_for_three_as_for_one(
    soon: Launch, petra: Member, mark: Member, product: Product
) -> None:
    client, address = program(petra), "/api/v1/harbour/launches/"
    pulses.create(launch=soon, answer="no", by=mark)
    one = queries(client, address)
    for name in ("Autumn", "Winter"):
        launch = launches.create(by=petra, name=name, products=[product], owner=petra, date=soon.date)
        pulses.create(launch=launch, answer="no", by=mark)
    assert queries(client, address) == one
    found = client.get(address).json()["results"]
    assert [each["confidence"]["level"] for each in found] == ["low", "low", "low"]
