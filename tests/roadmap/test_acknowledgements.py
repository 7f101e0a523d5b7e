"""Whoever owns a part of a launch that slips is asked to acknowledge it, reminded once, and counted."""

from __future__ import annotations

import datetime as dt
import re
from email import message_from_bytes, policy
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from launchhub.accounts.actions import members
from launchhub.accounts.models import Member
from launchhub.events.models import Event
from launchhub.events.record import history
from launchhub.lib.errors import Conflict, Forbidden
from launchhub.notifications import acknowledging, answering
from launchhub.notifications.actions import acknowledgements, watches
from launchhub.notifications.models import Acknowledgement, Notification
from roadmap.actions import launches, slips, tasks
from roadmap.models import DateMove, Launch, Milestone, Task
from tests.cast import program, share
from tests.events.drain import drain
from tests.roadmap.conftest import LAUNCH_DAY
from tests.roadmap.pages import HTMX, SignIn, at, queries, text
from tests.roadmap.spine import kinds, last

SLIP = LAUNCH_DAY + dt.timedelta(14)
JSON: Any = {"data": {}, "content_type": "application/json"}
DUE, OVERDUE = "acknowledgement.due", "acknowledgement.overdue"


def slip(launch: Launch, by: Member, to: dt.date = SLIP) -> Event:
    """Slip the launch, let everybody be told, and return what they are told of."""
    launches.move(launch, to=to, reason="quality", by=by)
    drain()
    launch.refresh_from_db()
    return last("launch.date_moved")


def asked(event: Event) -> dict[str, bool]:
    """Return who was asked, and whether they have acknowledged it."""
    return {each.name: each.at is not None for each in acknowledging.asked_of([event.pk]).get(event.pk, [])}


def link_to(member: Member) -> str:
    """Return the address of the latest answer link in the member's e-mails, from both of its texts, which agree."""
    sent = [each for each in mail.outbox if member.email in each.to]
    message = message_from_bytes(sent[-1].message().as_bytes(), policy=policy.default)
    found = set()
    for kind in ("plain", "html"):
        part = message.get_body((kind,))
        assert part
        found |= set(re.findall(r"http://localhost:\d+(/accounts/answers/[^/]+/)", part.get_content()))
    body = sent[-1].message().as_bytes().partition(b"\r\n\r\n")[2]
    assert max(len(line) for line in body.split(b"\r\n") if not line.startswith(b"Content-")) <= 78
    [link] = found
    return str(link)


@pytest.fixture
def plan(launch: Launch, code_freeze: Milestone, blog_post: Task, alice: Member, petra: Member) -> Launch:
    """Payments 2.0 with things of Quentin's and Mark's; Alice only watches."""
    watches.watch(launch, by=alice)
    return launch


# Who is asked ---------------------------------------------------------------------------------------------------------


def test_whoever_owns_a_part_is_asked_and_neither_the_mover_nor_a_mere_watcher(plan: Launch, petra: Member) -> None:
    event = slip(plan, petra)
    assert asked(event) == {"Mark": False, "Quentin": False}
    assert Notification.objects.filter(event=event, member__user__name="Alice", asked=False).exists()


def test_the_owner_is_asked_when_somebody_else_moves_it(plan: Launch, alice: Member) -> None:
    assert asked(slip(plan, alice)) == {"Mark": False, "Petra": False, "Quentin": False}


def test_a_pull_in_and_imported_history_ask_nobody(plan: Launch, petra: Member) -> None:
    assert asked(slip(plan, petra, to=LAUNCH_DAY - dt.timedelta(3))) == {}
    with history():
        launches.move(plan, to=SLIP, reason="scope", by=petra)
    drain()
    assert not Notification.objects.asking().exists()


def test_who_has_muted_the_launch_is_left_alone(plan: Launch, petra: Member, mark: Member) -> None:
    watches.mute(plan, by=mark)
    assert asked(slip(plan, petra)) == {"Quentin": False}


def test_who_has_left_or_become_a_guest_is_counted_no_more(
    plan: Launch, alice: Member, petra: Member, mark: Member, quentin: Member
) -> None:
    event = slip(plan, petra)
    members.delete(mark, by=alice)
    members.update(quentin, role="guest", by=alice)
    assert asked(event) == {}
    quentin.refresh_from_db()
    with pytest.raises(Forbidden, match="member role"):
        acknowledgements.create(event, by=quentin)


