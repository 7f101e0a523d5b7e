"""What follows an event happens, once, whatever fails on the way."""

from collections.abc import Callable

import pytest
from django.utils import timezone

from launchhub.accounts.actions import members
from launchhub.accounts.models import Member
from launchhub.events.models import Event
from launchhub.events.record import history
from launchhub.events.tasks import handle
from launchhub.lib.wall import every_workspace
from tests.events.drain import drain, relay_pass, work

Hear = Callable[..., str]


def change_hats(member: Member, by: Member, *hats: str) -> Event:
    """Record one event and return it."""
    members.update(member, by=by, hats=list(hats))
    return Event.objects.filter(kind="member.hats_changed").latest("id")


def make_due() -> None:
    """Let every lease run out."""
    with every_workspace():
        Event.objects.filter(handled_at=None).update(lease_until=timezone.now())


def test_a_handler_hears_an_event_inside_its_workspace(hear: Hear, alice: Member, petra: Member) -> None:
    heard: list[tuple[str, int]] = []

    def listen(event: Event) -> None:
        heard.append((event.subject_title, Member.objects.count()))

    hear(listen, "member.hats_changed")
    drain()
    event = change_hats(petra, alice, "qa")
    drain()

    assert heard == [("Petra", 2)]
    event.refresh_from_db()
    assert event.handled_at


def test_a_handler_does_not_hear_other_kinds(hear: Hear, alice: Member, petra: Member) -> None:
    heard: list[str] = []
    hear(lambda event: heard.append(event.kind), "gate.failed")
    change_hats(petra, alice, "qa")
    drain()
    assert heard == []


def test_history_is_quiet(hear: Hear, alice: Member, petra: Member) -> None:
    heard: list[str] = []
    hear(lambda event: heard.append(event.kind), "member.hats_changed")
    with history():
        event = change_hats(petra, alice, "qa")
    drain()
    assert heard == []
    assert event.handled_at


def test_the_same_task_twice_is_heard_once(hear: Hear, alice: Member, petra: Member) -> None:
    heard: list[str] = []
    hear(lambda event: heard.append(event.kind), "member.hats_changed")
    change_hats(petra, alice, "qa")
    batches = relay_pass()
    work(batches)
    work(batches)
    assert heard == ["member.hats_changed"]


def test_an_event_that_is_leased_is_not_queued_again(alice: Member, petra: Member) -> None:
    change_hats(petra, alice, "qa")
    assert relay_pass()
    assert not relay_pass()


def test_a_task_that_got_lost_is_queued_again_when_its_lease_is_over(hear: Hear, alice: Member, petra: Member) -> None:
    heard: list[str] = []
    hear(lambda event: heard.append(event.kind), "member.hats_changed")
    change_hats(petra, alice, "qa")
    relay_pass()  # and the broker forgets it
    make_due()
    drain()
    assert heard == ["member.hats_changed"]


def test_a_failing_event_does_not_stop_the_others(hear: Hear, alice: Member, petra: Member, mark: Member) -> None:
    heard: list[str] = []

    def listen(event: Event) -> None:
        if event.subject_title == "Petra":
            raise RuntimeError("no more paper")
        heard.append(event.subject_title)

    name = hear(listen, "member.hats_changed")
    failing = change_hats(petra, alice, "qa")
    change_hats(mark, alice, "qa")
    drain()

    assert heard == ["Mark"]
    failing.refresh_from_db()
    assert failing.handled_at is None
    assert failing.attempts == 1
    assert failing.error == f"{name}: RuntimeError('no more paper')"


def test_what_a_failing_handler_did_is_undone_and_only_it_hears_the_event_again(
    hear: Hear, alice: Member, petra: Member
) -> None:
    heard: list[str] = []
    failures = [RuntimeError("once")]

    def fragile(event: Event) -> None:
        members.update(petra, by=None, skills=["juggling"])
        heard.append("fragile")
        if failures:
            raise failures.pop()

    hear(lambda event: heard.append("sturdy"), "member.hats_changed")
    hear(fragile, "member.hats_changed")
    event = change_hats(petra, alice, "qa")
    work(relay_pass())
    petra.refresh_from_db()
    assert petra.skills == []

    make_due()
    work(relay_pass())
    petra.refresh_from_db()
    event.refresh_from_db()
    assert sorted(heard) == ["fragile", "fragile", "sturdy"]
    assert petra.skills == ["juggling"]
    assert event.handled_at


def test_after_ten_failures_an_event_is_given_up(hear: Hear, alice: Member, petra: Member) -> None:
    def fail(event: Event) -> None:
        raise RuntimeError("never")

    name = hear(fail, "member.hats_changed")
    event = change_hats(petra, alice, "qa")
    for _ in range(12):
        make_due()
        work(relay_pass())
    event.refresh_from_db()
    assert event.attempts == 10
    assert event.handled_at is None
    handle(name, [str(event.pk)])
    event.refresh_from_db()
    assert event.attempts == 10


@pytest.mark.usefixtures("alice", "petra", "mark")
def test_one_pass_leads_out_a_hundred_events_at_most(hear: Hear, harbour: object) -> None:
    hear(lambda event: None, "member.hats_changed")
    alice, petra = Member.objects.get(user__name="Alice"), Member.objects.get(user__name="Petra")
    for number in range(110):
        change_hats(petra, alice, "qa" if number % 2 else "sales")
    leased = {pk for batch in relay_pass() if batch.task == "events.handle" for pk in batch.args[1]}
    assert len(leased) == 100
