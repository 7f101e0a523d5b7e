"""People get e-mails as urgent as they want them, and can stop them."""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from launchhub.accounts.actions import invitations, members
from launchhub.accounts.models import Member
from launchhub.events.models import Event
from launchhub.notifications import letters
from launchhub.notifications import mailbox as eml
from launchhub.notifications.actions import preferences, replays
from launchhub.notifications.models import Delivery, DeliveryAttempt, Preference
from tests.events.drain import drain, relay_pass, work
from tests.notifications.conftest import Tell, make_due
from tests.notifications.receivers import Mailbox

OWNS = "you own the asset “Blog post”"


def only_mail() -> Any:
    """Return the one e-mail that was sent."""
    [message] = mail.outbox
    return message_from_bytes(message.message().as_bytes(), policy=policy.default)


def text_of(message: EmailMessage, kind: str) -> str:
    """Return the plain or HTML text of an e-mail."""
    part = message.get_body((kind,))
    assert part
    return str(part.get_content())


def test_an_urgent_event_comes_by_email_in_text_and_html(tell: Tell, petra: Member, mark: Member) -> None:
    event = tell(petra, (mark, OWNS), urgent=True, note="Bring <cups>")
    drain()
    message = only_mail()
    assert message["Subject"] == "LaunchHub served tea to Petra"
    assert message["To"] == "Mark <mark@example.com>"
    assert message["Message-ID"] == f"<{event.pk}.{mark.pk}@localhost>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert f"You get this because {OWNS}." in text_of(message, "plain")
    assert "Bring <cups>" in text_of(message, "plain")
    assert "Bring &lt;cups&gt;" in text_of(message, "html")
    assert f"You get this because {OWNS}." in text_of(message, "html")
    assert Delivery.objects.get(event=event).status == "sent"


@pytest.mark.parametrize(
    ("choice", "urgent", "comes"),
    [
        ("urgent", True, True),
        ("urgent", False, False),
        ("all", True, True),
        ("all", False, True),
        ("none", True, False),
        ("none", False, False),
    ],
)
def test_a_preference_decides(choice: str, urgent: bool, comes: bool, tell: Tell, petra: Member, mark: Member) -> None:
    preferences.create(email=choice, by=mark)
    tell(petra, (mark, OWNS), urgent=urgent)
    drain()
    assert len(mail.outbox) == comes


def test_what_concerns_one_launch_is_one_thread(tell: Tell, alice: Member, petra: Member, mark: Member) -> None:
    tell(petra, (mark, OWNS), urgent=True, launch_id=alice.pk)
    tell(petra, (mark, OWNS), urgent=True, launch_id=alice.pk)
    tell(petra, (mark, OWNS), urgent=True)
    drain()
    threads = [message.message()["References"] for message in mail.outbox]
    assert threads == [f"<{alice.pk}@localhost>"] * 2 + [f"<{petra.pk}@localhost>"]
    assert [message.message()["In-Reply-To"] for message in mail.outbox] == threads


def test_a_title_with_line_breaks_cannot_add_a_header(tell: Tell, petra: Member, mark: Member) -> None:
    petra.user.name = "Petra\r\nBcc: mallory@example.com\r\n\r\nHello \N{SNOWMAN}" + "x" * 300
    mark.user.name = "Mark\r\nBcc: mallory@example.com\N{LINE SEPARATOR}"
    mark.user.save()
    tell(petra, (mark, OWNS), urgent=True)
    drain()
    message = only_mail()
    assert message["Bcc"] is None
    assert message["To"].addresses[0].addr_spec == "mark@example.com"
    assert message["Subject"].startswith("LaunchHub served tea to Petra Bcc: mallory@example.com Hello ")
    assert message["Subject"].endswith("xxx…")


@pytest.mark.parametrize("name", ['Mark "the pen" \\, <x@example.com>', "Márk \N{SNOWMAN}" * 10, "Mark " * 29, ""])
def test_any_name_can_be_addressed(name: str, tell: Tell, petra: Member, mark: Member) -> None:
    mark.user.name = name
    mark.user.save()
    tell(petra, (mark, OWNS), urgent=True)
    drain()
    [address] = only_mail()["To"].addresses
    assert address.addr_spec == "mark@example.com"
    assert address.display_name.replace(" ", "") == name.replace(" ", "")  # the parser puts blanks between its words


