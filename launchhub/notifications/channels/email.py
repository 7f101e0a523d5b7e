"""E-mail: one letter for each reason, one connection for each batch."""

from __future__ import annotations

import logging
import smtplib
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from email import message_from_bytes, policy
from email.utils import parseaddr
from functools import lru_cache
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.smtp import EmailBackend
from django.db import connection

from launchhub.events.kinds import KINDS
from launchhub.events.models import Event
from launchhub.lib.prepared import prepared
from launchhub.lib.wall import every_workspace
from launchhub.notifications import letters, models, smtp
from launchhub.notifications.channels.base import Claimed, Outcome, Outgoing, Result
from launchhub.notifications.channels.courses import reported, side_by_side
from launchhub.notifications.models import Notification, Preference

log = logging.getLogger(__name__)

PERMANENT = range(500, 600)  # RFC 5321, 4.2.1
LETTERS_KEPT = 256  # some kilobytes each
LANES = 8
"""A member's e-mails go one way, in order; what a worker that died had in hand holds up no other way."""

LINE_UP = """
INSERT INTO deliveries (id, workspace_id, event_id, channel, target, lane)
SELECT launchhub_new_id(), notifications.workspace_id, event_id, 'email', notifications.member_id,
    'email ' || mod(abs(hashtext(notifications.member_id::text)::bigint), %s)
FROM notifications
LEFT JOIN preferences ON preferences.workspace_id = notifications.workspace_id
    AND preferences.member_id = notifications.member_id
WHERE notifications.workspace_id = %s AND event_id = %s AND COALESCE(email, 'urgent') = ANY(%s)
ORDER BY notifications.member_id ON CONFLICT (workspace_id, event_id, channel, target) DO NOTHING
"""


Told = tuple[letters.Addressee, str, bool]
"""Who gets an e-mail, why, and whether the event asks them something."""

Ready = tuple[str, bytes] | Outcome
"""An address and the e-mail to it, or what came of writing it."""


class ReadyMessage(EmailMessage):
    """An e-mail whose bytes are there already: Django's mail backends only carry it."""

    def __init__(self, content: bytes, to: str) -> None:
        super().__init__(to=[to])
        self.content = content

    def message(self, *args: Any, **kwargs: Any) -> Any:
        """Return what backends call a message: something with headers and bytes."""
        return self

    def __getitem__(self, header: str) -> str:
        return str(message_from_bytes(self.content, policy=policy.default)[header])

    def as_bytes(self, *args: Any, **kwargs: Any) -> bytes:
        """Return the e-mail as it is sent."""
        return self.content


class Email(Outgoing):
    """Tells members by e-mail, as urgent as they want it."""

    def spread(self, event: Event) -> None:
        """Line up an e-mail for each member notified whose preference asks for one."""
        is_urgent = event.kind in KINDS and KINDS[event.kind].urgent
        wanted = [models.Email.ALL, models.Email.URGENT] if is_urgent else [models.Email.ALL]
        with connection.cursor() as cursor:
            cursor.execute(LINE_UP, [LANES, event.workspace_id, event.pk, [str(choice) for choice in wanted]])

    def send(self, deliveries: Sequence[Claimed], deadline: float) -> Iterator[list[Outcome]]:
        """Write the e-mails, one after the other, and send them over one connection.

        To write each between two that are sent would take several times as long: all that it takes would be forgotten.
        """
        addressees = _addressees(deliveries)
        ready = [(each, _ready(each, addressees.get(_key(each)))) for each in deliveries]
        batch = Batch()
        try:
            outcomes = ([batch.post(*each, deadline)] for each in ready)
            yield from side_by_side([reported(outcomes)])
        finally:
            batch.close()


def _ready(delivery: Claimed, told: Told | None) -> Ready:
    """Write an e-mail to a member for a reason, if they are there to read it."""
    if told is None:
        return Outcome(delivery, Result.CANCELLED)
    addressee, because, asked = told
    return written(delivery, addressee.address, lambda: _letter(delivery.event, because, asked).to(addressee))


