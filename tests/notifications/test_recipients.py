"""Everyone concerned is told, once, and of nothing else; the message says why."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from launchhub.accounts.actions import members
from launchhub.accounts.models import Member, Workspace
from launchhub.events import kinds
from launchhub.events.models import Event
from launchhub.events.record import draft, history
from launchhub.notifications.actions import watches
from launchhub.notifications.models import Notification
from launchhub.notifications.recipients import resolve
from launchhub.notifications.spread import fan_out
from tests.cast import new_user
from tests.events.drain import drain
from tests.notifications.conftest import Tell

Told = Callable[[Event], dict[str, str]]


def test_who_is_concerned_is_told_with_the_reason(tell: Tell, told: Told, petra: Member, mark: Member) -> None:
    event = tell(petra, (mark, "you own the asset “Blog post”"))
    drain()
    assert told(event) == {"Mark": "you own the asset “Blog post”"}


def test_several_reasons_make_one_notification(tell: Tell, told: Told, petra: Member, mark: Member) -> None:
    event = tell(petra, *((mark, f"you own {letter}") for letter in "BAB"))
    drain()
    assert told(event) == {"Mark": "you own A and you own B"}


def test_three_reasons_are_told_and_the_rest_counted(tell: Tell, told: Told, petra: Member, mark: Member) -> None:
    three = tell(petra, *((mark, f"you own {letter}") for letter in "ABC"))
    five = tell(petra, *((mark, f"you own {letter}") for letter in "ABCDE"), kind="tea.spilt")
    drain()
    assert told(three) == {"Mark": "you own A, you own B and you own C"}
    assert told(five) == {"Mark": "you own A, you own B, you own C and 2 more"}


def test_who_did_it_is_not_told(tell: Tell, told: Told, petra: Member, mark: Member) -> None:
    event = tell(petra, (mark, "you own it"), (petra, "you own it too"), by=mark)
    drain()
    assert told(event) == {"Petra": "you own it too"}


def test_a_quiet_event_tells_nobody(tell: Tell, told: Told, petra: Member, mark: Member) -> None:
    with history():
        event = tell(petra, (mark, "you own it"))
    drain()
    fan_out(event)
    assert told(event) == {}


def test_watchers_of_the_subject_and_of_its_launch_are_told(
    tell: Tell, told: Told, alice: Member, petra: Member, mark: Member, quentin: Member
) -> None:
    watches.watch(petra, by=mark)
    watches.watch(alice, by=quentin)  # in the place of a launch
    event = tell(petra, launch_id=alice.pk)
    drain()
    assert told(event) == {"Mark": "you watch “Petra”", "Quentin": "you watch “Alice”"}


def test_an_app_can_make_members_watch_but_not_end_their_mute(
    tell: Tell, told: Told, petra: Member, mark: Member, quentin: Member
) -> None:
    watches.mute(petra, by=mark)
    watches.ensure(petra, [mark, quentin], because="you were mentioned")
    event = tell(petra)
    drain()
    assert told(event) == {"Quentin": "you were mentioned"}


def test_a_mute_silences_every_reason(tell: Tell, told: Told, petra: Member, mark: Member, quentin: Member) -> None:
    watches.mute(petra, by=mark)
    event = tell(petra, (mark, "you own it"), (quentin, "you own it"))
    drain()
    assert told(event) == {"Quentin": "you own it"}


def test_a_muted_launch_silences_everything_of_it(
    tell: Tell, told: Told, alice: Member, petra: Member, mark: Member
) -> None:
    watches.mute(alice, by=mark)
    event = tell(petra, (mark, "you own it"), launch_id=alice.pk)
    drain()
    assert told(event) == {}


def test_guests_and_those_who_left_are_not_told(
    tell: Tell, told: Told, alice: Member, petra: Member, mark: Member, vera: Member
) -> None:
    members.delete(mark, by=alice)
    event = tell(petra, (mark, "you own it"), (vera, "you own it"), (petra, "you own it"))
    drain()
    assert told(event) == {"Petra": "you own it"}


def test_nobody_of_another_workspace_is_told(tell: Tell, told: Told, petra: Member, mallory: Member) -> None:
    event = tell(petra, (mallory, "she asked for it"), (petra, "you own it"))
    drain()
    assert told(event) == {"Petra": "you own it"}


def test_an_app_can_add_recipients_to_the_kind_of_another(tell: Tell, told: Told, petra: Member, mark: Member) -> None:
    kinds.also_tell("tea.served", lambda event: Member.objects.filter(pk=mark.pk).values_list("pk", "user__email"))
    kinds.also_tell("tea.served", lambda event: Member.objects.none().values_list("pk", "user__email"))
    event = tell(petra)
    drain()
    assert told(event) == {"Mark": "mark@example.com"}


@pytest.mark.parametrize("first", ["cause", "consequence"])
def test_who_was_told_of_the_cause_or_did_it_is_not_told_of_what_it_causes(
    first: str, tell: Tell, told: Told, alice: Member, petra: Member, mark: Member, quentin: Member
) -> None:
    reasons = [(each, "you own it") for each in (alice, petra, mark, quentin)]
    cause = tell(petra, reasons[2], by=petra, kind="tea.spilt")
    middle = tell(petra, reasons[3], caused_by=cause, kind="tea.cold")
    event = tell(petra, *reasons, caused_by=middle)
    for each in (cause, middle, event) if first == "cause" else (event, middle, cause):
        fan_out(each)
    assert told(cause) == {"Mark": "you own it"}
    assert told(middle) == {"Quentin": "you own it"}
    assert told(event) == {"Alice": "you own it"}


def test_what_happens_to_something_else_in_the_same_way_is_news_of_its_own(
    tell: Tell, told: Told, alice: Member, petra: Member, mark: Member, quentin: Member
) -> None:
    first = tell(petra, (mark, "you own it"), (quentin, "you own it"), kind="tea.spilt")
    fan_out(first)
    pushed = tell(alice, (mark, "you own that too"), caused_by=first, kind="tea.spilt")
    follows = tell(alice, (mark, "you own it"), (quentin, "you own it"), caused_by=pushed, kind="tea.cold")
    fan_out(follows)
    assert told(first) == {"Mark": "you own it", "Quentin": "you own it"}
    assert told(pushed) == {"Mark": "you own that too"}
    assert told(follows) == {"Quentin": "you own it"}


def test_telling_twice_changes_nothing(tell: Tell, petra: Member, mark: Member) -> None:
    event = tell(petra, (mark, "you own it"))
    fan_out(event)
    before = list(Notification.objects.values())
    fan_out(event)
    assert list(Notification.objects.values()) == before


def test_a_preview_names_the_same_people_and_tells_nobody(tell: Tell, petra: Member, mark: Member) -> None:
    reasons = [(petra, "you own it"), (mark, "you own it")]
    tell(petra, *reasons)
    before = Notification.objects.count()
    found = resolve(draft("tea.served", petra, by=petra))
    assert [(each.name, each.member_id, each.because) for each in found] == [("Mark", mark.pk, "you own it")]
    assert Notification.objects.count() == before


def test_the_number_of_queries_does_not_grow_with_the_recipients(
    tell: Tell, harbour: Workspace, petra: Member, mark: Member
) -> None:
    crowd = [members.add(new_user(f"Mark{number}"), workspace=harbour, by=None) for number in range(29)]
    counts = []
    for people in ([mark], [mark, *crowd]):
        event = tell(petra, *((each, "you own it") for each in people), urgent=True, by=petra)
        with CaptureQueriesContext(connection) as queries:
            fan_out(event)
        assert Notification.objects.filter(event=event).count() == len(people)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 4


def test_ids_made_by_the_database_sort_like_ours(tell: Tell, petra: Member, mark: Member) -> None:
    first = tell(petra, (mark, "you own it"))
    fan_out(first)
    second = tell(petra, (mark, "you own it"), kind="tea.spilt")
    fan_out(second)
    rows = Notification.objects.order_by("id")
    assert [row.event_id for row in rows] == [first.pk, second.pk]
    assert {row.pk.version for row in rows} == {7}