def test_to_ask_takes_as_many_queries_for_three_as_for_one(launch: Launch, petra: Member, mark: Member) -> None:
    def told() -> int:
        launches.move(launch, to=(launch.date or SLIP) + dt.timedelta(1), reason="scope", by=petra)
        with CaptureQueriesContext(connection) as captured:
            drain()
        launch.refresh_from_db()
        return len([each for each in captured if "notifications" in each["sql"] or "roadmap_" in each["sql"]])

    tasks.create(by=petra, launch=launch, title="One", hat="sales", assignee=mark, offset_days=-1)
    drain()
    told()
    one = told()
    for title in ("Two", "Three"):
        tasks.create(by=petra, launch=launch, title=title, hat="sales", assignee=mark, offset_days=-1)
    drain()
    assert told() == one


# Acknowledging --------------------------------------------------------------------------------------------------------


def test_acknowledging_is_on_record_once_and_marks_it_as_read(plan: Launch, petra: Member, mark: Member) -> None:
    event = slip(plan, petra)
    first = acknowledgements.create(event, by=mark)
    assert acknowledgements.create(event, by=mark) == first
    assert asked(event) == {"Mark": True, "Quentin": False}
    assert kinds(plan).count("acknowledgement.given") == 1
    assert last("acknowledgement.given").data["what"].startswith("Petra moved Payments 2.0 from 14 May 2027 to 28 May")
    assert not Notification.objects.visible_to(mark).unread().filter(event=event).exists()


def test_the_latest_slip_stands_for_those_before_it(plan: Launch, petra: Member, mark: Member) -> None:
    older, newer = slip(plan, petra), slip(plan, petra, to=SLIP + dt.timedelta(7))
    with pytest.raises(Conflict, match="moved again"):
        acknowledgements.create(older, by=mark)
    acknowledgements.create(newer, by=mark)
    assert asked(older)["Mark"]
    assert asked(newer)["Mark"]


def test_who_was_not_asked_acknowledges_nothing(plan: Launch, alice: Member, petra: Member) -> None:
    event = slip(plan, petra)
    for member in (alice, petra):
        with pytest.raises(Conflict, match="not asked"):
            acknowledgements.create(event, by=member)
    assert not Acknowledgement.objects.exists()


# Reminders ------------------------------------------------------------------------------------------------------------


def later(event: Event, hours: int) -> None:
    """Let the hourly job run so many hours after the event, twice, and let everybody be told."""
    for _ in range(2):
        slips.remind(event.workspace, event.happened_at + dt.timedelta(hours=hours))
    drain()


def test_the_silent_are_reminded_after_a_day_and_the_owner_is_told_after_two(
    plan: Launch, alice: Member, mark: Member
) -> None:
    event = slip(plan, alice)
    acknowledgements.create(event, by=mark)
    later(event, 23)
    assert DUE not in kinds(plan)
    later(event, 25)
    reminded = Notification.objects.filter(event=last(DUE))
    assert sorted(reminded.values_list("member__user__name", flat=True)) == ["Petra", "Quentin"]
    assert OVERDUE not in kinds(plan)
    later(event, 49)
    told = Notification.objects.get(event=last(OVERDUE))
    assert told.member.name == "Petra"
    assert told.sentence.startswith("Petra and Quentin did not acknowledge within two days that Payments 2.0 moved")
    assert (kinds(plan).count(DUE), kinds(plan).count(OVERDUE)) == (1, 1)


@pytest.mark.parametrize("what", ["taken back", "moved again", "cancelled", "acknowledged", "long ago"])
def test_nobody_is_reminded_of_what_is_settled(
    what: str, plan: Launch, petra: Member, mark: Member, quentin: Member
) -> None:
    event = slip(plan, petra)
    if what == "taken back":
        slip(plan, petra, to=LAUNCH_DAY)
    elif what == "moved again":
        slip(plan, petra, to=SLIP + dt.timedelta(7))
        acknowledgements.create(last("launch.date_moved"), by=mark)
        acknowledgements.create(last("launch.date_moved"), by=quentin)
    elif what == "cancelled":
        launches.transition(plan, to="cancelled", by=petra)
    elif what == "acknowledged":
        acknowledgements.create(event, by=mark)
        acknowledgements.create(event, by=quentin)
    later(event, 24 * 8 if what == "long ago" else 25)
    assert DUE not in kinds(plan)


