"""The spine over REST: poll it and miss nothing."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from django.test import Client

from launchhub.accounts.actions import members, tokens
from launchhub.accounts.events import HATS_CHANGED
from launchhub.events.models import Event
from launchhub.events.record import record
from launchhub.events.seal import seal
from launchhub.events.shape import shape
from launchhub.lib.wall import workspace_context
from launchhub.live.messages import message
from tests.api.conftest import EVENTS
from tests.api.contract import NeverChanges, Reads
from tests.api.test_problems import expect


class TestEvents(Reads, NeverChanges):
    collection = "events"
    editor = "alice"

    def make(self, number: int) -> str:
        alice = self.request.getfixturevalue("alice")
        row, _ = tokens.create(by=alice, name=f"Token {number}", scopes=["qa:read"])
        seal(alice.workspace_id)
        return str(Event.objects.get(subject_id=row.pk, kind="token.created").pk)


@pytest.fixture
def history(alice: Any, petra: Any) -> Any:
    """Petra's hats, changed five times, and sealed."""
    for number in range(5):
        members.update(petra, by=alice, hats=["qa"] if number % 2 else ["product", "legal"])
    seal(alice.workspace_id)
    return petra


def positions(response: Any) -> list[int]:
    assert response.status_code == 200, response.content
    return [row["position"] for row in response.json()["results"]]


def test_tells_events_as_webhooks_do(alices: Client, history: Any) -> None:
    for row in alices.get(EVENTS).json()["results"]:
        assert row == orjson.loads(orjson.dumps(shape(Event.objects.get(pk=row["id"]))))


def test_a_number_that_postgresql_makes_a_long_one_of_hides_no_event(alices: Client, history: Any, alice: Any) -> None:
    record(HATS_CHANGED, history, by=alice, old=1e30, new=[1e300])
    seal(alice.workspace_id)
    response = alices.get(EVENTS)
    assert response.status_code == 200, response.content
    newest = response.json()["results"][-1]
    assert newest["data"] == {"old": 1e30, "new": [1e300]}
    told = shape(Event.objects.select_related("actor__user").get(pk=newest["id"]))
    assert b'"old":1e+30' in message(told), "streams tell it, too"


def test_an_event_appears_once_it_is_sealed(alices: Client, history: Any, alice: Any) -> None:
    before = positions(alices.get(EVENTS))
    members.update(history, by=alice, hats=[])
    assert positions(alices.get(EVENTS)) == before
    seal(alice.workspace_id)
    assert positions(alices.get(EVENTS)) == [*before, before[-1] + 1]


def test_who_polls_misses_nothing(alices: Client, history: Any, alice: Any) -> None:
    seen: list[int] = []
    url = f"{EVENTS}?page_size=2"
    while url:
        page = alices.get(url)
        seen += positions(page)
        url = page.json()["next"]
    assert seen == list(range(1, len(seen) + 1))
    assert positions(alices.get(EVENTS, {"after": seen[-1]})) == []
    members.update(history, by=alice, hats=["sales"])
    seal(alice.workspace_id)
    assert positions(alices.get(EVENTS, {"after": seen[-1]})) == [seen[-1] + 1]


def test_who_has_an_event_goes_on_after_it_by_its_id(alices: Client, history: Any, mallory: Any) -> None:
    rows = alices.get(EVENTS).json()["results"]
    assert alices.get(EVENTS, {"after": rows[1]["id"]}).json()["results"] == rows[2:]
    with workspace_context(mallory.workspace):
        foreign = Event.objects.values_list("pk", flat=True)[0]
    for pk in (mallory.pk, foreign):
        expect(alices.get(EVENTS, {"after": pk}), 400)


def test_filters_by_kind_and_subject(alices: Client, history: Any) -> None:
    answer = alices.get(EVENTS, {"subject": history.pk, "kind": "member.hats_changed,member.deleted"})
    assert [row["kind"] for row in answer.json()["results"]] == ["member.hats_changed"] * 5
    assert {row["subject"]["title"] for row in answer.json()["results"]} == {"Petra"}
    assert positions(alices.get(EVENTS, {"launch": history.pk})) == []


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("after=-1", "after"),
        ("after=x", "after"),
        ("kind=member.hatched", "kind"),
        ("ordering=-position", "ordering"),
        ("cursor=x", "cursor"),
    ],
)
def test_refuses_what_makes_no_sense(alices: Client, query: str, parameter: str) -> None:
    assert expect(alices.get(f"{EVENTS}?{query}"), 400)["errors"][0]["parameter"] == parameter


def test_a_guest_sees_nothing_of_the_spine(api: Any, vera: Any, history: Any) -> None:
    assert positions(api(vera).get(EVENTS)) == []