@pytest.mark.parametrize("address", ["mark@example.com", '"mark the pen"@example.com', "mark@bücher.example"])
def test_any_address_is_that_of_its_envelope(
    address: str, tell: Tell, mailbox: Mailbox, petra: Member, mark: Member
) -> None:
    mark.user.email = address
    mark.user.save()
    tell(petra, (mark, OWNS), urgent=True)
    drain()
    [envelope] = mailbox.envelopes
    assert envelope.mail_from == "launchhub@localhost"
    assert envelope.rcpt_tos == [address.replace("bücher", "xn--bcher-kva")]


def test_the_link_in_the_header_stops_emails_on_post_alone(tell: Tell, petra: Member, mark: Member) -> None:
    tell(petra, (mark, OWNS), urgent=True)
    drain()
    message = only_mail()
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    [address] = re.findall(r"^<http://localhost:\d+(/.*)>$", message["List-Unsubscribe"])

    asked = Client().get(address)
    assert asked.status_code == 200
    assert b"Stop e-mails?" in asked.content
    assert not Preference.objects.exists()

    stopped = Client(enforce_csrf_checks=True).post(address, {"List-Unsubscribe": "One-Click"})
    assert stopped.status_code == 200
    assert Preference.objects.get(member=mark).email == "none"
    assert Client().post(address.replace(str(mark.pk), str(petra.pk))).status_code == 404


def test_without_a_mail_server_emails_are_files_one_for_each(
    tell: Tell, petra: Member, mark: Member, settings: Any, tmp_path: Any
) -> None:
    settings.EMAIL_BACKEND = "launchhub.notifications.mailbox.EmlBackend"
    settings.MAIL_DIR = tmp_path / "mail"
    event = tell(petra, (mark, OWNS), urgent=True)
    drain()
    Delivery.objects.update(status="pending")  # and once more
    drain()
    [file] = settings.MAIL_DIR.iterdir()
    assert file.name == f"{event.pk}.{mark.pk}@localhost.eml"
    message = eml.read(f"<{event.pk}.{mark.pk}@localhost>")
    assert message
    assert message["Subject"] == "LaunchHub served tea to Petra"
    assert eml.read("<../../secret_key>") is None


def test_other_emails_of_the_application_are_files_too(settings: Any, tmp_path: Any) -> None:
    settings.MAIL_DIR = tmp_path / "mail"
    eml.EmlBackend().send_messages([mail.EmailMessage("Hello", "Welcome", to=["mark@example.com"])])
    [file] = settings.MAIL_DIR.iterdir()
    assert b"Subject: Hello" in file.read_bytes()


@pytest.mark.parametrize("pipelining", [True, False])
def test_a_batch_goes_over_one_connection(
    pipelining: bool, tell: Tell, mailbox: Mailbox, petra: Member, mark: Member
) -> None:
    mailbox.pipelining = pipelining
    for _ in range(3):
        tell(petra, (mark, OWNS), (petra, OWNS), urgent=True, note="Dots\n.\n..")
    drain()
    assert len(mailbox.envelopes) == 6
    assert len(mailbox.sessions) == 1
    notes = [text_of(message_from_bytes(each.content, policy=policy.default), "plain") for each in mailbox.envelopes]
    assert all("Dots . .. You get this" in " ".join(note.split()) for note in notes)


def test_a_mail_server_that_is_away_is_tried_again(
    tell: Tell, mailbox: Mailbox, settings: Any, petra: Member, mark: Member
) -> None:
    settings.EMAIL_PORT = 1
    event = tell(petra, (mark, OWNS), urgent=True)
    drain()
    delivery = Delivery.objects.get(event=event)
    assert (delivery.status, delivery.attempts) == ("pending", 1)
    assert "can't be reached" in delivery.error
    settings.EMAIL_PORT = mailbox.port
    make_due()
    drain()
    assert len(mailbox.envelopes) == 1


@pytest.mark.parametrize(("answer", "status"), [("550 No such user", "dead"), ("450 Try later", "pending")])
def test_a_refused_recipient_stops_nobody_else(
    answer: str, status: str, tell: Tell, mailbox: Mailbox, petra: Member, mark: Member
) -> None:
    mailbox.refusals["mark@example.com"] = answer
    event = tell(petra, (mark, OWNS), (petra, OWNS), urgent=True)
    drain()
    assert Delivery.objects.get(event=event, target=mark.pk).status == status
    assert Delivery.objects.get(event=event, target=petra.pk).status == "sent"
    attempt = DeliveryAttempt.objects.get(delivery__event=event, delivery__target=mark.pk)
    assert (attempt.status, attempt.response) == (int(answer[:3]), answer[4:])