def test_a_reminder_is_answered_for_the_slip_that_it_reminds_of(plan: Launch, petra: Member, mark: Member) -> None:
    event = slip(plan, petra)
    later(event, 25)
    assert Client().post(link_to(mark), {"answer": "seen"}).status_code == 200
    assert asked(event) == {"Mark": True, "Quentin": False}


# The link in the e-mail -----------------------------------------------------------------------------------------------


def test_the_link_acknowledges_on_post_alone_without_signing_in(plan: Launch, petra: Member, mark: Member) -> None:
    event = slip(plan, petra)
    link = link_to(mark)
    page = Client().get(link)
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    assert "Petra moved Payments 2.0" in text(page)
    assert "I have seen it" in text(page)
    Client().head(link)
    assert asked(event)["Mark"] is False
    for _ in range(2):
        done = Client(enforce_csrf_checks=True).post(link, {"answer": "seen"})
        assert (done.status_code, "Thank you" in text(done)) == (200, True)
    assert asked(event) == {"Mark": True, "Quentin": False}
    assert last("acknowledgement.given").actor == mark
    assert "You have seen it" in text(Client().get(link))


def test_every_member_has_a_link_of_their_own_and_only_who_is_asked(plan: Launch, petra: Member) -> None:
    slip(plan, petra)
    texts = {each.to[0]: each.message().as_bytes() for each in mail.outbox}
    links = {to: re.findall(rb"accounts/answers/[^?]{100}", text.replace(b"=\r\n", b"")) for to, text in texts.items()}
    assert [len(links[f"{name}@example.com"]) for name in ("mark", "quentin", "alice")] == [2, 2, 0]
    assert links["mark@example.com"][0] != links["quentin@example.com"][0]


