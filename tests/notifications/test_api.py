"""Inbox, watches, preferences and webhooks over REST."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from standardwebhooks import Webhook as Verifier

from launchhub.accounts.models import Member
from launchhub.notifications.inbox import threads, unread_count
from launchhub.notifications.models import Preference, Watch, Webhook
from roadmap.actions import launches, products
from tests.events.drain import drain
from tests.notifications.conftest import Tell
from tests.notifications.receivers import Receiver

OWNS = "you own it"
Api = Callable[..., Client]


def at(path: str) -> str:
    """Return an address of Harbour's API."""
    return f"/api/v1/harbour/{path}"


def patch(client: Client, path: str, body: Any) -> Any:
    """PATCH as JSON."""
    return client.patch(at(path), body, content_type="application/json")


def post(client: Client, path: str, body: Any = None) -> Any:
    """POST as JSON."""
    return client.post(at(path), {} if body is None else body, content_type="application/json")


def test_the_inbox_tells_what_happened_and_why_newest_first(api: Api, tell: Tell, petra: Member, mark: Member) -> None:
    first, second = tell(petra, (mark, OWNS), by=petra, cups=3), tell(petra, (mark, OWNS), (petra, OWNS))
    drain()
    rows = api(mark).get(at("notifications/")).json()["results"]
    assert [row["event"] for row in rows] == [str(second.pk), str(first.pk)]
    assert rows[1] | {"id": "", "created_at": ""} == {
        "id": "",
        "event": str(first.pk),
        "kind": "tea.served",
        "sentence": "Petra served tea to Petra",
        "because": OWNS,
        "asked": False,
        "subject": {"type": "member", "id": str(petra.pk), "title": "Petra"},
        "launch": None,
        "created_at": "",
        "read_at": None,
        "snoozed_until": None,
    }


def test_nobody_reads_the_inbox_of_another(api: Api, tell: Tell, petra: Member, mark: Member) -> None:
    tell(petra, (mark, OWNS))
    drain()
    [row] = api(mark).get(at("notifications/")).json()["results"]
    assert api(petra).get(at("notifications/")).json()["results"] == []
    assert patch(api(petra), f"notifications/{row['id']}/", {"is_read": True}).status_code == 404


def test_a_notification_is_read_unread_and_put_off(api: Api, tell: Tell, petra: Member, mark: Member) -> None:
    tell(petra, (mark, OWNS))
    drain()
    client = api(mark)

    def unread() -> int:
        found = len(client.get(at("notifications/?unread=true")).json()["results"])
        assert found == unread_count(mark) == len(threads(mark, unread_only=True))
        return found

    [row] = client.get(at("notifications/?unread=true")).json()["results"]
    path = f"notifications/{row['id']}/"
    assert patch(client, path, {"is_read": True}).json()["read_at"]
    assert unread() == 0
    assert len(client.get(at("notifications/?unread=false")).json()["results"]) == 1
    patch(client, path, {"is_read": False})
    assert unread() == 1
    later = (timezone.now() + dt.timedelta(hours=1)).isoformat()
    assert patch(client, path, {"snoozed_until": later}).status_code == 200
    assert unread() == 0
    patch(client, path, {"snoozed_until": None})
    assert unread() == 1
    gone = patch(client, path, {"snoozed_until": "2020-01-01T00:00:00Z"})
    assert gone.status_code == 400
    assert gone.json()["errors"][0]["pointer"] == "/snoozed_until"


def test_several_are_marked_as_read_at_once(api: Api, tell: Tell, petra: Member, mark: Member) -> None:
    for _ in range(3):
        tell(petra, (mark, OWNS))
    drain()
    client = api(mark)
    rows = client.get(at("notifications/")).json()["results"]
    assert post(client, "notifications/reads/", {"ids": [rows[0]["id"]]}).json() == {"marked": 1}
    assert post(client, "notifications/reads/").json() == {"marked": 2}


def test_the_inbox_gathers_by_subject(tell: Tell, alice: Member, petra: Member, mark: Member) -> None:
    tell(petra, (mark, OWNS))
    tell(alice, (mark, OWNS))
    tell(petra, (mark, OWNS))
    drain()
    assert [(thread.title, len(thread.notifications), thread.unread) for thread in threads(mark)] == [
        ("Petra", 2, 2),
        ("Alice", 1, 1),
    ]


def test_the_number_of_queries_does_not_grow_with_the_inbox(api: Api, tell: Tell, petra: Member, mark: Member) -> None:
    client, counts = api(mark), []
    client.get(at("notifications/"))
    for number in (1, 29):
        for _ in range(number):
            tell(petra, (mark, OWNS), by=petra)
        drain()
        with CaptureQueriesContext(connection) as queries:
            client.get(at("notifications/"))
        with CaptureQueriesContext(connection) as more:
            [thread] = threads(mark)
            assert thread.newest.sentence == "Petra served tea to Petra"
        counts.append((len(queries), len(more)))
    assert counts[0] == counts[1]
    assert counts[0][1] == 2


