"""Events that concern people, for the length of a test."""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.utils import timezone

from launchhub.accounts.models import Member
from launchhub.embedded.addresses import free_ports
from launchhub.events import kinds
from launchhub.events.kinds import EventKind
from launchhub.events.models import Event
from launchhub.events.record import record
from launchhub.notifications.actions import webhooks
from launchhub.notifications.models import Delivery, Notification, Status, Webhook
from launchhub.notifications.recipients import watchers
from tests.events.drain import drain
from tests.notifications.receivers import Mailbox, Receiver, receiving

Tell = Callable[..., Event]
Hook = tuple[Webhook, str]


@pytest.fixture(autouse=True)
def spoken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the registry of kinds as it was."""
    monkeypatch.setattr(kinds, "KINDS", dict(kinds.KINDS))
    monkeypatch.setattr(kinds, "_MORE", {})
    monkeypatch.setattr("launchhub.events.record.KINDS", kinds.KINDS)
    monkeypatch.setattr("launchhub.notifications.channels.email.KINDS", kinds.KINDS)


@pytest.fixture
def tell() -> Tell:
    """Return a function that records an event about `subject` which concerns the given members for reasons."""

    def about(
        subject: Any,
        *reasons: tuple[Member, str],
        by: Member | None = None,
        kind: str = "tea.served",
        urgent: bool = False,
        **rest: Any,
    ) -> Event:
        pairs = [(member.pk, because) for member, because in reasons]
        sources = (lambda event: pairs, watchers)
        kinds.KINDS[kind] = EventKind(kind, "{actor} served tea to {subject}", sources, urgent)
        return record(kind, subject, by=by, **rest)

    return about


@pytest.fixture
def told() -> Callable[[Event], dict[str, str]]:
    """Return a function that says who was told of an event, and why."""

    def reasons(event: Event) -> dict[str, str]:
        rows = Notification.objects.filter(event=event).select_related("member__user")
        return {row.member.name: row.because for row in rows}

    return reasons


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    """A web server that webhooks may reach."""
    settings.OUTBOUND_ALLOW = ["127.0.0.0/8"]
    with receiving() as started:
        yield started


@pytest.fixture
def mailbox(settings: Any) -> Iterator[Mailbox]:
    """A mail server that e-mails go to."""
    kept = Mailbox(port=free_ports(1)[0])
    controller = Controller(kept, hostname="127.0.0.1", port=kept.port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", kept.port
    yield kept
    controller.stop()


def make_due() -> None:
    """Let every delivery that waits be due, and every lease be over."""
    past = timezone.now() - dt.timedelta(seconds=1)
    Delivery.objects.filter(status=Status.PENDING).update(next_attempt_at=past)
    Delivery.objects.filter(lease_until__isnull=False).update(lease_until=past)


@pytest.fixture
def hook(alice: Member, receiver: Receiver) -> Hook:
    """A webhook of Harbour, past its own creation, and its secret."""
    webhook, secret = webhooks.create(by=alice, url=receiver.url)
    drain()
    receiver.requests.clear()
    return webhook, secret


def sent_to(webhook: Webhook, event: Event) -> Delivery:
    """Return the delivery of an event to a webhook."""
    return Delivery.objects.get(event=event, target=webhook.pk)