@pytest.mark.parametrize("what", ["tampered", "foreign purpose", "expired", "removed", "guest", "launch deleted"])
def test_a_link_that_is_not_good_says_so_and_nothing_else(
    what: str,
    plan: Launch,
    alice: Member,
    petra: Member,
    mark: Member,
    quentin: Member,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    event = slip(plan, petra)
    link = link_to(mark)
    if what == "tampered":
        link = link.replace(str(mark.pk), str(quentin.pk))
    elif what == "foreign purpose":
        [stop] = re.findall(r"/unsubscribe/([^/]+)/", str(mail.outbox[-1].message()["List-Unsubscribe"]))
        link = f"/accounts/answers/{stop}/"
    elif what == "removed":
        members.delete(mark, by=alice)
    elif what == "guest":
        members.update(mark, role="guest", by=alice)
    elif what == "launch deleted":
        launches.delete(plan, by=petra)
    else:
        monkeypatch.setattr(answering, "LASTS", dt.timedelta(0))
    for response in (Client().get(link), Client().post(link, {"answer": "seen"})):
        assert response.status_code == 404
        assert "Payments" not in text(response)
        assert "answers nothing now" in text(response)
    assert not Acknowledgement.objects.filter(event=event).exists()


def test_a_link_to_an_older_slip_says_that_it_moved_again(plan: Launch, petra: Member, mark: Member) -> None:
    slip(plan, petra)
    link = link_to(mark)
    slip(plan, petra, to=SLIP + dt.timedelta(7))
    assert "It has moved again since." in text(Client().get(link))
    assert "I have seen it" not in text(Client().get(link))
    assert Client().post(link, {"answer": "seen"}).status_code == 409
    assert Client().post(link_to(mark), {"answer": "nonsense"}).status_code == 422
    assert not Acknowledgement.objects.exists()


# Pages and REST -------------------------------------------------------------------------------------------------------


def test_the_inbox_asks_and_takes_the_answer(plan: Launch, petra: Member, mark: Member, signed_in: SignIn) -> None:
    event = slip(plan, petra)
    client, address = signed_in(mark), at("pages:inbox_answer")
    own, foreign = (Notification.objects.get(event=event, member__user__name=name) for name in ("Mark", "Quentin"))
    assert "I have seen it" in text(client.get(at("pages:inbox")))
    for wrong in ({"id": foreign.pk, "answer": "seen"}, {"id": own.pk}, {"id": "x", "answer": "seen"}, {}):
        assert client.post(address, wrong).status_code == 404
    assert client.post(address, {"id": own.pk, "answer": "seen"}, headers=HTMX).status_code == 204
    assert asked(event) == {"Mark": True, "Quentin": False}
    page = text(client.get(at("pages:inbox")))
    assert "I have seen it" not in page
    assert "You have seen it, just now." in page


def test_the_inbox_takes_as_many_queries_for_three_questions_as_for_one(
    plan: Launch, petra: Member, mark: Member, signed_in: SignIn
) -> None:
    slip(plan, petra)
    client = signed_in(mark)
    one = queries(client, at("pages:inbox"))
    for day in (21, 28):
        slip(plan, petra, to=LAUNCH_DAY + dt.timedelta(day))
    assert queries(client, at("pages:inbox")) == one


def test_the_room_counts_who_has_and_names_who_has_not(
    plan: Launch, petra: Member, mark: Member, vera: Member, mallory: Member, signed_in: SignIn
) -> None:
    address = at("roadmap:launch_acknowledgements", pk=plan.pk)
    assert "Nobody is asked anything" in text(signed_in(petra).get(address))
    slip(plan, petra)
    client = signed_in(mark)
    one = queries(client, address)
    assert "I have seen it" in text(client.get(address))
    assert client.post(address, headers=HTMX).status_code == 204
    shown = text(signed_in(petra).get(address))
    assert "1 of 2 acknowledged" in shown
    assert "I have seen it" not in shown
    assert "You were not asked" in signed_in(petra).post(address, headers=HTMX)["HX-Trigger"]
    assert queries(client, address) <= one
    share(plan, vera)
    assert signed_in(vera).get(address).status_code == 403
    assert "acknowledgements" not in text(signed_in(vera).get(at("roadmap:launch", pk=plan.pk)))
    assert signed_in(mallory).get(address).status_code == 404


def test_over_rest_one_acknowledges_and_the_ledger_says_who_did(
    plan: Launch, petra: Member, mark: Member, vera: Member, mallory: Member
) -> None:
    event = slip(plan, petra)
    client = program(mark)
    [notification] = client.get("/api/v1/harbour/notifications/?kind=launch.date_moved").json()["results"]
    assert notification["asked"] is True
    address = f"/api/v1/harbour/notifications/{notification['id']}/acknowledgements/"
    assert client.get(address).json()["results"] == []
    made = client.post(address, **JSON)
    assert (made.status_code, made.json()["member_name"]) == (201, "Mark")
    assert client.get(address).json()["results"] == [made.json()]
    for method in (client.patch, client.delete):
        assert method(address).status_code == 405
    for other in (petra, mallory):
        assert program(other).post(address.replace("harbour", other.workspace.slug), **JSON).status_code == 404

    ledger = f"/api/v1/harbour/launches/{plan.pk}/date_moves/"
    [line] = program(petra).get(ledger).json()["results"]
    assert [(each["name"], each["at"] is not None) for each in line["acknowledgements"]] == [
        ("Mark", True),
        ("Quentin", False),
    ]
    assert line["id"] == str(DateMove.objects.get().pk) == event.data["date_move"]
    share(plan, vera)
    [line] = program(vera).get(ledger).json()["results"]
    assert line["acknowledgements"] == []


def test_the_ledger_takes_as_many_queries_for_three_slips_as_for_one(plan: Launch, petra: Member) -> None:
    ledger, client = f"/api/v1/harbour/launches/{plan.pk}/date_moves/", program(petra)
    slip(plan, petra)
    one = queries(client, ledger)
    for day in (21, 28):
        slip(plan, petra, to=LAUNCH_DAY + dt.timedelta(day))
    assert queries(client, ledger) == one


def test_a_guest_reads_nothing_of_who_has_seen_it(
    plan: Launch, petra: Member, mark: Member, vera: Member, signed_in: SignIn
) -> None:
    share(plan, vera)
    acknowledgements.create(slip(plan, petra), by=mark)
    activity = at("roadmap:launch_activity", pk=plan.pk)
    assert "Mark has seen it" in text(signed_in(petra).get(activity))
    assert "Mark has seen it" not in text(signed_in(vera).get(activity))
