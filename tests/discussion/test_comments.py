"""Comments: who may write, edit and delete them, who is told of them, and who sees them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from launchhub.accounts.models import Member, User
from launchhub.discussion.actions import comments
from launchhub.discussion.mentions import mentioned
from launchhub.discussion.models import LONGEST, Comment
from launchhub.events.models import Event
from launchhub.lib.errors import Forbidden, Stale
from launchhub.notifications.actions import watches
from launchhub.notifications.models import Watch
from roadmap.actions import decisions, features
from roadmap.models import Feature, Launch
from tests.cast import share
from tests.events.drain import drain

Told = Callable[[Event], dict[str, str]]


def say(by: Member, obj: Any, body: str) -> Comment:
    return comments.create(by=by, noun=obj.noun, target_id=obj.pk, body=body)


def last(kind: str) -> Event:
    return Event.objects.filter(kind=kind).latest("id")


def test_a_comment_is_an_event_of_what_it_is_on(mark: Member, refunds: Feature) -> None:
    comment = say(mark, refunds, "  Which currencies?\n")
    event = last("comment.added")
    assert (comment.body, comment.author) == ("Which currencies?", mark)
    assert (event.subject_type, event.subject_id, event.launch_id) == ("feature", refunds.pk, refunds.launch_id)
    assert (event.data["note"], event.data["comment"]) == ("Which currencies?", str(comment.pk))


def test_those_who_watch_it_are_told_and_hear_the_answers(
    petra: Member, mark: Member, quentin: Member, refunds: Feature, told: Told
) -> None:
    watches.watch(refunds, by=quentin)
    say(mark, refunds, "Which currencies?")
    drain()
    assert told(last("comment.added")) == {
        "Petra": "you own the feature, you own the launch and you own the product “Payments”",
        "Quentin": "you watch “Refunds”",
    }
    say(quentin, refunds, "All of them.")
    drain()
    assert "you commented on “Refunds”" in told(last("comment.added"))["Mark"]


def test_the_mentioned_are_told_of_the_mention_alone_and_watch_from_now_on(
    petra: Member, mark: Member, quentin: Member, refunds: Feature, told: Told
) -> None:
    watches.watch(refunds, by=quentin)
    say(mark, refunds, "@Quentin, @petra: is this tested?")
    drain()
    added, mention = last("comment.added"), last("comment.mentioned")
    assert told(mention) == {"Petra": "you were mentioned", "Quentin": "you were mentioned"}
    assert told(added) == {}
    assert Watch.objects.on(refunds.pk).filter(member=petra).exists()


def test_who_has_muted_it_stays_alone(mark: Member, quentin: Member, refunds: Feature, told: Told) -> None:
    watches.mute(refunds, by=quentin)
    say(mark, refunds, "@Quentin?")
    drain()
    assert told(last("comment.mentioned")) == {}
    assert Watch.objects.get(member=quentin).muted


def test_an_edit_tells_only_whom_it_names_anew(
    petra: Member, mark: Member, quentin: Member, refunds: Feature, told: Told
) -> None:
    comment = say(mark, refunds, "@Quentin?")
    comment = comments.update(comment, by=mark, body="@Quentin and @Petra?", expected_version=1)
    drain()
    assert told(last("comment.mentioned")) == {"Petra": "you were mentioned"}
    assert (comment.version, comment.edited_at is None) == (2, False)
    with pytest.raises(Stale):
        comments.update(comment, by=mark, body="Never mind", expected_version=1)


def test_only_the_author_edits_and_an_admin_may_delete(
    alice: Member, mark: Member, petra: Member, refunds: Feature
) -> None:
    comment = say(mark, refunds, "Hm")
    for other in (petra, alice):
        with pytest.raises(Forbidden, match="author"):
            comments.update(comment, by=other, body="Ha")
    with pytest.raises(Forbidden, match="admin"):
        comments.delete(comment, by=petra)
    comments.delete(comment, by=alice)
    assert not Comment.objects.visible_to(mark).exists()
    assert last("comment.deleted").subject_id == refunds.pk


def test_a_guest_talks_about_what_is_shared_with_them(
    petra: Member, vera: Member, launch: Launch, refunds: Feature
) -> None:
    other = features.create(by=petra, title="Secret", product=refunds.product)
    say(petra, other, "Quiet")
    with pytest.raises(ValidationError, match="no such feature"):
        say(vera, refunds, "Hello")
    share(launch, vera)
    say(vera, refunds, "Hello")
    with pytest.raises(ValidationError, match="no such feature"):
        say(vera, other, "Hello")
    assert [each.body for each in Comment.objects.visible_to(vera)] == ["Hello"]


def test_a_decision_is_talked_about_and_who_watches_its_launch_hears_of_it(
    petra: Member, mark: Member, quentin: Member, vera: Member, launch: Launch, told: Told
) -> None:
    decision = decisions.create(launch=launch, decision="go", by=petra)
    watches.watch(launch, by=quentin)
    say(mark, decision, "Are we sure?")
    drain()
    event = Event.objects.get(kind="comment.added")
    assert (event.subject_type, event.launch_id) == ("decision", launch.pk)
    assert "Quentin" in told(event)
    assert not Comment.objects.visible_to(vera).exists()
    share(launch, vera)
    assert say(vera, decision, "I am") in Comment.objects.visible_to(vera)


def test_a_mention_never_shows_a_guest_more(mark: Member, vera: Member, refunds: Feature) -> None:
    say(mark, refunds, "@Vera, look")
    drain()
    assert not Feature.objects.visible_to(vera).exists()
    assert not Event.objects.filter(kind="comment.mentioned").exists()


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"body": " \n"}, "body"),
        ({"body": "x" * (LONGEST + 1)}, "body"),
        ({"noun": "member"}, "noun"),
        ({"noun": "nothing"}, "noun"),
        ({"noun": "launch"}, "target"),
    ],
)
def test_bad_input_is_refused_at_its_field(mark: Member, refunds: Feature, fields: dict[str, str], field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        comments.create(by=mark, **({"noun": "feature", "target_id": refunds.pk, "body": "Hm"} | fields))  # type: ignore[arg-type]
    assert list(refused.value.message_dict) == [field]
    assert not Comment.objects.exists()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@Ann", ["Ann"]),
        ("@ann marie, and @ANN.", ["Ann Marie", "Ann"]),
        ("@Zoë", ["Zoë Fox"]),
        ("@zoë fox!", ["Zoë Fox"]),
        ("@Sam", []),
        ("@Sam Hill", ["Sam Hill"]),
        ("@Anna", []),
        ("mail ann@ann.example", []),
        ("no Ann here, nor @", []),
        ("(@Ann)", ["Ann"]),
    ],
)
def test_a_name_is_found_as_people_write_it(text: str, names: list[str]) -> None:
    people = [Member(user=User(name=name)) for name in ("Ann", "Ann Marie", "Zoë Fox", "Sam Hill", "Sam Low")]
    assert [member.name for member in mentioned(text, people)] == names