def written(delivery: Claimed, to: str, write: Callable[[], bytes]) -> Ready:
    """Return what `write` returns, to an address; what can't be written must not stop the others."""
    try:
        return to, write()
    except Exception as error:
        log.exception("the e-mail about event %s can't be written", delivery.event_id)
        return Outcome(delivery, Result.FAILED, error=f"It can't be written: {error!r}")


class Batch:
    """E-mails over one connection. Once it is lost, the rest of the batch has failed with it."""

    def __init__(self) -> None:
        self._connection = get_connection()
        self._sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
        self._lost = ""

    def post(self, delivery: Claimed, ready: Ready, deadline: float) -> Outcome:
        """Send an e-mail that could be written, unless it is too late."""
        if isinstance(ready, Outcome):
            return ready
        if self._lost:
            return Outcome(delivery, Result.FAILED, error=self._lost)
        if monotonic() > deadline:
            return Outcome(delivery, Result.POSTPONED)
        return self._carry(delivery, *ready)

    def _carry(self, delivery: Claimed, to: str, content: bytes) -> Outcome:
        started = monotonic()
        try:
            self._hand_over(to, content)
        except smtplib.SMTPRecipientsRefused as error:
            [(status, text)] = error.recipients.values()
            return _answered(delivery, status, text)
        except smtplib.SMTPResponseException as error:
            return _answered(delivery, error.smtp_code, error.smtp_error)
        except OSError as error:  # the mail server is away: SMTPException is an OSError too
            self._lost = f"The mail server can't be reached: {error}"
            return Outcome(delivery, Result.FAILED, error=self._lost)
        return Outcome(delivery, Result.SENT, latency_ms=round((monotonic() - started) * 1000))

    def _hand_over(self, to: str, content: bytes) -> None:
        self._connection.open()
        server = self._connection.connection if type(self._connection) is EmailBackend else None
        if server and smtp.PLAIN.fullmatch(self._sender) and smtp.PLAIN.fullmatch(to):
            smtp.carry(server, self._sender, to, content)
        else:
            self._connection.send_messages([ReadyMessage(content, to)])

    def close(self) -> None:
        """Close the connection, whatever state it is in."""
        with suppress(OSError):
            self._connection.close()


@lru_cache(maxsize=LETTERS_KEPT)
def _letter(event: Event, because: str, asked: bool) -> letters.Letter:
    """Write a letter once for all batches that carry it."""
    return letters.write(event, because, asked=asked)


def _answered(delivery: Claimed, status: int, text: bytes | str) -> Outcome:
    """Return the outcome of a refusal by the mail server: a code from 500 is final."""
    words = text.decode(errors="replace") if isinstance(text, bytes) else text
    result = Result.REFUSED if status in PERMANENT else Result.FAILED
    return Outcome(delivery, result, status, response=words[:1000], error=f"The mail server refused it ({status}).")


def _key(delivery: Claimed) -> tuple[uuid.UUID, uuid.UUID]:
    return delivery.event_id, delivery.target


def _addressees(deliveries: Sequence[Claimed]) -> dict[tuple[uuid.UUID, uuid.UUID], Told]:
    """Return who gets each delivery, why, and whether they are asked something.

    Those who have left or stopped their e-mails are not there.
    """
    events = list({delivery.event_id for delivery in deliveries})
    with every_workspace():
        rows = _notified(events=events, members=[delivery.target for delivery in deliveries])
    return {
        (event, member): (letters.Addressee(member, name, address), because, asked)
        for event, because, asked, member, name, address in rows
    }


@prepared
def _notified(events: Any, members: Any) -> Any:
    stopped = Preference.objects.filter(email=models.Email.NONE)
    rows = Notification.objects.exclude(member__in=stopped.values("member"))
    reached = rows.filter(
        event__among=events, member__among=members, member__deleted_at=None, member__user__is_active=True
    )
    columns = ("event_id", "because", "asked", "member_id", "member__user__name", "member__user__email")
    return reached.values_list(*columns)