def test_preferences_are_set_and_changed(api: Api, mark: Member) -> None:
    client = api(mark)
    assert client.get(at("preferences/")).json()["results"] == []
    made = post(client, "preferences/", {"email": "all"})
    assert (made.status_code, made.json()["email"]) == (201, "all")
    changed = patch(client, f"preferences/{made.json()['id']}/", {"email": "none"})
    assert changed.json()["email"] == "none"
    assert Preference.objects.get().member == mark
    assert post(client, "preferences/", {"email": "sometimes"}).status_code == 400


def test_a_launch_is_watched_muted_and_let_go(api: Api, mark: Member, petra: Member) -> None:
    client = api(mark)
    refused = post(client, "watches/", {"noun": "member", "target": str(petra.pk)})
    assert refused.json()["errors"][0]["pointer"] == "/noun"
    unseen = post(client, "watches/", {"noun": "launch", "target": str(petra.pk)})
    assert unseen.json()["errors"][0] == {"pointer": "/target", "detail": "There is no such launch."}

    product = products.create(by=petra, name="Harbour lights", key="HL")
    launch = launches.create(by=petra, name="Anchor", products=[product], owner=petra)
    made = post(client, "watches/", {"noun": "launch", "target": str(launch.pk)})
    assert made.status_code == 201
    assert (made.json()["because"], made.json()["muted"]) == ("you watch “Anchor”", False)
    path = f"watches/{made.json()['id']}/"
    assert patch(client, path, {"muted": True}).json()["because"] == "you muted “Anchor”"
    assert len(client.get(at(f"watches/?target={launch.pk}&muted=true")).json()["results"]) == 1
    assert api(petra).get(at("watches/")).json()["results"] == []
    assert client.delete(at(path)).status_code == 204
    assert not Watch.objects.exists()


def test_a_webhook_from_making_to_replay(
    api: Api, receiver: Receiver, tell: Tell, alice: Member, petra: Member
) -> None:
    client = api(alice)
    made = post(client, "webhooks/", {"url": receiver.url}).json()
    drain()
    receiver.requests.clear()
    assert made["secret"].startswith("whsec_")
    assert made["is_enabled"]
    path = f"webhooks/{made['id']}/"
    assert "secret" not in client.get(at(path)).json()

    receiver.answers = [(500, {}), (200, {})]
    sent = post(client, f"{path}tests/")
    drain()
    assert receiver.ids == [sent.json()["event"]]
    Verifier(made["secret"]).verify(receiver.requests[0][1], receiver.requests[0][0])
    log = client.get(at(f"{path}deliveries/?event={sent.json()['event']}")).json()["results"]
    assert [(row["status"], row["kind"]) for row in log] == [("pending", "webhook.tested")]
    [attempt] = log[0]["attempts"]
    assert (attempt["status"], attempt["error"]) == (500, "The receiver answered with status 500.")

    event = tell(petra)
    drain()
    [row] = client.get(at(f"{path}deliveries/?event={event.pk}")).json()["results"]
    assert row["status"] == "sent"
    receiver.requests.clear()
    assert post(client, f"{path}replays/", {"delivery": row["id"]}).json() == {"count": 1}
    drain()
    assert str(event.pk) in receiver.ids
    again = post(client, f"{path}replays/", {"since": "2020-01-01T00:00:00Z"})
    assert again.json()["count"] >= 2
    both = post(client, f"{path}replays/", {"since": "2020-01-01T00:00:00Z", "delivery": row["id"]})
    assert both.status_code == 400

    rotated = post(client, f"{path}rotations/").json()["secret"]
    assert rotated.startswith("whsec_")
    assert rotated != made["secret"]


def test_a_webhook_is_switched_off_and_on(api: Api, receiver: Receiver, alice: Member) -> None:
    client = api(alice)
    made = post(client, "webhooks/", {"url": receiver.url, "kinds": ["member.joined"]}).json()
    path = f"webhooks/{made['id']}/"
    off = patch(client, path, {"is_enabled": False}).json()
    assert (off["is_enabled"], off["disabled_because"]) == (False, "Alice switched it off.")
    assert post(client, f"{path}tests/").status_code == 400
    on = patch(client, path, {"is_enabled": True, "kinds": []}).json()
    assert (on["is_enabled"], on["disabled_because"], on["kinds"]) == (True, "", [])


def test_a_private_address_is_refused_by_name_of_the_field(api: Api, alice: Member) -> None:
    refused = post(api(alice), "webhooks/", {"url": "http://169.254.169.254/latest/"})
    assert refused.status_code == 400
    assert refused.json()["errors"][0]["pointer"] == "/url"
    assert not Webhook.objects.exists()


@pytest.mark.parametrize("method", ["get", "post"])
def test_webhooks_are_the_admins_alone(method: str, api: Api, petra: Member) -> None:
    answer = getattr(api(petra), method)(at("webhooks/"))
    assert answer.status_code == 403
