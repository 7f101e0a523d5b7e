"""What left the house, over REST: read, narrowed down, and sent once more."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from launchhub.accounts.models import Member
from launchhub.notifications.actions import preferences
from launchhub.notifications.models import Delivery, DeliveryAttempt
from tests.events.drain import drain
from tests.notifications.conftest import Hook, Tell
from tests.pages.telling import sent

Api = Callable[..., Client]
LIST = "/api/v1/harbour/deliveries/"


@pytest.fixture
def dead(tell: Tell, petra: Member, mark: Member) -> Delivery:
    """An e-mail to Mark that was given up."""
    event = tell(petra, (mark, "you own it"))
    row = sent(event, "email", mark.pk, status="dead", error="No such mailbox", finished_at=timezone.now())
    DeliveryAttempt.objects.create(workspace=mark.workspace, delivery=row, status=550, error="No such mailbox")
    return row


def found(client: Client, **asked: Any) -> list[str]:
    """Return the ids of a list."""
    return [row["id"] for row in client.get(LIST, asked).json()["results"]]


def test_an_admin_reads_to_whom_it_went_and_what_was_answered(api: Api, alice: Member, dead: Delivery) -> None:
    row = api(alice).get(f"{LIST}{dead.pk}/").json()
    [attempt] = row.pop("attempts")
    assert (attempt["status"], attempt["error"]) == (550, "No such mailbox")
    assert row | dict.fromkeys(("next_attempt_at", "created_at", "finished_at")) == {
        "id": str(dead.pk), "event": str(dead.event_id), "kind": "tea.served", "channel": "email",
        "target": str(dead.target), "target_name": "mark@example.com", "status": "dead", "error": "No such mailbox",
        "next_attempt_at": None, "created_at": None, "finished_at": None,
    }  # fmt: skip


def test_a_webhook_is_known_by_its_host_and_what_is_gone_by_no_name(
    api: Api, tell: Tell, alice: Member, petra: Member, hook: Hook
) -> None:
    event, webhook = tell(petra), hook[0]
    for channel, target in (("webhook", webhook.pk), ("invitation", uuid.uuid4())):
        sent(event, channel, target)
    rows = api(alice).get(LIST, {"event": str(event.pk)}).json()["results"]
    assert [(row["channel"], row["target_name"]) for row in rows] == [("invitation", None), ("webhook", webhook.host)]


def test_filters_narrow_the_list(
    api: Api, tell: Tell, alice: Member, petra: Member, hook: Hook, dead: Delivery
) -> None:
    client, webhook = api(alice), hook[0]
    theirs = sent(tell(petra), "email", petra.pk, status="sent")
    hooked = sent(theirs.event, "webhook", webhook.pk, status="cancelled")
    assert found(client, status="dead,cancelled") == [str(hooked.pk), str(dead.pk)]
    assert found(client, channel="email") == [str(theirs.pk), str(dead.pk)]
    assert found(client, member=petra.pk) == [str(theirs.pk)]
    assert found(client, webhook=f"{webhook.pk},{petra.pk}", event=theirs.event_id) == [str(hooked.pk)]
    assert found(client, event=theirs.event_id, status="dead") == []
    for name, value in {"status": "lost", "channel": "pigeon", "member": "Petra", "event": "1"}.items():
        refused = client.get(LIST, {name: value})
        assert (refused.status_code, refused.json()["errors"][0]["parameter"]) == (400, name)


def test_who_is_no_admin_sees_their_own_e_mails_and_sends_none_again(
    signed_in: Any, petra: Member, mark: Member, dead: Delivery
) -> None:
    assert found(signed_in(mark)) == [str(dead.pk)]
    assert signed_in(mark).post(f"{LIST}{dead.pk}/replays/").status_code == 403
    assert found(signed_in(petra)) == []
    assert signed_in(petra).get(f"{LIST}{dead.pk}/").status_code == 404
    assert signed_in(petra).post(f"{LIST}{dead.pk}/replays/").status_code == 404
    assert Delivery.objects.get(pk=dead.pk).status == "dead"


def test_what_was_given_up_is_sent_once_more(
    api: Api, alice: Member, mark: Member, mallory: Member, dead: Delivery, settings: Any, tmp_path: Any
) -> None:
    settings.MAIL_DIR, settings.EMAIL_BACKEND = tmp_path, "launchhub.notifications.mailbox.EmlBackend"
    client, path = api(alice), f"{LIST}{dead.pk}/"
    assert client.get(f"{path}email/").status_code == 404, "none was written yet"
    assert api(mallory).post(path.replace("harbour", "rival") + "replays/").status_code == 404
    preferences.create(by=mark, email="all")
    again = client.post(f"{path}replays/")
    assert (again.status_code, again.json()["status"]) == (201, "pending")
    early = client.post(f"{path}replays/")
    assert (early.status_code, early.json()["errors"][0]["detail"]) == (400, "It is still on its way.")
    drain()
    row = client.get(path).json()
    assert (row["status"], row["error"], len(row["attempts"])) == ("sent", "", 2)
    letter = client.get(f"{path}email/")
    assert (letter.headers["Content-Type"], b"served tea" in letter.content) == ("message/rfc822", True)
