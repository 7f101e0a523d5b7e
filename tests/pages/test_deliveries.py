"""The log of what left the house."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from email import message_from_bytes
from typing import Any

import pytest
from django.utils import timezone

from launchhub.accounts.models import Member
from launchhub.notifications.actions import preferences, webhooks
from launchhub.notifications.models import Delivery, DeliveryAttempt, Webhook
from tests.events.drain import drain
from tests.pages.conftest import Ask, text
from tests.pages.telling import sent, told


@pytest.fixture
def webhook(alice: Member, settings: Any) -> Webhook:
    """A webhook to this machine."""
    settings.OUTBOUND_ALLOW = ["127.0.0.0/8"]
    return webhooks.create(by=alice, url="http://127.0.0.1:9/hook?key=hidden")[0]


def test_it_says_what_went_to_whom_and_what_was_answered(
    ask: Ask, alice: Member, mark: Member, webhook: Webhook
) -> None:
    event = told(alice, subject=mark).event
    sent(event, "webhook", webhook.pk, status="dead", attempts=10, error="The receiver answered with status 500.")
    sent(event, "email", mark.pk, status="sent", attempts=1)
    page = text(ask(alice, "deliveries/"))
    for words in ("Mark joined the workspace", "127.0.0.1:9", "mark@example.com", "Given up", "status 500"):
        assert words in page
    assert "key=" not in page


def test_others_see_their_own_e_mails_only(ask: Ask, alice: Member, petra: Member, mark: Member) -> None:
    event = told(petra, subject=mark).event
    mine, theirs = sent(event, "email", petra.pk), sent(event, "email", alice.pk)
    page = text(ask(petra, "deliveries/"))
    assert "petra@example.com" in page
    assert "alice@example.com" not in page
    assert ask(petra, f"deliveries/{mine.pk}/").status_code == 200
    assert ask(petra, f"deliveries/{theirs.pk}/").status_code == 404


def test_filters_narrow_the_log(ask: Ask, alice: Member, petra: Member) -> None:
    sent(told(petra).event, "email", petra.pk, status="dead")
    sent(told(alice).event, "email", alice.pk, status="sent")
    page = text(ask(alice, "deliveries/?status=dead&channel=email"))
    assert "petra@example.com" in page
    assert "alice@example.com" not in page
    assert "No delivery matches" in text(ask(alice, "deliveries/?channel=webhook"))


@pytest.mark.parametrize("query", ["status=lost", "event=nonsense", "before=1", "channel=pigeon"])
def test_a_filter_that_makes_no_sense_leads_nowhere(ask: Ask, alice: Member, query: str) -> None:
    assert ask(alice, f"deliveries/?{query}").status_code == 404


def test_one_event_shows_everyone_who_was_told(ask: Ask, alice: Member, petra: Member, mark: Member) -> None:
    row = told(petra, "you own the launch", subject=mark)
    sent(row.event, "email", petra.pk, status="sent")
    sent(told(alice).event, "email", alice.pk)
    page = text(ask(alice, f"deliveries/?event={row.event_id}"))
    for words in ("Mark joined the workspace", "you own the launch", "Unread", "petra@example.com"):
        assert words in page
    assert "alice@example.com" not in page


def test_of_one_event_others_see_what_they_were_told(ask: Ask, petra: Member, mark: Member, quentin: Member) -> None:
    row = told(petra, "a reason of Petra's", subject=quentin)
    assert "a reason of Petra" in text(ask(petra, f"deliveries/?event={row.event_id}"))
    assert ask(mark, f"deliveries/?event={row.event_id}").status_code == 404
    assert ask(petra, f"deliveries/?event={uuid.uuid4()}").status_code == 404


def test_older_ones_are_a_page_further(ask: Ask, alice: Member) -> None:
    for _ in range(51):
        sent(told(alice).event, "email", alice.pk)
    assert f"before={Delivery.objects.order_by('-id')[49].pk}" in text(ask(alice, "deliveries/"))


def test_each_attempt_is_listed(ask: Ask, alice: Member, webhook: Webhook) -> None:
    delivery = sent(told(alice).event, "webhook", webhook.pk, attempts=2, error="No answer")
    for status, response in ((500, "<b>broken</b>"), (None, "")):
        DeliveryAttempt.objects.create(
            workspace=alice.workspace, delivery=delivery, status=status, latency_ms=12, response=response, error="Oh"
        )
    page = text(ask(alice, f"deliveries/{delivery.pk}/"))
    assert page.count("12 ms") == 2
    assert "&lt;b&gt;broken" in page
    assert f"{delivery.event_id}" in page
    assert "member.joined" in page
    assert "Next attempt" in page


def test_the_e_mail_can_be_read_and_taken_along(ask: Ask, alice: Member, mark: Member, settings: Any) -> None:
    settings.EMAIL_BACKEND = "launchhub.notifications.mailbox.EmlBackend"
    preferences.create(email="all", by=alice)
    webhooks_before = Delivery.objects.count()
    drain()
    delivery = Delivery.objects.filter(channel="email", target=alice.pk, status="sent").first()
    assert webhooks_before == 0
    page = text(ask(alice, f"deliveries/{delivery.pk}/"))
    assert "You get this because you administer this workspace" in page
    assert "Message-ID" in page
    file = ask(alice, f"deliveries/{delivery.pk}/email/")
    assert file["Content-Type"] == "message/rfc822"
    assert message_from_bytes(file.content)["To"] == "Alice <alice@example.com>"
    assert ask(mark, f"deliveries/{delivery.pk}/email/").status_code == 404


def test_a_delivery_to_a_webhook_is_sent_once_more(ask: Ask, alice: Member, petra: Member, webhook: Webhook) -> None:
    delivery = sent(told(alice).event, "webhook", webhook.pk, status="dead", finished_at=timezone.now())
    assert "Send once more" in text(ask(alice, f"deliveries/{delivery.pk}/"))
    assert ask(petra, f"deliveries/{delivery.pk}/replays/", {}).status_code == 404
    ask(alice, f"deliveries/{delivery.pk}/replays/", {})
    assert Delivery.objects.get(pk=delivery.pk).status == "pending"
    page = text(ask(alice, f"deliveries/{delivery.pk}/"))
    assert "once more." in page


def test_an_email_that_was_given_up_is_sent_once_more(ask: Ask, alice: Member, petra: Member, mark: Member) -> None:
    delivery = sent(told(petra).event, "email", mark.pk, status="dead", finished_at=timezone.now())
    assert "Send once more" in text(ask(alice, f"deliveries/{delivery.pk}/"))
    assert "Send once more" not in text(ask(mark, f"deliveries/{delivery.pk}/"))
    assert ask(mark, f"deliveries/{delivery.pk}/replays/", {}).status_code == 403
    ask(alice, f"deliveries/{delivery.pk}/replays/", {})
    assert Delivery.objects.get(pk=delivery.pk).status == "pending"


def test_other_workspaces_are_out_of_reach(ask: Ask, alice: Member, mallory: Member) -> None:
    delivery = sent(told(alice).event, "email", alice.pk)
    assert ask(mallory, "deliveries/").status_code == 404
    assert ask(mallory, f"deliveries/{delivery.pk}/", workspace="rival").status_code == 404


def test_as_many_queries_for_many_deliveries(
    queries: Callable[[Member, str], int], alice: Member, webhook: Webhook
) -> None:
    counts, of_one_event = [], []
    event = told(alice).event
    for more in (1, 2, 27):
        for _ in range(more):
            sent(told(alice).event, "email", alice.pk)
            sent(told(alice).event, "webhook", webhook.pk)
            sent(event, "email", uuid.uuid4())
        counts.append(queries(alice, "deliveries/"))
        of_one_event.append(queries(alice, f"deliveries/?event={event.pk}"))
    assert len(set(counts)) == 1
    assert len(set(of_one_event)) == 1