def test_an_email_that_was_given_up_is_sent_once_more_with_the_same_id(
    tell: Tell, mailbox: Mailbox, settings: Any, alice: Member, petra: Member, mark: Member
) -> None:
    settings.EMAIL_PORT = 1
    event = tell(petra, (mark, OWNS), urgent=True)
    for _ in range(10):
        drain()
        make_due()
    delivery = Delivery.objects.get(event=event)
    assert delivery.status == "dead"

    settings.EMAIL_PORT = mailbox.port
    replays.create(delivery, by=alice)
    drain()
    [envelope] = mailbox.envelopes
    assert f"Message-ID: <{event.pk}.{mark.pk}@localhost>".encode() in envelope.content
    assert Event.objects.get(kind="email.replayed").subject_title == "Mark"


def test_an_email_to_somebody_who_has_left_is_not_sent_once_more(
    tell: Tell, alice: Member, petra: Member, mark: Member
) -> None:
    event = tell(petra, (mark, OWNS), urgent=True)
    drain()
    members.delete(mark, by=alice)
    with pytest.raises(ValidationError, match="This member has left"):
        replays.create(Delivery.objects.get(event=event), by=alice)


def test_an_invitation_is_sent_once_more_as_long_as_it_is_open(alice: Member) -> None:
    invitation, _ = invitations.create(by=alice, email="vera@example.com")
    drain()
    delivery = Delivery.objects.get(channel="invitation")
    replays.create(delivery, by=alice)
    drain()
    assert len(mail.outbox) == 2
    invitations.delete(invitation, by=alice)
    with pytest.raises(ValidationError, match="used or withdrawn"):
        replays.create(delivery, by=alice)


def test_an_email_to_somebody_who_has_left_is_cancelled(tell: Tell, petra: Member, mark: Member) -> None:
    event = tell(petra, (mark, OWNS), urgent=True)
    work(relay_pass())
    mark.user.is_active = False
    mark.user.save()
    drain()
    assert Delivery.objects.get(event=event).status == "cancelled"
    assert mail.outbox == []


def test_an_email_to_somebody_who_has_just_stopped_them_is_cancelled(tell: Tell, petra: Member, mark: Member) -> None:
    event = tell(petra, (mark, OWNS), urgent=True)
    work(relay_pass())
    preferences.create(email="none", by=mark)
    drain()
    assert Delivery.objects.get(event=event).status == "cancelled"
    assert mail.outbox == []


def test_an_email_that_cannot_be_written_stops_nobody_else(
    tell: Tell, petra: Member, mark: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing = tell(petra, (mark, OWNS), urgent=True)
    event = tell(petra, (mark, OWNS), urgent=True)
    write = letters.write

    def fragile(about: Event, because: str, *, asked: bool) -> letters.Letter:
        if about == failing:
            raise ValueError("no ink")
        return write(about, because, asked=asked)

    monkeypatch.setattr(letters, "write", fragile)
    drain()
    assert Delivery.objects.get(event=failing).error == "It can't be written: ValueError('no ink')"
    assert Delivery.objects.get(event=event).status == "sent"


def test_the_log_shows_deliveries_with_their_attempts_to_whom_they_concern(
    tell: Tell, alice: Member, petra: Member, mark: Member
) -> None:
    for _ in range(3):
        tell(petra, (mark, OWNS), (petra, OWNS), urgent=True)
    drain()
    with CaptureQueriesContext(connection) as queries:
        rows = list(Delivery.objects.visible_to(mark).with_events())
        assert [(row.status, row.event.actor, row.event.subject_title) for row in rows] == [("sent", None, "Petra")] * 3
    assert len(queries) == 2
    attempts = DeliveryAttempt.objects.of([row.pk for row in rows])
    assert sorted((attempt.delivery_id, attempt.error) for attempt in attempts) == [(row.pk, "") for row in rows[::-1]]
    assert not DeliveryAttempt.objects.of([])
    assert Delivery.objects.visible_to(alice).count() == 6
